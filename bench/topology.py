"""`python -m bench.topology`: what falls if this falls, beside a bare search of the same graph.

Two made-up networks: a city (a tree with rings over its upper part, as fibre is laid) and a mesh
in which nearly every node has a second way, the worst there is for the question of spare ways.
In each round, in turn: the answer of the product, a bare breadth-first search that says only who
is reached, and the same by networkx where that is installed. Wall time and processor time.
"""

import argparse
import importlib.util
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from sigap.domain.topology import Element, Kind, Link, Node, Place, Topology, topology
from sigap.domain.topology_cause import common_cause
from sigap.domain.topology_impact import impact
from sigap.domain.topology_seen import Observations, Seen

Rows = tuple[list[Node], list[Link], list[Place]]


def main() -> int:
    """Measure both networks and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.topology", description=__doc__)
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    wanted = parser.parse_args()
    for name, made in (("city", city), ("mesh", mesh)):
        measure(name, made(wanted.nodes, random.Random(wanted.seed)), wanted)
    return 0


def city(count: int, dice: random.Random) -> Rows:
    """A tree four wide or so, and as many cross links as a seventh of it over its upper fifth."""
    above = [dice.randrange(max(0, n // 8 - 2), max(1, (n - 1) // 4 + 1)) for n in range(1, count)]
    upper = max(2, count // 5)
    return _rows(count, above, [tuple(dice.sample(range(upper), 2)) for _ in range(count // 7)])


def mesh(count: int, dice: random.Random) -> Rows:
    """Every node on one shortly before it, and three cross links for every two nodes."""
    above = [dice.randrange(max(0, n - 50), n) for n in range(1, count)]
    return _rows(count, above, [tuple(dice.sample(range(count), 2)) for _ in range(count * 3 // 2)])


def _rows(count: int, above: list[int], across: list[tuple[int, ...]]) -> Rows:
    nodes = [Node("n0"), *(Node(f"n{n}", f"site{n}") for n in range(1, count))]
    links = [Link(f"l{n}", f"n{up}", f"n{n}") for n, up in enumerate(above, start=1)]
    links += [Link(f"x{n}", f"n{a}", f"n{b}") for n, (a, b) in enumerate(across)]
    return nodes, links, [Place(f"site{n}", f"agency{n % 60}") for n in range(1, count)]


def measure(name: str, rows: Rows, wanted: argparse.Namespace) -> None:
    """One network: loading it, single failures, the failure that costs most, many alarms."""
    nodes, links, places = rows
    loaded, loading = timed(lambda: topology(nodes, links, ["n0"], places))
    print(f"\n{name}: {len(nodes):,} nodes, {len(links):,} links, loaded in {loading[0]:.0f} ms")
    dice = random.Random(wanted.seed)
    every = [Element(Kind.NODE, node.key) for node in nodes[1:]]
    every += [Element(Kind.LINK, link.key) for link in links]
    single = [dice.choice(every) for _ in range(wanted.rounds)]
    upper = [Element(Kind.NODE, f"n{n}") for n in range(1, 21)]
    nx = _networkx(rows)
    for label, failures in (("any one element", single), ("the 20 uppermost nodes", upper * 3)):
        told: dict[str, list[tuple[float, float]]] = {}
        for failed in failures:
            told.setdefault("impact", []).append(timed(partial(impact, loaded, [failed]))[1])
            told.setdefault("bare search", []).append(timed(partial(bare, loaded, failed))[1])
            if nx is not None and len(told.get("networkx", ())) < 20:
                told.setdefault("networkx", []).append(timed(partial(nx, failed))[1])
        _print(label, told)
    _alarms(loaded, every, dice)


def bare(loaded: Topology, failed: Element) -> int:
    """How many nodes a plain breadth-first search still finds: no sites, no spare ways."""
    graph = loaded.graph
    dead, cut = -1, -1
    if failed.kind is Kind.NODE:
        dead = loaded.vertex[failed.key]
    else:
        cut = loaded.link[failed.key]
    seen, queue = {0, dead}, deque([0])
    while queue:
        for other, link in graph.inner[queue.popleft()]:
            if other not in seen and link != cut:
                seen.add(other)
                queue.append(other)
    return len(seen) - 2


def _networkx(rows: Rows) -> Callable[[Element], int] | None:
    """Who is reached and which nodes are single points then, by networkx; None without it."""
    if importlib.util.find_spec("networkx") is None:
        print("networkx is not installed; measured without it")
        return None
    nx: Any = import_module("networkx")
    graph = nx.MultiGraph()
    graph.add_nodes_from(node.key for node in rows[0])
    ends = {link.key: (link.a, link.b, link.key) for link in rows[1]}
    graph.add_edges_from(ends.values())

    def answer(failed: Element) -> int:
        left = graph.copy()
        if failed.kind is Kind.NODE:
            left.remove_node(failed.key)
        else:
            left.remove_edge(*ends[failed.key])
        reached = nx.node_connected_component(left, "n0")
        return len(reached) + sum(
            1 for _ in nx.articulation_points(nx.Graph(left.subgraph(reached)))
        )

    return answer


def _alarms(loaded: Topology, every: list[Element], dice: random.Random) -> None:
    told: dict[str, list[tuple[float, float]]] = {}
    keys = loaded.graph.keys[1:]
    for number in (1, 3, 10):
        there = loaded.hears([dice.choice(every) for _ in range(number)])
        seen = {key: Seen.REACHABLE if key in there else Seen.UNREACHABLE for key in keys}
        name = f"common cause of {number}"
        asked = partial(common_cause, loaded, Observations(seen))
        told[name] = [timed(asked)[1] for _ in range(5)]
    _print("every node looked at", told)


def timed(act: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """What it answers, and the milliseconds on the wall and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = act()
    return answer, ((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3)


def _print(label: str, told: dict[str, list[tuple[float, float]]]) -> None:
    print(
        f"  {label:24} {'median':>9} {'95 of 100':>10} {'longest':>9}"
        f" {'cpu median':>11} {'cpu max':>9}  ms"
    )
    for name, times in told.items():
        wall = sorted(each[0] for each in times)
        cpu = sorted(each[1] for each in times)
        late = wall[int(len(wall) * 0.95)] if len(wall) > 1 else wall[0]
        print(
            f"    {name:22} {statistics.median(wall):9.2f} {late:10.2f} {wall[-1]:9.2f}"
            f" {statistics.median(cpu):11.2f} {cpu[-1]:9.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
