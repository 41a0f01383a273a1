"""Raw outputs as evidence, and what changed between two looks at a device, as a table.

The table is what stands under "sebelum dan sesudah" in a report: plain Indonesian, worst first.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import DeviceView, Health, Interface, Neighbour, Optic, Route
from sigap.domain.errors import words
from sigap.domain.interfacenames import normalised

# Less is the module's own unrest from one minute to the next.
LEAST_DB: Final = 1.0
DEFAULT_ROUTES: Final = ("0.0.0.0/0", "::/0")
# More routes that came or went are told as one number.
MOST_ROUTES: Final = 20


@dataclass(frozen=True, slots=True)
class RawOutput:
    """What one command, or one walk, gave. `sha256` is of the text as UTF-8; `size` its octets.

    `cut` is the code of what ended it early ("too-much", "too-slow" ...), "" when it is whole.
    """

    command: str
    at: datetime
    text: str
    sha256: str
    size: int
    cut: str = ""

    @property
    def is_sealed(self) -> bool:
        """Whether the text is still the one that was sealed."""
        return sha256(self.text.encode("utf-8", "replace")).hexdigest() == self.sha256


def raw_output(command: str, text: str, *, at: datetime, cut: str = "") -> RawOutput:
    """Seal what was read; half surrogates, which no file could keep, are replaced first."""
    octets = text.encode("utf-8", "replace")
    return RawOutput(
        command=command,
        at=at,
        text=octets.decode("utf-8"),
        sha256=sha256(octets).hexdigest(),
        size=len(octets),
        cut=cut,
    )


class Verdict(StrEnum):
    """Which way something went."""

    WORSE = words("memburuk")
    BETTER = words("membaik")
    CHANGED = words("berubah")
    SAME = words("tetap")


class Part(StrEnum):
    """Which part of the device a line is about."""

    SYSTEM = words("perangkat")
    INTERFACE = words("antarmuka")
    ERRORS = words("galat")
    OPTIC = words("daya optik")
    NEIGHBOUR = words("tetangga")
    ROUTE = words("rute")
    HEALTH = words("kesehatan")


@dataclass(frozen=True, slots=True)
class Told:
    """A phrase: an Indonesian template with %(name)s places, and what fills them."""

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params if self.params else self.template


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what, as it was, as it is, and which way it went."""

    part: Part
    subject: str
    before: Told
    after: Told
    verdict: Verdict


_ABSENT: Final = Told(words("tidak ada"))
_PRESENT: Final = Told(words("ada"))
_STATES: Final = {
    view.UP: Told(words("menyala")),
    view.DOWN: Told(words("mati")),
    view.TESTING: Told(words("sedang diuji")),
    view.DORMANT: Told(words("menunggu")),
    view.ABSENT: Told(words("modul tidak terpasang")),
    view.LOWER_DOWN: Told(words("mati (lapis di bawahnya)")),
    view.UNKNOWN: Told(words("tidak diketahui")),
}
_SHUT: Final = Told(words("dimatikan oleh petugas"))
_ORDER: Final = (Verdict.WORSE, Verdict.BETTER, Verdict.CHANGED, Verdict.SAME)


def compare(
    before: DeviceView, after: DeviceView, *, watched: Collection[str] = ()
) -> tuple[Line, ...]:
    """What changed from one look to the next, the worst first.

    Ports of `watched` (in any spelling) stand in the table also when nothing changed. A part that
    one of the looks could not read is not compared: what was not seen has not gone.
    """
    named = {normalised(port) for port in watched}
    lines = (
        *_restarted(before, after),
        *_interfaces(before, after, named),
        *_errors(before, after, named),
        *_optics(before.optics, after.optics, named),
        *_neighbours(before, after),
        *_routes(before, after),
        *_health(before.health, after.health),
    )
    return tuple(sorted(lines, key=lambda line: _ORDER.index(line.verdict)))


def _restarted(before: DeviceView, after: DeviceView) -> Iterator[Line]:
    was, now = before.system.uptime, after.system.uptime
    if was is not None and now is not None and now < was:
        subject = after.system.name or before.system.name
        yield Line(Part.SYSTEM, subject, _awake(was), _awake(now), Verdict.CHANGED)


def _awake(uptime: timedelta) -> Told:
    template = words("menyala selama %(minutes)s menit")
    return Told(template, {"minutes": int(uptime.total_seconds() // 60)})


def _was_read(part: Collection[object], seen: DeviceView) -> bool:
    """An empty part counts as empty only in a look that failed nowhere."""
    return bool(part) or not seen.notes


def _by_name(ports: Iterable[Interface]) -> dict[str, Interface]:
    return {normalised(port.name): port for port in ports}


def _interfaces(before: DeviceView, after: DeviceView, watched: set[str]) -> Iterator[Line]:
    was, now = _by_name(before.interfaces), _by_name(after.interfaces)
    if not (_was_read(was, before) and _was_read(now, after)):
        return
    for name in dict.fromkeys((*was, *now)):
        old, new = was.get(name), now.get(name)
        verdict = _port_verdict(old, new)
        if verdict is not Verdict.SAME or name in watched:
            port = new or old
            assert port is not None
            yield Line(Part.INTERFACE, port.short, port_state(old), port_state(new), verdict)


def port_state(port: Interface | None) -> Told:
    """How a port stands, as people say it; None is one that is not there."""
    if port is None:
        return _ABSENT
    if port.admin == view.DOWN and port.oper != view.UP:
        return _SHUT
    return _STATES.get(port.oper, _STATES[view.UNKNOWN])


def _port_verdict(old: Interface | None, new: Interface | None) -> Verdict:
    if old is None or new is None:
        gone_up = old is not None and old.oper == view.UP
        return Verdict.WORSE if gone_up else Verdict.CHANGED
    if old.oper == new.oper:
        return Verdict.SAME if port_state(old) == port_state(new) else Verdict.CHANGED
    if view.UNKNOWN in (old.oper, new.oper):
        return Verdict.CHANGED
    if new.oper == view.UP:
        return Verdict.BETTER
    return Verdict.WORSE if old.oper == view.UP else Verdict.CHANGED


def _errors(before: DeviceView, after: DeviceView, watched: set[str]) -> Iterator[Line]:
    """Errors that came in between. Counters that began again in between are compared from 0."""
    was, now = _by_name(before.interfaces), _by_name(after.interfaces)
    for name, new in now.items():
        old = was.get(name)
        first = old.counters.errors if old else None
        last = new.counters.errors
        if first is None or last is None or (first == last and name not in watched):
            continue
        verdict = Verdict.SAME if first == last else Verdict.WORSE
        if last < first:
            verdict = Verdict.WORSE if last else Verdict.CHANGED
        yield Line(Part.ERRORS, new.short, _counted(first), _counted(last), verdict)


def _counted(errors: int) -> Told:
    return Told(words("%(count)s galat sejak penghitung dimulai"), {"count": errors})


def _optics(
    before: tuple[Optic, ...], after: tuple[Optic, ...], watched: set[str]
) -> Iterator[Line]:
    was = {normalised(one.interface): one for one in before}
    for new in after:
        name = normalised(new.interface)
        old = was.get(name)
        if old is None or old.rx_dbm is None or new.rx_dbm is None:
            continue
        change = new.rx_dbm - old.rx_dbm
        verdict = Verdict.SAME
        if abs(change) >= LEAST_DB:
            verdict = Verdict.BETTER if change > 0 else Verdict.WORSE
        if verdict is not Verdict.SAME or name in watched:
            yield Line(Part.OPTIC, new.interface, _power(old.rx_dbm), _power(new.rx_dbm), verdict)


def _power(dbm: float) -> Told:
    return Told(words("terima %(dbm)s dBm"), {"dbm": f"{dbm:.1f}".replace(".", ",")})


def _neighbours(before: DeviceView, after: DeviceView) -> Iterator[Line]:
    was, now = _met(before.neighbours), _met(after.neighbours)
    if not (_was_read(was, before) and _was_read(now, after)):
        return
    for key in sorted(was.keys() - now.keys()):
        yield Line(Part.NEIGHBOUR, was[key], _PRESENT, _ABSENT, Verdict.WORSE)
    for key in sorted(now.keys() - was.keys()):
        yield Line(Part.NEIGHBOUR, now[key], _ABSENT, _PRESENT, Verdict.BETTER)


def _met(neighbours: Iterable[Neighbour]) -> dict[tuple[str, str], str]:
    """Who stands behind which port, whatever protocol told it."""
    return {
        (normalised(one.interface), who.casefold()): f"{one.interface} – {who}"
        for one in neighbours
        if (who := one.name or one.mac or one.address)
    }


def _routes(before: DeviceView, after: DeviceView) -> Iterator[Line]:
    was, now = _ways(before.routes), _ways(after.routes)
    if not (_was_read(was, before) and _was_read(now, after)):
        return
    lines = []
    for destination in (*(was.keys() - now.keys()), *(now.keys() - was.keys())):
        gone = destination in was
        verdict = Verdict.CHANGED
        if destination in DEFAULT_ROUTES:
            verdict = Verdict.WORSE if gone else Verdict.BETTER
        old, new = (_way(was[destination]), _ABSENT) if gone else (_ABSENT, _way(now[destination]))
        lines.append(Line(Part.ROUTE, destination, old, new, verdict))
    for destination in was.keys() & now.keys():
        if was[destination] != now[destination]:
            old, new = _way(was[destination]), _way(now[destination])
            lines.append(Line(Part.ROUTE, destination, old, new, Verdict.CHANGED))
    lines.sort(key=lambda line: (line.subject not in DEFAULT_ROUTES, line.subject))
    yield from lines[:MOST_ROUTES]
    if len(lines) > MOST_ROUTES:
        yield Line(Part.ROUTE, "…", _many(len(was)), _many(len(now)), Verdict.CHANGED)


def _ways(routes: Iterable[Route]) -> dict[str, tuple[str, ...]]:
    """By which gateways or ports each destination is reached."""
    found: dict[str, set[str]] = {}
    for route in routes:
        found.setdefault(route.destination, set()).add(route.gateway or route.interface)
    return {destination: tuple(sorted(ways)) for destination, ways in found.items()}


def _way(ways: tuple[str, ...]) -> Told:
    return Told(words("lewat %(ways)s"), {"ways": ", ".join(filter(None, ways)) or "–"})


def _many(count: int) -> Told:
    return Told(words("seluruhnya %(count)s rute"), {"count": count})


def _health(before: tuple[Health, ...], after: tuple[Health, ...]) -> Iterator[Line]:
    was = {(one.kind, one.name): one.state for one in before}
    for one in after:
        old = was.get((one.kind, one.name), "")
        if old and one.state and old != one.state:
            verdict = Verdict.BETTER if one.state == view.GOOD else Verdict.WORSE
            yield Line(Part.HEALTH, one.name, _fared(old), _fared(one.state), verdict)


def _fared(state: str) -> Told:
    return Told(words("baik") if state == view.GOOD else words("bermasalah"))
