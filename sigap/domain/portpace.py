"""What passed a port between two looks at its counters, and what went wrong there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sigap.domain.deviceview import Counters, DeviceView, Interface
from sigap.domain.interfacenames import normalised

_NARROW: Final = 2**32
# Counters are read a little later than the moment of the look: more than the line carries by less
# than this is that; by more, the counter was not one that had come round.
_TOLERANCE: Final = 1.1


@dataclass(frozen=True, slots=True)
class Pace:
    """Bits a second each way, and how many packets failed in between. None: cannot be said.

    `errors` are of both directions, `discards` too; `share` is the busier direction of the speed.
    """

    in_bps: float | None = None
    out_bps: float | None = None
    errors: int | None = None
    discards: int | None = None
    share: float | None = None


def paces(before: DeviceView, after: DeviceView, elapsed: timedelta) -> Mapping[str, Pace]:
    """By the name of each port of `after` what passed it in the time between the two looks.

    A device that restarted in between began its counters again, and one that does not tell its
    uptime may have: then a counter that is smaller than before says nothing. Otherwise a counter
    of 32 bits that is smaller has come round once, where the line could carry that much.
    """
    seconds = elapsed.total_seconds()
    if seconds <= 0:
        return {}
    old = {normalised(port.name): port for port in before.interfaces}
    was, now = before.system.uptime, after.system.uptime
    if was is not None and now is not None and now < was:
        return {port.name: Pace() for port in after.interfaces}
    unbroken = was is not None and now is not None
    return {
        port.name: _pace(old.get(normalised(port.name)), port, seconds, unbroken)
        for port in after.interfaces
    }


def _pace(before: Interface | None, after: Interface, seconds: float, unbroken: bool) -> Pace:
    if before is None:
        return Pace()
    was, now = before.counters, after.counters
    most = after.speed_bps * _TOLERANCE if after.speed_bps else None
    # A counter that changed its width between the looks is another counter.
    rounds = unbroken and was.bits == now.bits == 32
    alike = was.bits == now.bits
    incoming = _bps(was.in_octets, now.in_octets, seconds, most, rounds) if alike else None
    outgoing = _bps(was.out_octets, now.out_octets, seconds, most, rounds) if alike else None
    busier = max((each for each in (incoming, outgoing) if each is not None), default=None)
    return Pace(
        in_bps=incoming,
        out_bps=outgoing,
        errors=_more(was.errors, now.errors),
        discards=_more(_discards(was), _discards(now)),
        share=busier / after.speed_bps if busier is not None and after.speed_bps else None,
    )


def _bps(
    first: int | None, last: int | None, seconds: float, most: float | None, rounds: bool
) -> float | None:
    if first is None or last is None:
        return None
    passed = last - first
    if passed < 0:
        if not rounds or most is None:
            return None
        passed += _NARROW
    pace = passed * 8 / seconds
    return pace if most is None or pace <= most else None


def _more(first: int | None, last: int | None) -> int | None:
    return last - first if first is not None and last is not None and last >= first else None


def _discards(counters: Counters) -> int | None:
    known = [each for each in (counters.in_discards, counters.out_discards) if each is not None]
    return sum(known) if known else None
