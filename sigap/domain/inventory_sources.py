"""What NetBox and LibreNMS say, turned into tables that an import reads.

Only what the other system knows is in a row; what is kept here besides stays as it is. A value of
another shape than expected is as good as missing: the row is judged by the import, not here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sigap.domain.errors import words
from sigap.domain.inventory import KINDS
from sigap.domain.inventory_choices import DEVICE_KINDS, SITE_KINDS
from sigap.domain.inventory_import import Sheet
from sigap.domain.inventory_values import MOST_ADDRESSES

NETBOX: Final = "netbox"
LIBRENMS: Final = "librenms"
SOURCES: Final[Mapping[str, str]] = {NETBOX: words("NetBox"), LIBRENMS: words("LibreNMS")}

# What is read of each, by the name under which the answer is handed over.
PATHS: Final[Mapping[str, Mapping[str, str]]] = {
    NETBOX: {
        "sites": "/api/dcim/sites/?limit=500",
        "devices": "/api/dcim/devices/?limit=500",
        "interfaces": "/api/dcim/interfaces/?limit=500",
        "addresses": "/api/ipam/ip-addresses/?limit=500",
        "cables": "/api/dcim/cables/?limit=500",
        "circuits": "/api/circuits/circuits/?limit=500",
    },
    LIBRENMS: {
        "devices": "/api/v0/devices",
        "ports": "/api/v0/ports?columns=port_id,device_id,ifName,ifAlias,ifSpeed,ifPhysAddress,"
        "ifAdminStatus,ifType",
        "links": "/api/v0/resources/links",
    },
}
Record = Mapping[str, Any]
Answers = Mapping[str, Sequence[Record]]
Row = dict[str, str]

_NOT_KEY: Final = re.compile(r"[^a-z0-9]+")
_PLATFORMS: Final = (
    ("nxos", "cisco_nxos"),
    ("nx-os", "cisco_nxos"),
    ("ios", "cisco_ios"),
    ("routeros", "mikrotik_routeros"),
    ("vrp", "huawei_vrp"),
    ("unifi", "ubiquiti"),
    ("airos", "ubiquiti"),
    ("edgeos", "ubiquiti"),
    ("linux", "linux"),
)
_STATUSES: Final = {
    "active": "dipakai",
    "offline": "rusak",
    "failed": "rusak",
    "decommissioning": "dilepas",
}
_LIBRENMS_KINDS: Final = {
    "network": "switch",
    "server": "server",
    "wireless": "ap",
    "firewall": "firewall",
    "power": "ups",
}


def key_from(name: str) -> str:
    """A name of another system as a key of ours: "SW Core.01" is "sw-core-01"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _NOT_KEY.sub("-", plain).strip("-")[:100]


def sheets_from(kind: str, answers: Answers) -> list[Sheet]:
    """The tables that a source's answers make, in the form of an import file."""
    rows = _netbox(answers) if kind == NETBOX else _librenms(answers)
    return [_sheet(each, found) for each, found in rows.items() if found]


def _sheet(kind: str, rows: Sequence[Row]) -> Sheet:
    headings = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = (tuple(row.get(name, "") for name in headings) for row in rows)
    return Sheet(kind, KINDS[kind].word, headings, tuple(enumerate(cells, 1)))


def _at(record: Any, *path: str | int) -> str:
    """The text at the end of a path through dictionaries and lists; "" where it breaks off."""
    for name in path:
        if isinstance(name, int):
            record = record[name] if isinstance(record, list) and len(record) > name else None
        else:
            record = record.get(name) if isinstance(record, Mapping) else None
    if isinstance(record, bool) or not isinstance(record, str | int | float):
        return ""
    return str(record).strip()


def _known(text: str, choices: Iterable[str]) -> str:
    """The choice that stands somewhere in a word of another system: "core-switch" is a switch."""
    plain = key_from(text)
    parts = plain.split("-")
    return next((each for each in choices if each == plain or each in parts), "")


def _platform(text: str) -> str:
    plain = text.casefold()
    return next((ours for theirs, ours in _PLATFORMS if theirs in plain), "")


def _kbps(text: str) -> str:
    return str(int(text) * 1000) if text.isdigit() else ""


def _full(**row: str) -> Row:
    """The row without what is not known."""
    return {name: text for name, text in row.items() if text}


def _netbox(answers: Answers) -> dict[str, list[Row]]:
    addresses: dict[str, list[str]] = {}
    for each in answers.get("addresses", ()):
        if _at(each, "assigned_object_type") == "dcim.interface":
            owner = _at(each, "assigned_object_id")
            addresses.setdefault(owner, []).append(_at(each, "address"))
    return {
        "site": [_netbox_site(each) for each in answers.get("sites", ())],
        "device": [_netbox_device(each) for each in answers.get("devices", ())],
        "interface": [_netbox_port(each, addresses) for each in answers.get("interfaces", ())],
        "circuit": [_netbox_circuit(each) for each in answers.get("circuits", ())],
        "link": [row for each in answers.get("cables", ()) if (row := _netbox_cable(each))],
    }


def _netbox_site(site: Record) -> Row:
    sort = _known(_at(site, "group", "slug"), SITE_KINDS)
    return _full(
        key=_at(site, "slug"),
        name=_at(site, "name"),
        agency=_at(site, "tenant", "name"),
        kind=_at(site, "custom_fields", "jenis") or sort,
        address=" ".join(_at(site, "physical_address").split())[:250],
        latitude=_at(site, "latitude"),
        longitude=_at(site, "longitude"),
        active="tidak" if _at(site, "status", "value") in ("retired", "decommissioning") else "",
    )


def _netbox_device(device: Record) -> Row:
    role = _at(device, "role", "slug") or _at(device, "device_role", "slug")
    return _full(
        key=key_from(_at(device, "name")),
        name=_at(device, "name"),
        site=_at(device, "site", "slug"),
        kind=_known(role, DEVICE_KINDS) or ("lainnya" if role else ""),
        vendor=_at(device, "device_type", "manufacturer", "name"),
        model=_at(device, "device_type", "model"),
        serial=_at(device, "serial"),
        management_address=_at(device, "primary_ip", "address"),
        platform=_platform(_at(device, "platform", "slug")),
        status=_STATUSES.get(_at(device, "status", "value"), ""),
    )


def _netbox_port(port: Record, addresses: Mapping[str, Sequence[str]]) -> Row:
    sort = _at(port, "type", "value")
    kind = "agregat" if sort == "lag" else "virtual" if sort in ("virtual", "bridge") else ""
    if not kind and sort:
        fibre = any(mark in sort for mark in ("sfp", "-x-", "gbic", "xfp"))
        kind = "serat" if fibre else "nirkabel" if "802.11" in sort else ""
        kind = kind or ("tembaga" if "base-t" in sort else "lainnya")
    own = addresses.get(_at(port, "id"), ())
    return _full(
        device=key_from(_at(port, "device", "name")),
        name=_at(port, "name"),
        kind=kind,
        speed_bps=_kbps(_at(port, "speed")),
        mac=_at(port, "mac_address"),
        addresses=" ".join(own[:MOST_ADDRESSES]),
        description=_at(port, "description")[:250],
        enabled="tidak" if port.get("enabled") is False else "ya",
    )


def _netbox_circuit(circuit: Record) -> Row:
    provider, number = _at(circuit, "provider", "name"), _at(circuit, "cid")
    return _full(
        key=key_from(f"{provider} {number}"),
        provider=provider,
        number=number,
        bandwidth_bps=_kbps(_at(circuit, "commit_rate")),
        valid_from=_at(circuit, "install_date"),
        valid_until=_at(circuit, "termination_date"),
    )


def _netbox_cable(cable: Record) -> Row | None:
    """A cable between two ports; one that ends in a panel or a circuit is no link of ours."""
    ends: Row = {}
    for end in ("a", "b"):
        there = (f"{end}_terminations", 0, "object")
        device = _at(cable, *there, "device", "name")
        if not device or _at(cable, f"{end}_terminations", 0, "object_type") != "dcim.interface":
            return None
        ends[f"{end}_device"] = key_from(device)
        ends[f"{end}_interface"] = _at(cable, *there, "name")
    sort = _at(cable, "type")
    medium = "fo" if sort.startswith(("smf", "mmf", "aoc")) else "utp" if "cat" in sort else ""
    return _full(key=f"netbox-{_at(cable, 'id')}", medium=medium, **ends)


def _librenms(answers: Answers) -> dict[str, list[Row]]:
    names = {_at(each, "device_id"): key_from(_called(each)) for each in answers.get("devices", ())}
    ports = {
        _at(each, "port_id"): (names.get(_at(each, "device_id"), ""), _at(each, "ifName"))
        for each in answers.get("ports", ())
    }
    return {
        "device": [_librenms_device(each) for each in answers.get("devices", ())],
        "interface": [
            _librenms_port(each, names)
            for each in answers.get("ports", ())
            if _at(each, "device_id") in names and _at(each, "ifName")
        ],
        "link": _librenms_links(answers.get("links", ()), ports),
    }


def _called(device: Record) -> str:
    return _at(device, "sysName") or _at(device, "hostname")


def _librenms_device(device: Record) -> Row:
    return _full(
        key=key_from(_called(device)),
        name=_called(device),
        site=_at(device, "location"),
        kind=_LIBRENMS_KINDS.get(_at(device, "type"), ""),
        model=_at(device, "hardware")[:100],
        serial=_at(device, "serial"),
        management_address=_at(device, "ip") or _at(device, "overwrite_ip"),
        firmware=_at(device, "version")[:80],
        platform=_platform(_at(device, "os")),
    )


def _librenms_port(port: Record, names: Mapping[str, str]) -> Row:
    return _full(
        device=names[_at(port, "device_id")],
        name=_at(port, "ifName"),
        speed_bps=_at(port, "ifSpeed"),
        mac=_at(port, "ifPhysAddress"),
        description=_at(port, "ifAlias")[:250],
        enabled="tidak" if _at(port, "ifAdminStatus") == "down" else "ya",
    )


def _librenms_links(links: Sequence[Record], ports: Mapping[str, tuple[str, str]]) -> list[Row]:
    """Each neighbourhood once: both ends tell of it."""
    rows: dict[str, Row] = {}
    for each in links:
        ends = [ports.get(_at(each, f"{end}_port_id")) for end in ("local", "remote")]
        if not all(end and all(end) for end in ends):
            continue
        (one, one_port), (other, other_port) = sorted(end for end in ends if end)
        if one == other:
            continue
        key = key_from(f"{one} {one_port} {other} {other_port}")
        rows[key] = {"key": key, "a_device": one, "a_interface": one_port}
        rows[key] |= {"b_device": other, "b_interface": other_port}
    return list(rows.values())
