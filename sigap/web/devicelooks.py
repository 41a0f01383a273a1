"""What a device told of itself, in words: who it is, its ports, what passed them, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from sigap.domain.deviceview import NOTE_WORDS, UP, DeviceView
from sigap.domain.evidence import Line, Told, Verdict, compare, port_state
from sigap.domain.portpace import Pace, paces
from sigap.monitoring.models import KINDS
from sigap.monitoring.probes.base import Kind
from sigap.monitoring.queries.readings import Kept, Pair
from sigap.web.voice import FILTERS

BUSIEST: Final = 5
_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.WORSE: "memburuk",
    Verdict.BETTER: "membaik",
    Verdict.CHANGED: "berubah",
    Verdict.SAME: "tetap",
}
_UNITS: Final = ((10**9, "Gbps"), (10**6, "Mbps"), (10**3, "kbps"))


@dataclass(frozen=True, slots=True)
class Port:
    """One port as a row: texts, "" where nothing can be said."""

    name: str
    alias: str
    up: bool
    state: str
    speed: str
    incoming: str
    outgoing: str
    share: str
    errors: int | None
    discards: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the table of before and after."""

    state: str
    part: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Look:
    """The newest look of one way of asking, beside the one it is compared with."""

    pk: int
    how: str
    label: str
    at: datetime
    before_at: datetime | None
    before_pk: int | None
    facts: list[tuple[str, str]]
    ports: list[Port]
    busiest: list[Port]
    changes: list[Change]
    notes: list[str]
    kept: Sequence[Kept]


def look(pair: Pair) -> Look:
    """A pair of looks in words."""
    seen = pair.newest.seen
    old = pair.before.seen if pair.before is not None else None
    passed = paces(old, seen, pair.newest.at - pair.before.at) if old and pair.before else {}
    ranked = sorted(seen.interfaces, key=lambda port: -_weight(passed.get(port.name)))
    rows = {port.name: _port(seen, number, passed) for number, port in enumerate(seen.interfaces)}
    busy = [rows[port.name] for port in ranked if _weight(passed.get(port.name)) > 0]
    return Look(
        pk=pair.newest.pk,
        how=pair.newest.how,
        label=_(KINDS[Kind(pair.newest.how)]),
        at=pair.newest.at,
        before_at=pair.before.at if pair.before else None,
        before_pk=pair.before.pk if pair.before else None,
        facts=_facts(seen),
        ports=list(rows.values()),
        busiest=busy[:BUSIEST],
        changes=[change(line) for line in compare(old, seen)] if old else [],
        notes=[f"{each.part}: {_(NOTE_WORDS.get(each.code, each.code))}" for each in seen.notes],
        kept=[each for each in pair.kept if each.pk != pair.newest.pk],
    )


def change(line: Line) -> Change:
    """One line of `evidence.compare` in the reader's language."""
    return Change(
        _VERDICTS[line.verdict],
        _(line.part.value),
        line.subject,
        told(line.before),
        told(line.after),
    )


def told(phrase: Told) -> str:
    """A phrase of the domain in the reader's language."""
    text = _(phrase.template)
    return text % phrase.params if phrase.params else text


def speed(bps: float | None) -> str:
    """A pace as people read it: "12,5 Mbps"; "" for none."""
    if bps is None:
        return ""
    times, unit = next(((n, word) for n, word in _UNITS if bps >= n), (1, "bps"))
    scaled = bps / times
    places = 0 if scaled >= 100 or scaled.is_integer() else 1
    return f"{FILTERS['number'](scaled, places=places)} {unit}"


def _weight(pace: Pace | None) -> float:
    if pace is None:
        return 0.0
    return max(pace.in_bps or 0.0, pace.out_bps or 0.0)


def _port(seen: DeviceView, number: int, passed: Mapping[str, Pace]) -> Port:
    port = seen.interfaces[number]
    pace = passed.get(port.name, Pace())
    return Port(
        name=port.name,
        alias=port.alias or (port.description if port.description != port.name else ""),
        up=port.oper == UP,
        state=told(port_state(port)),
        speed=speed(port.speed_bps),
        incoming=speed(pace.in_bps),
        outgoing=speed(pace.out_bps),
        share=FILTERS["percent"](pace.share) if pace.share is not None else "",
        errors=pace.errors,
        discards=pace.discards,
    )


def _facts(seen: DeviceView) -> list[tuple[str, str]]:
    system = seen.system
    made = " ".join(part for part in (system.vendor, system.model) if part)
    awake = FILTERS["calendar_duration"](system.uptime) if system.uptime is not None else ""
    up = sum(port.oper == UP for port in seen.interfaces)
    ports = _("%(up)s menyala dari %(all)s") % {"up": up, "all": len(seen.interfaces)}
    pairs = [
        (_("Nama"), system.name),
        (_("Merek dan model"), made),
        (_("Perangkat lunak"), system.version or system.description),
        (_("Menyala selama"), awake),
        (_("Port"), ports if seen.interfaces else ""),
    ]
    return [(word, value) for word, value in pairs if value]
