"""`python -m bench.snmp`: polling of many agents beside the bare library's loop, in one run.

The agents are one program with a socket at each address of 127.9.0.0/16. Both loops ask the
same two tables of the same device, alternating, as many at once; the bare one keeps the rows in
a dict and does nothing with them, ours bounds the walks and makes ports of them.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from gufo.snmp.aio import SnmpSession

from sigap.monitoring.probes.snmp import poll_interfaces
from sigap.monitoring.probes.snmp_access import Community, SnmpLimits, SnmpTarget
from sigap.monitoring.probes.snmp_ports import IF_ENTRY, IFX_ENTRY
from tests.outside.devices import running
from tests.outside.snmp_agent import addresses

NAME = "switch"
LIMIT = 1.5
LIMITS = SnmpLimits(timeout=5.0)
Poll = Callable[[str, int], Awaitable[int]]


async def bare(address: str, port: int) -> int:
    """The rows of both tables, as the library gives them."""
    rows = {}
    session = SnmpSession(
        address, port=port, community=NAME, timeout=LIMITS.timeout, max_repetitions=25
    )
    async with session:
        for root in (IF_ENTRY, IFX_ENTRY):
            async for oid, value in session.getbulk(root):
                rows[oid] = value
    return len(rows)


async def ours(address: str, port: int) -> int:
    """The device's ports."""
    target = SnmpTarget(address, Community(NAME), port)
    return len(await poll_interfaces(target, limits=LIMITS))


async def polled(poll: Poll, places: list[str], port: int, at_once: int) -> tuple[float, float]:
    """Ask every agent once; seconds of the clock and of this process."""
    turns = asyncio.Semaphore(at_once)

    async def one(address: str) -> int:
        async with turns:
            return await poll(address, port)

    clock, processor = time.perf_counter(), time.process_time()
    found = await asyncio.gather(*(one(address) for address in places))
    assert len(set(found)) == 1, "the agents answer alike"
    return time.perf_counter() - clock, time.process_time() - processor


def device(ports: int) -> str:
    """A recorded switch with both tables as an ordinary agent fills them."""
    lines = []
    for number in range(1, ports + 1):
        basic = (
            "2|1", f"4|GigabitEthernet0/{number}", "2|6", "2|1500", "66|1000000000",
            f"4x|02005e0000{number:02x}", "2|1", "2|1", "67|360000", "65|1234567", "65|12345",
            "65|0", "65|0", "65|0", "65|0", "65|7654321", "65|54321", "65|0", "65|0", "65|0",
        )  # fmt: skip
        more = (
            f"4|Gi0/{number}", "65|1", "65|2", "65|3", "65|4", "70|123456789012", "70|1", "70|2",
            "70|3", "70|210987654321", "70|1", "70|2", "70|3", "2|1", "66|1000", "2|2", "2|1",
            f"4|port {number}",
        )  # fmt: skip
        lines += [f"{IF_ENTRY}.{at}.{number}|{said}" for at, said in enumerate(basic, start=1)]
        lines += [f"{IFX_ENTRY}.{at}.{number}|{said}" for at, said in enumerate(more, start=1)]
    return "\n".join(lines)


def measure(agents: int, ports: int, rounds: int, at_once: int) -> bool:
    """Print what both loops took; whether ours stays within the limit."""
    taken: dict[str, list[tuple[float, float]]] = {"bare gufo-snmp": [], "sigap": []}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{NAME}.snmprec").write_text(device(ports), encoding="ascii")
        with running("snmp_agent", folder, str(agents)) as port:
            places = addresses(agents)
            for _ in range(rounds + 1):
                for name, poll in (("bare gufo-snmp", bare), ("sigap", ours)):
                    taken[name].append(asyncio.run(polled(poll, places, port, at_once)))
    print(f"{agents} agents, {ports} ports each, {at_once} at once, best and median of {rounds}")
    best = {}
    for name, rounds_taken in taken.items():
        # The first round fills the agents' memory of their answers.
        clock, processor = zip(*rounds_taken[1:], strict=True)
        best[name] = min(clock), min(processor)
        told = f"{min(clock):6.2f} s {median(clock):6.2f} s"
        print(f"  {name:16} {told}   processor {min(processor):6.2f} s {median(processor):6.2f} s")
    clock, processor = (
        ours / theirs for ours, theirs in zip(best["sigap"], best["bare gufo-snmp"], strict=True)
    )
    # The best round is the one in which others disturbed least.
    print(f"  ratio {clock:.2f}, of the processor {processor:.2f} (limit {LIMIT})")
    return clock <= LIMIT


def main() -> int:
    """Exit code 1 when ours takes longer than the limit allows."""
    parser = argparse.ArgumentParser(prog="python -m bench.snmp", description=__doc__)
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--ports", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-once", type=int, default=64)
    wanted = parser.parse_args()
    within = measure(wanted.agents, wanted.ports, wanted.rounds, wanted.at_once)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
