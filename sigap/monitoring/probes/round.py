"""One round over many targets of any kind: proved before and after, every answer judged."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sigap.domain.answers import Answer, judged
from sigap.monitoring.probes import dns, http, icmp, management, ntp, proof, tcp
from sigap.monitoring.probes.base import Kind, Reading, Target, unusable

log = logging.getLogger(__name__)

Ask = Callable[..., Awaitable[Reading]]

ASKS: Final[Mapping[str, Ask]] = {
    Kind.TCP: tcp.connect,
    Kind.HTTP: http.fetch,
    Kind.HTTPS: http.fetch,
    Kind.DNS: dns.resolve,
    Kind.NTP: ntp.exchange,
    Kind.SNMP: management.poll,
    Kind.SSH: management.sign_in,
}
# Sockets at once, well below what a process may open (1,024 is usual); a doubt takes three.
_AT_ONCE: Final = 200
_DOUBTS_AT_ONCE: Final = 100
# Asking a silent host's TCP ports takes a second; in a great outage the first of them will do.
_MOST_DOUBTED: Final = 500


@dataclass(frozen=True, slots=True)
class Round:
    """What a round heard: a reading for each target in their order, and how the prober stood."""

    readings: tuple[Reading, ...]
    proof: proof.Proof


def probe(
    targets: Sequence[Target],
    *,
    at: datetime,
    known_good: Sequence[str] = (),
    how: icmp.Pings = icmp.USUAL,
) -> Round:
    """Ask every target once, within seconds (over SSH two minutes); the readings say
    `prober-broken` where silence proves nothing.

    The prober is proved first, and again where somebody was silent: it may have broken meanwhile.
    """
    proved = proof.prove(known_good, at=at)
    pinged = [each for each in targets if each.kind == Kind.ICMP]
    asked = [each for each in targets if each.kind != Kind.ICMP]
    found = _doubted(icmp.ping(pinged, at=at, how=how)) if pinged else []
    found += asyncio.run(_all(asked, at)) if asked else []
    if proved.trouble == "" and any(_told(each, proved=False) != each for each in found):
        proved = proof.prove(known_good, at=at)
    by_target = {
        id(each.target): _told(each, proved=proved.holds_for(each.target.kind)) for each in found
    }
    return Round(tuple(by_target[id(each)] for each in targets), proved)


def _told(reading: Reading, *, proved: bool) -> Reading:
    answer = judged(reading.answer, proved=proved)
    return reading if answer is reading.answer else replace(reading, answer=answer)


def _doubted(readings: list[Reading]) -> list[Reading]:
    """Silent hosts asked by TCP: one that answers there lives, and somebody filters its echo."""
    silent = [n for n, each in enumerate(readings) if each.answer in _SILENT][:_MOST_DOUBTED]
    if not silent:
        return readings
    ports = asyncio.run(_signs([str(readings[n].target.ip) for n in silent]))
    for n, port in zip(silent, ports, strict=True):
        if port is not None:
            raw = {**readings[n].raw, "port": port}
            readings[n] = replace(readings[n], answer=Answer.MUTED, raw=raw)
    return readings


_SILENT: Final = (Answer.TIMEOUT, Answer.FILTERED)


async def _signs(addresses: Sequence[str]) -> list[int | None]:
    few = asyncio.Semaphore(_DOUBTS_AT_ONCE)

    async def one(address: str) -> int | None:
        async with few:
            return await tcp.lives(address)

    return await asyncio.gather(*map(one, addresses))


async def _all(targets: Sequence[Target], at: datetime) -> list[Reading]:
    few = asyncio.Semaphore(_AT_ONCE)

    async def one(target: Target) -> Reading:
        if target.ip is None:
            return unusable(target, at)
        ask = ASKS.get(target.kind)
        if ask is None:
            return Reading(target, at, Answer.UNUSABLE, sent=0, detail=target.kind)
        async with few:
            try:
                return await ask(target, at=at)
            except Exception as error:  # whatever it is: the other targets never notice
                log.exception("%s %s: the probe itself failed", target.kind, target.address)
                return Reading(target, at, Answer.UNUSABLE, sent=0, detail=type(error).__name__)

    return await asyncio.gather(*map(one, targets))
