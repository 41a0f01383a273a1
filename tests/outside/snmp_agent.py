"""SNMP agents run as a program: recorded devices over real UDP, v1 and v2c, one a community.

Arguments: a folder of *.snmprec and *.snmpwalk files, how many addresses of 127.0.0.0/8 (1).
The community is the file's name; "name@misdeed" is the same device that misbehaves:
endless (a walk comes back to where it was), slow (half a second an answer), mute (no answer),
growing (rows without end), jumbo (datagrams larger than a frame), garbage (no BER),
silent-after-20 (stops answering).
Prints its port when it listens.
"""

import asyncio
import sys
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.outside.snmp_recordings import COUNTER64, OCTETS, Oid, Value, recording
from tests.outside.snmp_wire import (
    END_OF_VIEW,
    GET,
    GETBULK,
    NO_SUCH_OBJECT,
    Asked,
    Bound,
    answer,
    asked_in,
    bound,
)

# What fits an Ethernet frame, as real agents keep to it.
ROOM = 1400
V1, NO_SUCH_NAME, TOO_BIG = 0, 2, 1
FIRST_ADDRESS = 2


class Device:
    """One recorded device; `room` is what its datagrams hold."""

    room = ROOM

    def __init__(self, objects: dict[Oid, Value]) -> None:
        self.objects = objects
        self.order = sorted(objects)

    def get(self, oid: Oid, version: int) -> Bound:
        value = self.objects.get(oid)
        return (oid, value if value and self._told(value, version) else NO_SUCH_OBJECT)

    def next(self, oid: Oid, version: int) -> Bound:
        for at in range(bisect_right(self.order, oid), len(self.order)):
            found = self.order[at]
            if self._told(self.objects[found], version):
                return found, self.objects[found]
        return oid, END_OF_VIEW

    @staticmethod
    def _told(value: Value, version: int) -> bool:
        return version != V1 or value.tag != COUNTER64  # RFC 3584: v1 knows no Counter64


class Endless(Device):
    """Comes back to the first object under what was asked, for ever."""

    def next(self, oid: Oid, version: int) -> Bound:
        found, value = super().next(oid, version)
        return super().next(oid[:9], version) if found[:10] != oid[:10] else (found, value)


class Growing(Device):
    """Always has one more row."""

    def next(self, oid: Oid, version: int) -> Bound:
        return (*oid[:10], (oid[10] if len(oid) > 10 else 0) + 1), Value(OCTETS, b"x" * 40)


class Jumbo(Device):
    """Has long texts everywhere, and answers in datagrams larger than a frame."""

    room = 60_000

    def next(self, oid: Oid, version: int) -> Bound:
        found, value = super().next(oid, version)
        return found, Value(OCTETS, b"x" * 250) if value.tag == OCTETS else value


MISDEEDS = {"endless": Endless, "growing": Growing, "jumbo": Jumbo}


class Agents:
    """Answers for every device of a folder."""

    def __init__(self, devices: dict[str, Device]) -> None:
        self.devices = devices
        self.asked: Counter[str] = Counter()
        self.written = lru_cache(maxsize=100_000)(self._lines)

    def said(self, data: bytes) -> tuple[bytes, float] | None:
        """The answer to a datagram and how long it is held back; None for silence."""
        try:
            asked = asked_in(data)
        except (ValueError, IndexError):
            return None
        name, _, misdeed = asked.community.partition("@")
        self.asked[asked.community] += 1
        if name not in self.devices or misdeed == "mute":
            return None
        if misdeed == "silent-after-20" and self.asked[asked.community] > 20:
            return None
        if misdeed == "garbage":
            return b"\xff\x01bukan BER", 0
        return self._answer(asked), 0.5 if misdeed == "slow" else 0

    def _answer(self, asked: Asked) -> bytes:
        written = self.written(asked._replace(number=0))
        if written is None:
            # v1 answers a missing object with the question itself and an error.
            asked_for = [bound((oid, Value(5, b""))) for oid in asked.oids]
            return answer(asked, asked_for, NO_SUCH_NAME, 1)
        return answer(asked, written)

    def _lines(self, asked: Asked) -> tuple[bytes, ...] | None:
        device = self.devices[asked.community.partition("@")[0]]
        misdeed = asked.community.partition("@")[2]
        if misdeed in MISDEEDS:
            device = MISDEEDS[misdeed](device.objects)
        if asked.kind == GETBULK:
            return _fitting(device, asked)
        ask = device.get if asked.kind == GET else device.next
        found = [ask(oid, asked.version) for oid in asked.oids]
        if asked.version == V1 and any(value.tag & 0x80 for _, value in found):
            return None
        return tuple(bound(pair) for pair in found)


def _fitting(device: Device, asked: Asked) -> tuple[bytes, ...]:
    """As many rows as were asked for and fit; at least one."""
    lines: list[bytes] = []
    oid, size = asked.oids[0], 0
    for _ in range(max(1, asked.second)):
        oid, value = device.next(oid, asked.version)
        line = bound((oid, value))
        size += len(line)
        if lines and size > device.room:
            break
        lines.append(line)
        if value is END_OF_VIEW:
            break
    return tuple(lines)


class Ear(asyncio.DatagramProtocol):
    """One address at which the agents listen."""

    def __init__(self, agents: Agents) -> None:
        self.agents = agents

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: Any) -> None:
        match self.agents.said(data):
            case (bytes(said), 0):
                self.transport.sendto(said, address)
            case (bytes(said), wait):
                loop = asyncio.get_running_loop()
                loop.call_later(wait, self.transport.sendto, said, address)


def devices_in(folder: Path) -> dict[str, Device]:
    paths = [path for path in folder.iterdir() if path.suffix in (".snmprec", ".snmpwalk")]
    return {path.stem: Device(recording(path)) for path in sorted(paths)}


def addresses(many: int) -> list[str]:
    """127.0.0.1, or as many others of the loopback as are wanted."""
    if many == 1:
        return ["127.0.0.1"]
    return [f"127.9.{at // 250}.{at % 250 + FIRST_ADDRESS}" for at in range(many)]


async def serve(folder: Path, many: int) -> None:
    """Listen on a free port, the same at every address, until the parent goes."""
    loop, port, devices = asyncio.get_running_loop(), 0, devices_in(folder)
    agents = Agents(devices)
    for address in addresses(many):
        place = (address, port)
        transport, _ = await loop.create_datagram_endpoint(lambda: Ear(agents), local_addr=place)
        port = transport.get_extra_info("sockname")[1]
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
