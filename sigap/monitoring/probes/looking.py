"""Looks over the wire at a part of the network: bounded in time, and nothing raises out of them.

In the first everything is pinged, what is near to the question often enough to see loss, and the
near devices tell of their ports. In the second long packets load the way, what was silent is asked
again, and the devices where the silence begins are read whole.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Final

from sigap.domain.answers import Answer
from sigap.domain.deviceview import DeviceView
from sigap.domain.errors import Fault
from sigap.domain.evidence import RawOutput, raw_output
from sigap.monitoring.probes import snmp, ssh
from sigap.monitoring.probes.base import Kind, Reading, Target
from sigap.monitoring.probes.icmp import Pings, ping
from sigap.monitoring.probes.management import SshWay
from sigap.monitoring.probes.proof import Proof
from sigap.monitoring.probes.round import probe
from sigap.monitoring.probes.snmp_access import SnmpLimits, SnmpTarget, Unanswered
from sigap.monitoring.probes.ssh_access import SshLimits, SshTarget

log = logging.getLogger(__name__)

SNMP: Final = "SNMP"
SSH: Final = "SSH"
_OFTEN: Final = Pings(count=20, spacing=0.08, patience=0.8)
_ONCE: Final = Pings(count=3, spacing=0.2, patience=0.8)
# With its headers each is nearly as long as every line lets pass whole.
_TRAIN: Final = Pings(count=5, spacing=0.0, patience=0.7, padding=1_168)
# In seconds: a train that nobody waited longer for is not sent again; no train begins later.
_WAITED: Final = 0.03
_LOAD_ENDS: Final = 3.0
_DRAINS: Final = 0.4
_PORTS: Final = SnmpLimits(timeout=1.2, tries=2, seconds=2.5, rows=4_000, octets=600_000)
_WHOLE: Final = SnmpLimits(timeout=1.2, tries=2, seconds=4.0, rows=4_000, octets=600_000)
_SSH: Final = SshLimits(connect=2.5, command=3.0, seconds=5.5, octets=200_000, all_octets=1_000_000)
# Seconds after which one device is left, in the first look and in the second.
_FIRST_ENDS: Final = 4.0
_SECOND_ENDS: Final = 6.0
_DOOR_PATIENCE: Final = 2.5
_AT_ONCE: Final = 40
# Where the way loses packets a living agent seems silent: with more loss silence says nothing.
_TOO_LOSSY: Final = 0.05
_TOO_FULL: Final = 0.2
_HEARD: Final = (Answer.OK, Answer.MUTED)


@dataclass(frozen=True, slots=True)
class Asked:
    """One node that is looked at. What is `near` is asked closely, by what opens it; what is
    `on_way` is loaded too."""

    node: str
    address: str
    near: bool = False
    on_way: bool = False
    snmp: SnmpTarget | None = None
    ssh: SshWay | None = None


@dataclass(slots=True)
class Heard:
    """What came of one node. `loaded` is the longest round trip of long packets, in seconds.

    Of the ways in that were tried some `answered`, some are `closed` (the device said that nobody
    listens), some `unanswered`; `refused` says by way why it told nothing. `told` are the outputs
    that made the view.
    """

    reading: Reading
    loaded: float | None = None
    view: DeviceView | None = None
    pings: tuple[RawOutput, ...] = ()
    told: tuple[RawOutput, ...] = ()
    answered: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    refused: dict[str, Fault] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def alive(self) -> bool:
        """Whether anything came from the node, or from its agent."""
        return self.reading.answer in _HEARD or self.view is not None

    @property
    def answer(self) -> Answer:
        """What the ping heard; that of a node whose agent alone speaks is filtered somewhere."""
        silent = self.reading.answer not in _HEARD
        return Answer.MUTED if silent and self.view is not None else self.reading.answer

    @property
    def sound(self) -> bool:
        """Whether a long conversation has a chance: over a lossy or full way it takes minutes."""
        full = self.loaded is not None and self.loaded > _TOO_FULL
        return self.alive and not full and self.reading.loss <= _TOO_LOSSY

    @property
    def silent(self) -> frozenset[str]:
        """The ways in that nobody serves although the node lives.

        Over a lossy or full way a refusal says so, and silence does not.
        """
        quiet = self.unanswered if self.sound else set()
        return frozenset(self.closed | quiet if self.alive else ())

    def note(self, way: str, answer: Answer) -> None:
        """That a way in answered, or was silent; wrong credentials are no silence."""
        for tried in (self.answered, self.closed, self.unanswered):
            tried.discard(way)
        if answer is Answer.OK:
            self.answered.add(way)
            self.refused.pop(way, None)
        elif answer in (Answer.TIMEOUT, Answer.REFUSED):
            (self.closed if answer is Answer.REFUSED else self.unanswered).add(way)


class Looks:
    """Looks at one part of the network. Each takes about three seconds, six at the worst.

    `known_good` are the addresses by which the prober proves itself.
    """

    def __init__(self, known_good: Sequence[str] = ()) -> None:
        self.heard: dict[str, Heard] = {}
        self._known_good = known_good
        self._proofs: list[Proof] = []

    @property
    def proof(self) -> Proof:
        """How the prober stood, at the worst of its proofs."""
        return min(self._proofs, key=lambda proof: proof.trouble == "")

    def first(self, asked: Sequence[Asked]) -> None:
        """Ping everything, and read the ports of what is near."""
        for each in asked:
            unheard = Reading(_target(0, each), _now(), Answer.PROBER_BROKEN, sent=0)
            self.heard[each.node] = Heard(unheard)
        asyncio.run(self._first(asked))

    def second(self, asked: Sequence[Asked], whole: Sequence[Asked]) -> None:
        """Load the ways, ask again what was silent of these, and read `whole` to the end."""
        asyncio.run(self._second(asked, whole))

    async def _first(self, asked: Sequence[Asked]) -> None:
        near = [each for each in asked if each.near]
        far = [each for each in asked if not each.near]
        await asyncio.gather(
            self._ping(near, _OFTEN), self._ping(far, _ONCE), _all(self._ports, near, _FIRST_ENDS)
        )

    async def _second(self, asked: Sequence[Asked], whole: Sequence[Asked]) -> None:
        heard, near = self.heard, [each for each in asked if each.near]
        await self._load([each for each in asked if each.on_way])
        silent = [each for each in asked if not heard[each.node].alive]
        await asyncio.gather(
            self._ping(silent, _ONCE),
            _all(self._whole, [each for each in whole if heard[each.node].sound], _SECOND_ENDS),
            _all(self._ways_in, [each for each in near if heard[each.node].alive], _SECOND_ENDS),
        )

    async def _ping(self, asked: Sequence[Asked], how: Pings) -> None:
        if not asked:
            return
        targets = [_target(number, each) for number, each in enumerate(asked)]
        told = await asyncio.to_thread(
            probe, targets, at=_now(), known_good=self._known_good, how=how
        )
        self._proofs.append(told.proof)
        for each, reading in zip(asked, told.readings, strict=True):
            heard = self.heard[each.node]
            if reading.answer in _HEARD or heard.reading.answer is Answer.PROBER_BROKEN:
                heard.reading = reading
            # What is far may be thousands; what is near is evidence.
            if each.near:
                heard.pings += (_as_evidence(reading),)

    async def _load(self, way: Sequence[Asked]) -> None:
        """Long packets at once to one node after the other: a full or slow line makes them wait.

        Who waited is asked once more: this machine, too, is busy now and then.
        """
        ends_at = monotonic() + _LOAD_ENDS
        for each in way:
            heard = self.heard[each.node]
            if heard.reading.answer is not Answer.OK or monotonic() > ends_at:
                continue
            heard.loaded = await self._train(each)
            if heard.loaded is not None and heard.loaded > _WAITED:
                again = await self._train(each)
                heard.loaded = min(heard.loaded, again or heard.loaded)
                # What still waits in the line is not to be laid on the next node.
                await asyncio.sleep(_DRAINS)

    async def _train(self, each: Asked) -> float | None:
        """The longest round trip of a train, in seconds; None when nothing came back."""
        [reading] = await asyncio.to_thread(ping, [_target(0, each)], at=_now(), how=_TRAIN)
        return max(reading.trips, default=None)

    async def _ports(self, each: Asked) -> None:
        await self._snmp(each, whole=False)

    async def _whole(self, each: Asked) -> None:
        await self._snmp(each, whole=True)

    async def _ways_in(self, each: Asked) -> None:
        """Who speaks SSH; then once more whoever told nothing, in both ways at once."""
        heard = self.heard[each.node]
        if each.ssh is not None:
            heard.note(SSH, await _greets(each.ssh.target))
        if heard.view is None and heard.sound:
            again = [self._snmp(each, whole=False)]
            if each.ssh is not None and SSH in heard.answered:
                again.append(self._ssh(each, each.ssh))
            await asyncio.gather(*again)

    async def _snmp(self, each: Asked, *, whole: bool) -> None:
        heard, read = self.heard[each.node], snmp.read_device if whole else snmp.read_ports
        if each.snmp is None:
            return
        try:
            found = await read(each.snmp, at=_now(), limits=_WHOLE if whole else _PORTS)
        except Unanswered as why:
            # Who told of his ports a moment ago is not silent now.
            if heard.view is None:
                heard.refused[SNMP] = why.fault
                heard.note(SNMP, why.answer)
            return
        heard.view, heard.told = found.view, found.raw
        heard.note(SNMP, Answer.OK)

    async def _ssh(self, each: Asked, way: SshWay) -> None:
        heard = self.heard[each.node]
        try:
            found = await asyncio.to_thread(
                ssh.read_device, way.target, way.platform, at=_now(), limits=_SSH
            )
        except Unanswered as why:
            heard.refused[SSH] = why.fault
            return
        heard.fingerprint = found.fingerprint
        if heard.view is None:
            heard.view, heard.told = found.view, found.raw


async def _all(
    act: Callable[[Asked], Awaitable[None]], asked: Sequence[Asked], seconds: float
) -> None:
    """Do this for all of them at once; what fails or takes too long is left, the rest stands."""
    few = asyncio.Semaphore(_AT_ONCE)

    async def one(each: Asked) -> None:
        async with few:
            try:
                await asyncio.wait_for(act(each), seconds)
            except TimeoutError:
                log.info("%s: not read to the end in time", each.node)
            except Exception:  # whatever a device does: the look goes on without it
                log.exception("%s: the look failed", each.node)

    await asyncio.gather(*map(one, asked))


async def _greets(target: SshTarget) -> Answer:
    try:
        async with asyncio.timeout(_DOOR_PATIENCE):
            reader, writer = await asyncio.open_connection(target.address, target.port)
            try:
                greeting = await reader.read(4)
            finally:
                writer.close()
    except ConnectionRefusedError:
        return Answer.REFUSED
    except (OSError, TimeoutError):
        return Answer.TIMEOUT
    return Answer.OK if greeting == b"SSH-" else Answer.BAD_ANSWER


def _as_evidence(reading: Reading) -> RawOutput:
    trips = "".join(f"{trip * 1000:.2f} ms\n" for trip in reading.trips)
    text = f"{reading.answer.value} {len(reading.trips)}/{reading.sent}\n{trips}"
    return raw_output(f"ping {reading.target.address}", text, at=reading.at)


def _target(number: int, each: Asked) -> Target:
    return Target(number, Kind.ICMP, each.address)


def _now() -> datetime:
    return datetime.now(UTC)
