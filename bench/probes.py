"""`python -m bench.probes`: ten thousand targets beside fping, then a whole minute of the worker.

All targets are addresses of this machine's loopback. First each side pings the same list in turn,
in the same run; then as many checks are due over a minute as the worker finds them, with claiming,
storing and the health of each, and with the sums of the five minutes.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from time import perf_counter

from django.core.management import call_command

from bench.databases import database, set_up
from sigap.domain.answers import Answer
from sigap.monitoring.probes.base import Target
from sigap.monitoring.probes.icmp import Pings, ping
from tests.postgresql import NoPostgresql

_FIRST = int(ip_address("127.1.0.1"))
# As fast as fping is told to go: a packet every ten microseconds at most, one to each target.
_AS_FPING = Pings(count=1, patience=0.5, pace=100_000)


def main() -> int:
    """Measure and print; exit code 1 where there is no such database."""
    parser = argparse.ArgumentParser(prog="python -m bench.probes", description=__doc__)
    parser.add_argument("--targets", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--database", default="sqlite", help="sqlite (default), postgresql, or an address; none"
    )
    wanted = parser.parse_args()
    _beside_fping(addresses(wanted.targets), wanted.rounds)
    if wanted.database == "none":
        return 0
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as folder:
        try:
            with database(wanted.database, Path(folder)) as url:
                set_up(url, Path(folder))
                call_command("bench_probes", targets=wanted.targets)
        except NoPostgresql as reason:
            print(f"PostgreSQL: {reason}", file=sys.stderr)
            return 1
    return 0


def addresses(count: int) -> list[str]:
    """So many addresses of loopback, each its own."""
    return [str(ip_address(_FIRST + number)) for number in range(count)]


def _beside_fping(found: list[str], rounds: int) -> None:
    targets = [Target(number, "icmp", address) for number, address in enumerate(found)]
    fping = shutil.which("fping")
    ours, theirs = [], []
    for _ in range(rounds):
        seconds, lost = _ours(targets)
        ours.append(seconds)
        if lost:
            print(f"  {lost} of {len(targets)} did not answer us")
        if fping:
            theirs.append(_theirs(fping, found))
    print(f"{len(found)} targets, one packet each, median of {rounds} rounds in turn:")
    print(f"  Sigap             {statistics.median(ours):.3f} s")
    if not theirs:
        print("  fping             NOT RUN: it is not installed")
        return
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"  fping -i 0.01     {statistics.median(theirs):.3f} s   (ours: {ratio:.2f} times that)")


def _ours(targets: list[Target]) -> tuple[float, int]:
    begun = perf_counter()
    heard = ping(targets, at=datetime.now(UTC), how=_AS_FPING)
    return perf_counter() - begun, sum(each.answer is not Answer.OK for each in heard)


def _theirs(fping: str, found: list[str]) -> float:
    begun = perf_counter()
    subprocess.run(
        [fping, "-i", "0.01", "-q"], input="\n".join(found), text=True, check=False, timeout=120
    )
    return perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
