"""Echo requests to many targets at once, over the sockets that this kernel lets us have.

A ping socket needs no right where `net.ipv4.ping_group_range` allows the group; a raw socket needs
CAP_NET_RAW. One thread and one socket for each IP version send at a pace and read in between, so
that nothing that came back waits in a full buffer.
"""

import errno
import os
import secrets
import select
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter, sleep
from typing import Final

from sigap.domain.answers import Answer
from sigap.monitoring.probes import icmp_wire
from sigap.monitoring.probes.base import Reading, Target, answer_of, unusable

MOST_AT_ONCE: Final = 65_536
_RECEIVE_BUFFER: Final = 8 * 1024 * 1024
_DRAIN_EVERY: Final = 16
_MOST_READ: Final = 4096
_ICMP_FILTER: Final = 1
_SOL_RAW: Final = 255
_IP_RECVERR: Final = 11
_IPV6_RECVERR: Final = 25
_SO_RCVBUFFORCE: Final = 33
_EXTENDED_ERROR: Final = struct.Struct("=IBBBBII")
_FROM_ICMP: Final = (2, 3)


class NoSocket(OSError):
    """This kernel lets us have neither a ping socket nor a raw one."""


@dataclass(frozen=True, slots=True)
class Pings:
    """How targets are pinged: `count` times each, `spacing` seconds apart, `pace` packets a second;
    the last packet is waited for `patience` seconds. `padding` octets (even) make a packet long."""

    count: int = 3
    spacing: float = 0.2
    patience: float = 1.0
    pace: float = 20_000.0
    padding: int = 0


USUAL: Final = Pings()


@dataclass(slots=True)
class _Asked:
    """One target under way."""

    target: Target
    host: str
    version: int
    sent: list[float] = field(default_factory=list)
    trips: dict[int, float] = field(default_factory=dict)
    complaint: Answer | None = None
    said: set[int] = field(default_factory=set)

    def reading(self, at: datetime) -> Reading:
        answer = Answer.OK if self.trips else self.complaint or Answer.TIMEOUT
        trips = tuple(self.trips[attempt] for attempt in sorted(self.trips))
        return Reading(self.target, at, answer, sent=len(self.sent), trips=trips)


def ping(targets: Sequence[Target], *, at: datetime, how: Pings = USUAL) -> list[Reading]:
    """One reading for each target, in their order; at most 65,536 targets (ValueError).

    Takes about `count` times `spacing` plus `patience`, or less when everything has answered.
    Where a socket cannot be had, the readings say that the prober is broken, never the target.
    """
    if len(targets) > MOST_AT_ONCE:
        raise ValueError("too many targets for one round")
    asked = []
    for target in targets:
        ip = target.ip
        asked.append(_Asked(target, str(ip), ip.version) if ip else None)
    readings = {}
    for version in (4, 6):
        own = [each for each in asked if each is not None and each.version == version]
        if own:
            _ask(version, own, how)
    for place, (target, each) in enumerate(zip(targets, asked, strict=True)):
        readings[place] = each.reading(at) if each else unusable(target, at)
    return list(readings.values())


def _ask(version: int, asked: list[_Asked], how: Pings) -> None:
    try:
        line = _Line(version, asked)
    except OSError:
        for each in asked:
            each.complaint = Answer.PROBER_BROKEN
        return
    try:
        line.run(how)
    finally:
        line.close()


def opened(version: int) -> tuple[socket.socket, bool]:
    """A socket for echo requests and whether it is a raw one. Raises NoSocket."""
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    protocol = socket.IPPROTO_ICMP if version == 4 else socket.IPPROTO_ICMPV6
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            return socket.socket(family, kind, protocol), kind == socket.SOCK_RAW
        except PermissionError:
            continue
        except OSError as error:
            raise NoSocket(error.errno, error.strerror) from error
    raise NoSocket(errno.EPERM, os.strerror(errno.EPERM))


class _Line:
    """One socket with everything that is asked over it."""

    def __init__(self, version: int, asked: list[_Asked]) -> None:
        self.version = version
        self.asked = asked
        self.cookie = secrets.token_bytes(8)
        self.identity = secrets.randbelow(0xFFFF)
        self.open = 0
        self.socket, self.raw = opened(version)
        self.poll = select.poll()
        self.poll.register(self.socket, select.POLLIN)
        self._settings()

    def close(self) -> None:
        self.socket.close()

    def run(self, how: Pings) -> None:
        """Send all tries of all targets, and listen until all is answered or out of patience."""
        begun = perf_counter()
        for attempt in range(how.count):
            if attempt:
                self._listen(begun + attempt * max(how.spacing, len(self.asked) / how.pace))
            self._volley(attempt, how)
        self._listen(perf_counter() + how.patience, until_all=True)

    def _settings(self) -> None:
        line = self.socket
        line.setblocking(False)
        try:
            line.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _RECEIVE_BUFFER)
        except OSError:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        if not self.raw:
            level = socket.IPPROTO_IP if self.version == 4 else socket.IPPROTO_IPV6
            line.setsockopt(level, _IP_RECVERR if self.version == 4 else _IPV6_RECVERR, 1)
            return
        wanted = [
            kinds[self.version]
            for kinds in (icmp_wire.REPLY, icmp_wire.UNREACHABLE, icmp_wire.EXCEEDED)
        ]
        if self.version == 4:
            let = sum(1 << kind for kind in wanted)
            line.setsockopt(_SOL_RAW, _ICMP_FILTER, struct.pack("=I", ~let & 0xFFFFFFFF))
            return
        words = [0xFFFFFFFF] * 8
        for kind in wanted:
            words[kind >> 5] &= ~(1 << (kind & 31)) & 0xFFFFFFFF
        line.setsockopt(socket.IPPROTO_ICMPV6, _ICMP_FILTER, struct.pack("=8I", *words))

    def _volley(self, attempt: int, how: Pings) -> None:
        """One try of every target, not faster than its pace."""
        begun = perf_counter()
        for index, each in enumerate(self.asked):
            if index % _DRAIN_EVERY == 0:
                self._drain()
                early = begun + index / how.pace - perf_counter()
                if early > 0.0005:
                    self._listen(perf_counter() + early)
            self._send(each, index, attempt, how.padding)
        self._drain()

    def _send(self, each: _Asked, index: int, attempt: int, padding: int) -> None:
        packet = icmp_wire.echo(self.version, self.cookie, index, attempt, self.identity, padding)
        for turn in range(3):
            each.sent[attempt:] = [perf_counter()]
            try:
                self.socket.sendto(packet, (each.host, 0))
            except BlockingIOError:
                self._drain()
                sleep(0.001)
            except OSError as error:
                # A ping socket tells here of an earlier packet's failure; that one is queued too.
                if turn == 2 or self.raw:
                    each.complaint = answer_of(error)
                    return
                self._drain()
            else:
                self.open += 1
                return
        each.complaint = Answer.PROBER_BROKEN

    def _listen(self, until: float, *, until_all: bool = False) -> None:
        """Take in what comes until this moment, or until nothing is open any more."""
        while (left := until - perf_counter()) > 0 and not (until_all and self.open <= 0):
            if self.poll.poll(min(left, 1.0) * 1000):
                self._drain()

    def _drain(self) -> None:
        for _ in range(_MOST_READ):
            try:
                packet = self.socket.recv(2048)
            except BlockingIOError:
                break
            except OSError:
                continue
            if self.raw and self.version == 4:
                packet = icmp_wire.within_ip(packet)
            self._take(icmp_wire.heard(self.version, self.cookie, self.identity, packet))
        if not self.raw:
            self._complaints()

    def _complaints(self) -> None:
        """What a ping socket keeps in its queue of errors: the packet and why it failed."""
        for _ in range(_MOST_READ):
            try:
                packet, notes, _flags, _from = self.socket.recvmsg(2048, 512, socket.MSG_ERRQUEUE)
            except OSError:
                return
            for _level, _kind, note in notes:
                if len(note) >= _EXTENDED_ERROR.size:
                    self._take(icmp_wire.ours(self.cookie, packet, self._meaning(note)))

    def _meaning(self, note: bytes) -> Answer:
        number, origin, kind, code, *_ = _EXTENDED_ERROR.unpack_from(note)
        if origin not in _FROM_ICMP:
            return answer_of(OSError(number, ""))
        if kind == icmp_wire.EXCEEDED[self.version]:
            return Answer.LOOP
        return icmp_wire.unreachable(self.version, code)

    def _take(self, heard: icmp_wire.Heard | None) -> None:
        now = perf_counter()
        if heard is None or heard.index >= len(self.asked):
            return
        each = self.asked[heard.index]
        if heard.attempt >= len(each.sent) or heard.attempt in each.said:
            return
        each.said.add(heard.attempt)
        self.open -= 1
        if heard.answer is Answer.OK:
            each.trips[heard.attempt] = now - each.sent[heard.attempt]
        else:
            each.complaint = heard.answer
