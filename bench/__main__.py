"""`python -m bench`: prepares a database of many cases, serves the product, measures, reports."""

import argparse
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command

from bench.databases import database, set_up
from tests.postgresql import NoPostgresql


def main() -> int:
    """Measure once for each wanted database; exit code 1 where none could be had."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as name:
        folder = Path(name)
        try:
            with database(wanted.database, folder) as url:
                _measure(url, folder, wanted)
        except NoPostgresql as reason:
            print(f"PostgreSQL: {reason}", file=sys.stderr)
            return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--database",
        default="sqlite",
        help="sqlite (default), postgresql, or the address of a database to use and to keep",
    )
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2.0, help="of load, each time (2)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=4, help="connections at once (4)")
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--json", type=Path, help="write the numbers to this file too")
    return parser.parse_args()


def _measure(url: str, folder: Path, wanted: argparse.Namespace) -> None:
    set_up(url, folder)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("bench_fill", cases=wanted.cases)
    call_command(
        "bench_measure",
        seconds=wanted.seconds,
        rounds=wanted.rounds,
        clients=wanted.clients,
        only=wanted.only,
        json=wanted.json,
    )


if __name__ == "__main__":
    sys.exit(main())
