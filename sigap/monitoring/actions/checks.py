"""What is asked of whom: checks that follow the inventory by themselves, and those people add."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from sigap.domain.actor import NETWORK_ADMIN, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, unprintable, words
from sigap.domain.probeplan import next_due
from sigap.inventory.models import Device, Interface
from sigap.monitoring.models import AGENT, CENTRE, KINDS, Check, Segment
from sigap.monitoring.probes.base import MANAGEMENT, Kind, usable
from sigap.people.actions import SYSTEM_ROLE, write_down

MONITORING_STREAM: Final = "pemantauan"
NAMED: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
USUAL_PERIOD: Final = 60
PERIODS: Final = (30, 60, 300, 900, 3600)
# To tell of itself costs a device more than an answer does, and signing in most of all.
LEAST_PERIODS: Final[Mapping[str, int]] = {Kind.SNMP: 60, Kind.SSH: 900}
MOST_KNOWN_GOOD: Final = 5
_BATCH: Final = 2_000
_OPTIONS: Final[Mapping[str, frozenset[str]]] = {
    Kind.ICMP: frozenset(),
    Kind.TCP: frozenset({"port"}),
    Kind.HTTP: frozenset({"port", "name", "path"}),
    Kind.HTTPS: frozenset({"port", "name", "path", "trust"}),
    Kind.DNS: frozenset({"port", "name", "type"}),
    Kind.NTP: frozenset({"port"}),
    Kind.SNMP: frozenset({"port"}),
    Kind.SSH: frozenset({"port"}),
}
_IN_USE: Final = Q(status="dipakai", site__active=True, management_address__isnull=False)


def centre() -> Segment:
    """The segment that the office's own workers probe; made when it is first needed."""
    return Segment.objects.get_or_create(key=CENTRE, defaults={"name": "Pusat"})[0]


def watch_inventory(*, at: datetime) -> int:
    """Give every device in use with an address its ping, and let those that left be; a job.

    Answers how many checks were made, switched off or on again.
    """
    made = _begin(at)
    automatic = Check.objects.filter(automatic=True, kind=Kind.ICMP)
    in_use = Device.objects.filter(_IN_USE)
    left = automatic.filter(active=True).exclude(device__in=in_use).update(active=False)
    back = automatic.filter(active=False, device__in=in_use).update(active=True)
    return made + left + back


def _begin(at: datetime) -> int:
    missing = Device.objects.filter(_IN_USE).exclude(
        pk__in=Check.objects.filter(kind=Kind.ICMP, label="").values("device_id")
    )
    keys = list(missing.values_list("pk", flat=True)[:_BATCH])
    if not keys:
        return 0
    segment, every = centre(), timedelta(seconds=USUAL_PERIOD)
    rows = [
        Check(
            device_id=key,
            segment=segment,
            kind=Kind.ICMP.value,
            automatic=True,
            every=USUAL_PERIOD,
            next_at=next_due(key, every, after=at),
        )
        for key in keys
    ]
    # Two workers that look at once make it once.
    Check.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def add_check(
    device: Device,
    kind: str,
    *,
    options: Mapping[str, Any] | None = None,
    every: int = USUAL_PERIOD,
    interface: Interface | None = None,
    segment: Segment | None = None,
    at: datetime,
    by: Actor,
) -> Check:
    """Ask one more question of a device of the inventory, `every` so many seconds.

    `options` as the probe of that kind takes them; without `segment` it is asked from where the
    device is asked already. Raises Invalid with every faulty field,
    NotAllowed unless the network's or the application's administrator acts.
    """
    _require_keeper(by)
    cleaned = {name: value for name, value in (options or {}).items() if value not in (None, "")}
    label = _label(cleaned, interface)
    place = segment or _segment_of(device)
    faults = _faults(kind, cleaned, every) or _misplaced(device, kind, label, interface, place)
    if faults:
        raise Invalid(faults)
    if "port" in cleaned:
        cleaned["port"] = int(cleaned["port"])
    row = Check.objects.create(
        device=device,
        interface=interface,
        segment=place,
        kind=kind,
        label=label,
        options=cleaned,
        every=every,
        next_at=next_due(device.pk, timedelta(seconds=every), after=at),
    )
    data = {"device": device.key, "kind": kind, "label": label, "every": every}
    write_down(MONITORING_STREAM, [("pemeriksaan-ditambah", data)], at=at, by=by)
    return row


@transaction.atomic
def switch_check(row: Check, active: bool, *, at: datetime, by: Actor) -> None:
    """Let a check rest, or ask again. The history stays."""
    _require_keeper(by)
    changed = Check.objects.filter(pk=row.pk, active=not active)
    if not changed.update(active=active, automatic=False):
        return
    row.active = active
    data = {"device": row.device.key, "kind": row.kind, "label": row.label}
    kind = "pemeriksaan-dinyalakan" if active else "pemeriksaan-dimatikan"
    write_down(MONITORING_STREAM, [(kind, data)], at=at, by=by)


@transaction.atomic
def set_known_good(key: str, addresses: list[str], *, at: datetime, by: Actor) -> Segment:
    """Say which addresses prove that a segment's prober is connected. Raises Invalid."""
    _require_keeper(by)
    if key == CENTRE:
        centre()
    row = Segment.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NotFound("segment-unknown", words("Segmen itu tidak ada."))
    given = list(dict.fromkeys(each.strip() for each in addresses if each.strip()))
    if wrong := [each for each in given if usable(each) is None]:
        template = words("“%(value)s” bukan alamat IP satu mesin.")
        raise Invalid({"known_good": Fault("not-an-address", template, {"value": wrong[0][:80]})})
    if len(given) > MOST_KNOWN_GOOD:
        template = words("Paling banyak %(most)s alamat.")
        raise Invalid({"known_good": Fault("too-many", template, {"most": MOST_KNOWN_GOOD})})
    if row.known_good != given:
        data = {"segment": key, "before": row.known_good, "after": given}
        row.known_good = given
        row.save(update_fields=["known_good"])
        write_down(MONITORING_STREAM, [("pembanding-diganti", data)], at=at, by=by)
    return row


def _segment_of(device: Device) -> Segment:
    """From where a device is asked already, else the centre."""
    first = Check.objects.filter(device=device).exclude(kind__in=MANAGEMENT)
    row = first.select_related("segment").order_by("-active", "pk").first()
    return row.segment if row is not None else centre()


def _label(options: Mapping[str, Any], interface: Interface | None) -> str:
    told = [interface.name] if interface is not None else []
    told += [str(options[name]) for name in ("name", "port", "type", "path") if name in options]
    return " ".join(told)[:100]


def _faults(kind: str, options: Mapping[str, Any], every: int) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if kind not in KINDS:
        faults["kind"] = Fault("kind-unknown", words("Pilih salah satu jenis pemeriksaan."))
        return faults
    if every not in PERIODS:
        template = words("Pilih salah satu: %(periods)s detik.")
        told = {"periods": ", ".join(map(str, PERIODS))}
        faults["every"] = Fault("period-unknown", template, told)
    elif every < LEAST_PERIODS.get(kind, 0):
        template = words("Jenis ini paling sering setiap %(minutes)s menit.")
        minutes = LEAST_PERIODS[kind] // 60
        faults["every"] = Fault("period-too-short", template, {"minutes": minutes})
    for name in set(options) - _OPTIONS[Kind(kind)]:
        faults[name] = Fault("field-unknown", words("Isian ini bukan untuk jenis itu."))
    port = str(options.get("port", ""))
    if (kind == Kind.TCP or port) and not (port.isdecimal() and 0 < int(port) < 65_536):
        faults["port"] = Fault("bad-port", words("Isi nomor port 1 sampai 65535."))
    for name in ("name", "path", "type"):
        text = str(options.get(name, ""))
        if len(text) > 200 or (text and not text.isascii()) or unprintable(text):
            faults[name] = Fault("bad-text", words("Paling banyak 200 huruf, tanpa aksara khusus."))
    return faults


def _misplaced(
    device: Device, kind: str, label: str, interface: Interface | None, segment: Segment
) -> dict[str, Fault]:
    if kind in MANAGEMENT and segment.by == AGENT:
        template = words(
            "Perangkat ini diperiksa oleh agen, yang tidak pernah menerima kredensial; "
            "SNMP dan SSH hanya ditanyakan dari pusat."
        )
        return {"kind": Fault("centre-only", template)}
    if kind in MANAGEMENT and Check.objects.filter(device=device, kind=kind).exists():
        return {"kind": Fault("check-there", words("Pemeriksaan yang sama sudah ada."))}
    if interface is not None and interface.device_id != device.pk:
        template = words("Antarmuka itu milik perangkat lain.")
        return {"interface": Fault("not-its-own", template)}
    if Check.objects.filter(device=device, kind=kind, label=label).exists():
        return {"kind": Fault("check-there", words("Pemeriksaan yang sama sudah ada."))}
    return {}


def _require_keeper(by: Actor) -> None:
    if not by.holds(NETWORK_ADMIN, SYSTEM_ADMIN, SYSTEM_ROLE):
        raise NotAllowed(
            "monitoring-keepers-only",
            words("Hanya Administrator Sistem Jaringan yang boleh mengatur pemantauan."),
        )
