"""`python -m bench.netlab_diagnosis`: what is diagnosed, held against what is really broken.

Labs of network namespaces (root; tests/outside/lab.py) are broken in known ways, one, two or three
at once or not at all, and the sites behind are diagnosed from the NOC. What the lab says is
broken is held against what was said. The same seed breaks the same things.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from tests.outside.lab import Diagnoser, Lab, lab, why_not

# net-snmp tells ifTable out of a memory of fifteen seconds, as real devices do of a few.
SETTLES = 16.5
HEALTHY_EVERY = 10
KINDS = ("cut", "shut", "power", "loss-all", "loss", "slow", "snmp", "ssh", "mute")
# What each fault may be called. A dark device and a cut cable look alike from the office.
CALLED = {
    "cut": {"tautan", "listrik"},
    "shut": {"port-dimatikan"},
    "power": {"listrik", "tautan"},
    # Where routes are exchanged, a link that carries nothing loses those too.
    "loss-all": {"paket-hilang", "perangkat-macet", "rute"},
    "loss": {"paket-hilang"},
    "slow": {"padat"},
    "snmp": {"pengelolaan"},
    "ssh": {"pengelolaan"},
    "mute": {"ping-ditutup"},
}
SLOWED = {"padat", "pengelolaan", "ping-ditutup"}
OUTAGES = {"tautan", "listrik", "port-dimatikan", "perangkat-macet", "rute", "penyedia"}


@dataclass(frozen=True)
class Fault:
    """One thing that is broken: a link "a:b" or a node."""

    kind: str
    target: str
    value: str = ""

    @property
    def said(self) -> tuple[str, ...]:
        """As the lab takes it."""
        kind = "loss" if self.kind == "loss-all" else self.kind
        return tuple(part for part in (kind, self.target, self.value) if part)


@dataclass
class Score:
    """Right and wrong, summed up over runs."""

    runs: int = 0
    seconds: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Take in what another lab found."""
        self.runs += other.runs
        self.seconds += other.seconds
        self.counts += other.counts
        self.wrong += other.wrong
        for kind, found in other.by_kind.items():
            self.by_kind.setdefault(kind, Counter()).update(found)


def main() -> int:
    """Run and print; exit code 1 where there is no lab, or an outage was called in a sound one."""
    parser = argparse.ArgumentParser(prog="python -m bench.netlab_diagnosis", description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--routing", choices=("static", "ospf"), default="static")
    parser.add_argument("--labs", type=int, default=4, help="labs side by side (default 4)")
    parser.add_argument("--sites", type=int, default=6)
    parser.add_argument("--only", type=int, nargs="+", help="these runs alone")
    parser.add_argument("--kind", choices=KINDS, help="one fault of this kind in every run")
    wanted = parser.parse_args()
    if reason := why_not():
        print(f"no network lab: {reason}", file=sys.stderr)
        return 1
    runs = wanted.only or range(wanted.runs)
    numbers = [runs[n :: wanted.labs] for n in range(wanted.labs)]
    with ThreadPoolExecutor(wanted.labs) as pool:
        scores = list(pool.map(lambda n: _in_lab(n, wanted, numbers[n]), range(wanted.labs)))
    total = Score()
    for score in scores:
        total.add(score)
    _print(total, wanted)
    return 1 if total.counts["false outage"] else 0


def _in_lab(number: int, wanted: argparse.Namespace, runs: Sequence[int]) -> Score:
    score = Score()
    base = 70 + number + (10 if wanted.routing == "ospf" else 0)
    options = ("--sites", str(wanted.sites), "--routing", wanted.routing)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sigap-lab-"))
        city = stack.enter_context(lab(f"bd{base}-", f"10.{base}.0.0/16", *options))
        asks = stack.enter_context(city.diagnoser(Path(folder)))
        for run in runs:
            _one(city, asks, Random(f"{wanted.seed}/{run}"), run, wanted.kind, score)
    return score


def _one(city: Lab, asks: Diagnoser, chance: Random, run: int, kind: str, score: Score) -> None:
    """One run: mend, break, let settle, diagnose, compare."""
    opens = json.loads(city.run("inventory"))
    faults = [] if run % HEALTHY_EVERY == 0 and not kind else _faults(opens, chance, run, kind)
    city.run("heal")
    for fault in faults:
        city.run("fault", *fault.said)
    time.sleep(SETTLES)
    told = [asks.ask(site) for site in _sites(opens, faults, chance)]
    score.runs += 1
    score.seconds += [each["took_ms"] / 1000 for each in told]
    _compare(city.truth(), faults, opens, [each["result"] for each in told], run, score)


def _faults(opens: Mapping[str, Any], chance: Random, run: int, kind: str = "") -> list[Fault]:
    """One, two or three faults of different things, the same for the same run."""
    links = [wire["name"] for wire in opens["links"]]
    nodes = [name for name, node in opens["nodes"].items() if node["kind"] != "noc"]
    found: list[Fault] = []
    wanted = 1 if kind else 1 + run % 3
    while len(found) < wanted:
        chosen = kind or chance.choice(KINDS)
        target = chance.choice(nodes if chosen in ("power", "snmp", "ssh", "mute") else links)
        values = {
            "loss-all": "100",
            # More would break the lab's OSPF, whose neighbours are given up after four seconds.
            "loss": str(chance.randint(10, 20 if opens["routing"] == "ospf" else 50)),
            "slow": str(chance.choice((64, 128, 256))),
        }
        if all(set(target.split(":")).isdisjoint(one.target.split(":")) for one in found):
            found.append(Fault(chosen, target, values.get(chosen, "")))
    return found


def _sites(opens: Mapping[str, Any], faults: Sequence[Fault], chance: Random) -> list[str]:
    """For each fault one site behind it, or any where nothing is broken."""
    above = _above(opens)
    places = sorted({node["site"] for node in opens["nodes"].values() if node["site"]})
    found = []
    for fault in faults:
        met = set(fault.target.split(":"))
        behind = [site for site in places if met <= above[site]]
        found.append(chance.choice(behind or places))
    return list(dict.fromkeys(found)) or [chance.choice(places)]


def _above(opens: Mapping[str, Any]) -> dict[str, set[str]]:
    """By site every node on the usual way to it, and its own."""
    up: dict[str, set[str]] = {}
    for wire in opens["links"]:
        # From one distribution to the other leads only the spare way.
        if {wire["a"], wire["b"]} != {"dist1", "dist2"}:
            up.setdefault(wire["b"], set()).add(wire["a"])
    found: dict[str, set[str]] = {}
    for name, node in opens["nodes"].items():
        if node["site"]:
            seen, queue = {name}, [name]
            for one in queue:
                queue += sorted(up.get(one, set()) - seen)
                seen |= up.get(one, set())
            found.setdefault(node["site"], set()).update(seen)
    return found


def _compare(
    truth: Mapping[str, Any],
    faults: Sequence[Fault],
    opens: Mapping[str, Any],
    told: Sequence[Mapping[str, Any]],
    run: int,
    score: Score,
) -> None:
    """Hold what was said against what is broken: causes, kinds, and the sites that are cut off."""
    expected = dict(_expected(truth, faults, opens))
    causes = _causes(told)
    counts = score.counts
    for element, kind in expected.items():
        naming = [one for one in causes if element in (one["at"], *one["others"])]
        right = [one for one in naming if one["fault"] in CALLED[kind]]
        tally = score.by_kind.setdefault(kind, Counter())
        tally["there"] += 1
        tally["named"] += bool(naming)
        tally["first"] += any(one["at"] == element for one in naming)
        tally["called"] += bool(right)
        if not naming:
            score.wrong.append(f"run {run}: {kind} {element[1]} not named {_said(faults, causes)}")
    for one in causes:
        counts["causes"] += 1
        good = any(element in expected for element in (one["at"], *one["others"]))
        counts["right causes"] += good
        counts["first right"] += one["at"] in expected
        if not good:
            score.wrong.append(
                f"run {run}: {one['fault']} {one['at'][1]} is none {_said(faults, causes)}"
            )
    _sites_hit(truth, causes, counts, score, f"run {run}", faults)
    cut_off = any(one["fault"] in OUTAGES for one in causes)
    sound = not truth["roots"] and not truth["redundancy_lost"]
    counts["sound"] += sound
    if sound and (cut_off or any(each["state"] == "putus" for each in told)):
        counts["false outage"] += 1
        score.wrong.append(f"run {run}: an outage was called {_said(faults, causes)}")


def _sites_hit(
    truth: Mapping[str, Any],
    causes: Sequence[Mapping[str, Any]],
    counts: Counter[str],
    score: Score,
    run: str,
    faults: Sequence[Fault],
) -> None:
    said = {
        site for one in causes if one["cuts"] for site in one["sites"] if site.startswith("site")
    }
    real = set(truth["sites_down"])
    counts["sites"] += len(real)
    counts["sites said"] += len(said)
    counts["sites right"] += len(real & said)
    if real != said:
        told = _said(faults, causes)
        score.wrong.append(f"{run}: sites {sorted(said)}, really {sorted(real)} {told}")


def _expected(
    truth: Mapping[str, Any], faults: Sequence[Fault], opens: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, str], str]]:
    """What can be seen from the NOC: each element that is broken, with the kind of its fault."""
    lost = set(truth["unreachable"])
    kinds = {fault.target: fault.kind for fault in faults}
    for root in truth["roots"]:
        at = root["first_bad"] if root["cause"] == "node" else root["link"]
        yield _element(at), kinds.get(at) or kinds[root["link"]]
    for link in truth["redundancy_lost"]:
        if not lost & set(link.split(":")):
            yield _element(link), kinds[link]
    for fault in faults:
        ends = fault.target.split(":")
        if fault.kind in ("loss", "slow", "snmp", "ssh", "mute") and not lost & set(ends):
            yield _element(fault.target), fault.kind


def _element(target: str) -> tuple[str, str]:
    if ":" in target:
        return "tautan", target.replace(":", "--")
    return "perangkat", target


def _causes(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The causes that were named for any of the sites, each once."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in results:
        for cause in each["causes"]:
            at, told = _key(cause["element"]), json.dumps(cause["told"])
            one = found.setdefault(
                (*at, cause["fault"]),
                {
                    "at": at,
                    "fault": cause["fault"],
                    "others": set(),
                    "sites": set(),
                    # A link that loses some of the packets cuts nothing off.
                    "cuts": cause["fault"] not in SLOWED and '"percent"' not in told,
                },
            )
            one["others"] |= {_key(other) for other in cause["others"]}
            one["sites"] |= set(cause["sites"])
    return list(found.values())


def _key(element: Any) -> tuple[str, str]:
    kind, key = element.values() if isinstance(element, Mapping) else element
    return str(kind), str(key)


def _said(faults: Sequence[Fault], causes: Sequence[Mapping[str, Any]]) -> str:
    broken = ", ".join(" ".join(fault.said) for fault in faults)
    return f"[{broken}] said {[(one['fault'], one['at'][1]) for one in causes]}"


def _print(score: Score, wanted: argparse.Namespace) -> None:
    counts = score.counts
    print(f"{score.runs} runs, seed {wanted.seed}, routing {wanted.routing}:")
    print(f"  {'fault':10} {'there':>6} {'named':>6} {'first':>6} {'kind':>6}")
    total: Counter[str] = Counter()
    for kind in KINDS:
        if tally := score.by_kind.get(kind):
            total.update(tally)
            _row(kind, tally)
    _row("all", total)
    print(f"  causes: precision {_share(counts['right causes'], counts['causes'])}", end="")
    print(f" (first guess {_share(counts['first right'], counts['causes'])})", end="")
    print(f", recall {_share(total['named'], total['there'])}", end="")
    print(f" (first guess {_share(total['first'], total['there'])})")
    print(
        f"  sites cut off: precision {_share(counts['sites right'], counts['sites said'])}", end=""
    )
    print(f", recall {_share(counts['sites right'], counts['sites'])}")
    print(f"  outages called in {counts['sound']} runs without any: {counts['false outage']}")
    seconds = sorted(score.seconds)
    late = seconds[int(len(seconds) * 0.95)] if seconds else 0
    print(f"  {len(seconds)} diagnoses: median {median(seconds or [0]):.1f} s, ", end="")
    print(f"95 % within {late:.1f} s, longest {max(seconds or [0]):.1f} s")
    for line in score.wrong:
        print(f"  ! {line}")


def _row(kind: str, tally: Mapping[str, int]) -> None:
    cells = " ".join(f"{tally.get(name, 0):6}" for name in ("there", "named", "first", "called"))
    print(f"  {kind:10} {cells}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


if __name__ == "__main__":
    sys.exit(main())
