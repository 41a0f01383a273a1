"""The way to an address, hop by hop, without any program or right: UDP with short lives.

Every router at which a packet's life ends says so, and the kernel keeps that in the error queue
of the socket that sent it (ip(7), IP_RECVERR). Eight hops are asked at once: a way with silent
hops takes seconds, and a router that tells only a few complaints a second is not flooded.
"""

import select
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, product
from time import perf_counter
from typing import Final

from sigap.monitoring.probes.base import usable

MOST_HOPS: Final = 30
TRIES: Final = 3
_WAVE: Final = 8
PATIENCE: Final = 2.0
_FIRST_PORT: Final = 33_434
_IP_RECVERR: Final = 11
_IPV6_RECVERR: Final = 25
_EXTENDED_ERROR: Final = struct.Struct("=IBBBBII")
_EXCEEDED: Final = {4: (11, 0), 6: (3, 0)}
_UNREACHABLE: Final = {4: 3, 6: 1}
_PORT: Final = {4: 3, 6: 4}
# How traceroutes have always written it.
_MARKS: Final = {
    4: {0: "!N", 1: "!H", 2: "!P", 4: "!F", 5: "!S", 9: "!X", 10: "!X", 13: "!X"},
    6: {0: "!N", 1: "!X", 2: "!S", 3: "!H", 5: "!X", 6: "!X"},
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one packet came back with: who said so, after how many seconds, and with which mark."""

    address: str
    seconds: float
    mark: str = ""
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """One distance from us: what each try heard there, None for a try that heard nothing ("*")."""

    distance: int
    said: tuple[Said | None, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Who answered here, each once, in the order of the tries."""
        return tuple(dict.fromkeys(each.address for each in self.said if each))


@dataclass(frozen=True, slots=True)
class Way:
    """The way to an address. `loop` are the addresses that came again at a later hop; `stopped` is
    the mark of the router that let nothing further through."""

    address: str
    at: datetime
    hops: tuple[Hop, ...]
    reached: bool
    loop: tuple[str, ...] = ()
    stopped: str = ""


def trace(address: str, *, at: datetime, most: int = MOST_HOPS, patience: float = PATIENCE) -> Way:
    """The way to `address`, of at most `most` hops; `patience` is seconds for eight of them.

    Raises ValueError when the address cannot be asked and OSError when this machine has no socket
    or no route at all for it.
    """
    ip = usable(address)
    if ip is None:
        raise ValueError("no address that can be asked")
    hops: list[Hop] = []
    while len(hops) < most and not _ended(hops):
        distances = range(len(hops) + 1, min(len(hops) + _WAVE, most) + 1)
        hops += _wave(ip.version, str(ip), distances, patience)
    return concluded(str(ip), tuple(hops), at=at)


def _wave(version: int, address: str, distances: range, patience: float) -> list[Hop]:
    """What these distances say, all asked at once."""
    with ExitStack() as open_:
        tries = []
        for distance, number in product(distances, range(TRIES)):
            tries.append(_Try(version, address, distance, number))
            open_.callback(tries[-1].close)
        _listen(tries, patience)
    return [
        Hop(distance, tuple(each.said for each in tries if each.distance == distance))
        for distance in distances
    ]


def _ended(hops: Sequence[Hop]) -> bool:
    """Whether there is nothing further to ask: arrived, stopped, or silent for half a wave."""
    if not hops:
        return False
    final = any(each and (each.reached or each.mark) for hop in hops for each in hop.said)
    return final or not any(hop.addresses for hop in hops[-_WAVE // 2 :])


def concluded(address: str, hops: tuple[Hop, ...], *, at: datetime) -> Way:
    """The way that these hops tell of: cut where it ends, silent hops at its end left out."""
    kept = tuple(_until_the_end(hops))
    last = kept[-1].said if kept else ()
    reached = any(each is not None and each.reached for each in last)
    marks = [each.mark for each in last if each and each.mark]
    return Way(
        address,
        at,
        kept,
        reached,
        loop=() if reached else _again(kept),
        stopped="" if reached else next(iter(marks), ""),
    )


def _until_the_end(hops: tuple[Hop, ...]) -> Iterator[Hop]:
    heard = [hop.distance for hop in hops if hop.addresses]
    final = [
        hop.distance
        for hop in hops
        if any(each is not None and (each.reached or each.mark) for each in hop.said)
    ]
    last = min(final, default=max(heard, default=0))
    return (hop for hop in hops if hop.distance <= last)


def _again(hops: tuple[Hop, ...]) -> tuple[str, ...]:
    """Addresses met at more than two distances, or again after another one stood in between."""
    met: dict[str, list[int]] = {}
    for hop in hops:
        for address in hop.addresses:
            met.setdefault(address, []).append(hop.distance)
    return tuple(
        address
        for address, places in met.items()
        # Two hops side by side with one address are a router that answers for its neighbour.
        if len(places) > 2 or any(b - a > 1 for a, b in pairwise(places))
    )


class _Try:
    """One packet with its own socket, so that what comes back is about this packet alone."""

    def __init__(self, version: int, address: str, distance: int, number: int) -> None:
        self.version, self.distance = version, distance
        self.said: Said | None = None
        self.done = False
        family = socket.AF_INET if version == 4 else socket.AF_INET6
        self.line = socket.socket(family, socket.SOCK_DGRAM)
        self.line.setblocking(False)
        if version == 4:
            self.line.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
            self.line.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, distance)
        else:
            self.line.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
            self.line.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, distance)
        self.begun = perf_counter()
        try:
            self.line.connect((address, _FIRST_PORT + distance * TRIES + number))
            self.line.send(b"Sigap jejak jalur".ljust(32))
        except OSError as error:
            if error.errno is None or distance == 1:
                self.line.close()
                raise
            self.done = True

    def close(self) -> None:
        self.line.close()

    def hear(self) -> None:
        """Take one complaint out of the queue; a datagram would be somebody's real answer."""
        seconds = perf_counter() - self.begun
        try:
            _, notes, _, _ = self.line.recvmsg(512, 512, socket.MSG_ERRQUEUE)
        except OSError:
            return
        for _level, _kind, note in notes:
            self._take(note, seconds)

    def _take(self, note: bytes, seconds: float) -> None:
        if len(note) < _EXTENDED_ERROR.size:
            return
        _, origin, kind, code, *_ = _EXTENDED_ERROR.unpack_from(note)
        address = _offender(note[_EXTENDED_ERROR.size :])
        if origin not in (2, 3) or not address:
            return
        self.done = True
        if (kind, code) == _EXCEEDED[self.version]:
            self.said = Said(address, seconds)
        elif kind == _UNREACHABLE[self.version] and code == _PORT[self.version]:
            self.said = Said(address, seconds, reached=True)
        elif kind == _UNREACHABLE[self.version]:
            self.said = Said(address, seconds, mark=_MARKS[self.version].get(code, f"!{code}"))


def _offender(sockaddr: bytes) -> str:
    """The address in a C sockaddr; "" for a family of which we know nothing."""
    family = int.from_bytes(sockaddr[:2], "little") if len(sockaddr) >= 8 else 0
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, sockaddr[4:8])
    if family == socket.AF_INET6 and len(sockaddr) >= 24:
        return socket.inet_ntop(socket.AF_INET6, sockaddr[8:24])
    return ""


def _listen(tries: list[_Try], patience: float) -> None:
    """Until every try has heard something, or out of patience, or nearer ones ended the way."""
    poll = select.poll()
    by_number = {each.line.fileno(): each for each in tries}
    for number in by_number:
        poll.register(number, select.POLLERR)
    until = perf_counter() + patience
    while (left := until - perf_counter()) > 0 and _open(tries):
        for number, _ in poll.poll(left * 1000):
            by_number[number].hear()


def _open(tries: list[_Try]) -> bool:
    """Whether any try is still waited for: those beyond the reached end are not."""
    ends = [each.distance for each in tries if each.said and each.said.reached]
    return any(not each.done and each.distance <= min(ends, default=MOST_HOPS) for each in tries)
