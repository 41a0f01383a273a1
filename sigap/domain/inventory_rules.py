"""What must hold between the columns of an item, and between an item and the others.

Nothing is looked up here: `Known` is the register as it stands, or as an import would leave it.
"""

from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, Final, Protocol

from sigap.domain.errors import Fault, words
from sigap.domain.interfacenames import key_of_port, normalised
from sigap.domain.inventory_model import Kind, Picture, Type

MOST_HOPS: Final = 64
Faults = dict[str, Fault]


class Known(Protocol):
    """The register that a judgement is made against."""

    def picture(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """The item as it stands, None when there is none."""

    def find(self, to: str, text: str) -> str:
        """The key of what a person means by its key or its exact name; "" when nothing, or more
        than one thing, is meant. `to` is a kind, or "agency" or "service_class".
        """

    def serial(self, vendor: str, serial: str) -> tuple[str, ...]:
        """The keys of the devices in use with this maker and serial number."""


def key_of(kind: Kind, picture: Mapping[str, Any]) -> str:
    """The key by which an item is known; a port's follows from its device and its name."""
    if kind.key == "interface":
        return key_of_port(str(picture["device"]), str(picture["name"]))
    return str(picture["key"])


def settled(kind: Kind, picture: Mapping[str, Any], known: Known) -> tuple[Picture, Faults]:
    """The picture with every reference turned into a key, and everything that is wrong with it.

    The picture is whole: `read_item` and `new_item` have read it.
    """
    whole, faults = _referred(kind, picture, known)
    rule = _RULES.get(kind.key)
    if rule:
        faults = {**rule(whole, known), **faults}
    return whole, faults


def unmoved(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> Faults:
    """Refuse a change of that by which others know an item: its key, the device of a port."""
    fixed = ("device",) if kind.key == "interface" else ("key",)
    template = words("Ini tidak dapat diubah; lepas yang lama dan tambah yang baru.")
    faults = {
        name: Fault("fixed", template)
        for name in fixed
        if before.get(name, after.get(name)) != after.get(name)
    }
    if kind.key == "interface" and normalised(before["name"]) != normalised(after["name"]):
        faults["name"] = Fault("fixed", template)
    return faults


def _referred(kind: Kind, picture: Mapping[str, Any], known: Known) -> tuple[Picture, Faults]:
    whole, faults = dict(picture), Faults()
    for column in kind.columns:
        text = whole[column.key]
        if column.type is not Type.REF or not text:
            continue
        if column.to == "interface":
            found = _port(whole, column.key, text, known)
        else:
            found = known.find(column.to, text)
        if found:
            whole[column.key] = found
        else:
            template = words("“%(value)s” tidak ada; tulis kuncinya atau namanya yang tepat.")
            faults[column.key] = Fault("unknown-key", template, {"value": text[:80]})
    return whole, faults


def _port(whole: Mapping[str, Any], name: str, text: str, known: Known) -> str:
    """The port that is meant: its key, or its name on the device of that end."""
    device = whole[name.replace("interface", "device")]
    for key in (text, key_of_port(device, text)):
        found = known.picture("interface", key)
        if found is not None and found["device"] == device:
            return key
    return ""


def _site(whole: Mapping[str, Any], known: Known) -> Faults:
    faults = Faults()
    for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if whole[other] and not whole[one]:
            faults[one] = Fault(
                "required", words("Isi lintang dan bujur, atau kosongkan keduanya.")
            )
    if _loops(whole["key"], whole["upstream"], known):
        above = known.picture("site", whole["upstream"]) or whole
        template = words("%(upstream)s berada di bawah %(site)s; pilih lokasi induk yang lain.")
        told = {"upstream": above["name"], "site": whole["name"]}
        faults["upstream"] = Fault("upstream-loop", template, told)
    return faults


def _loops(key: str, upstream: str, known: Known) -> bool:
    """Whether the way up from `upstream` leads back to `key`, or never ends."""
    at = known.find("site", upstream) if upstream else ""
    for _ in range(MOST_HOPS):
        if not at:
            return False
        if at == key:
            return True
        above = (known.picture("site", at) or {}).get("upstream", "")
        at = known.find("site", above) if above else ""
    return True


def _device(whole: Mapping[str, Any], known: Known) -> Faults:
    faults = _in_order(whole, "bought_on", "warranty_until")
    if whole["serial"] and whole["status"] != "dilepas":
        others = [
            each for each in known.serial(whole["vendor"], whole["serial"]) if each != whole["key"]
        ]
        if others:
            template = words("Nomor seri ini sudah dipakai perangkat %(other)s.")
            faults["serial"] = Fault("serial-taken", template, {"other": others[0]})
    if whole["owner"] and whole["owner_name"]:
        template = words("Pilih Perangkat Daerah pemilik atau tulis pemilik lain, jangan keduanya.")
        faults["owner_name"] = Fault("owner-twice", template)
    return faults


def _circuit(whole: Mapping[str, Any], known: Known) -> Faults:
    return _in_order(whole, "valid_from", "valid_until")


def _in_order(whole: Mapping[str, Any], first: str, last: str) -> Faults:
    if whole[first] and whole[last] and whole[last] < whole[first]:
        return {last: Fault("days-out-of-order", words("Tanggal ini mendahului awalnya."))}
    return {}


def _link(whole: Mapping[str, Any], known: Known) -> Faults:
    if whole["a_device"] and whole["a_device"] == whole["b_device"]:
        template = words("Tautan menghubungkan dua perangkat yang berbeda.")
        return {"b_device": Fault("same-ends", template)}
    return {}


def _service(whole: Mapping[str, Any], known: Known) -> Faults:
    device = known.picture("device", whole["device"]) if whole["device"] else None
    if device is not None and known.find("site", device["site"]) != whole["site"]:
        template = words("Perangkat ini tidak berada di lokasi layanan.")
        return {"device": Fault("device-elsewhere", template)}
    return {}


def _prefix(whole: Mapping[str, Any], known: Known) -> Faults:
    gateway = whole["gateway"]
    network = whole["network"]
    if gateway and network and ip_address(gateway) not in ip_network(network):
        return {"gateway": Fault("outside-prefix", words("Gerbang harus di dalam prefiksnya."))}
    return {}


_RULES: Final[Mapping[str, Callable[[Mapping[str, Any], Known], Faults]]] = {
    "site": _site,
    "device": _device,
    "circuit": _circuit,
    "link": _link,
    "service": _service,
    "prefix": _prefix,
}
