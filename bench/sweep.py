"""`python -m bench.sweep`: what the sweep of the clocks costs, with few and with very many of them.

Equally many are due each time; all others run on into the future.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command

from bench.databases import database, set_up
from tests.postgresql import NoPostgresql


def main() -> int:
    """Measure once for each number of clocks; exit code 1 where there is no such database."""
    parser = argparse.ArgumentParser(prog="python -m bench.sweep", description=__doc__)
    parser.add_argument(
        "--database", default="sqlite", help="sqlite (default), postgresql, or an address"
    )
    parser.add_argument("--clocks", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--due", type=int, default=100, help="cases due in each sweep (100)")
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as folder:
        try:
            with database(wanted.database, Path(folder)) as url:
                set_up(url, Path(folder))
                call_command(
                    "bench_sweep", clocks=wanted.clocks, due=wanted.due, rounds=wanted.rounds
                )
        except NoPostgresql as reason:
            print(f"PostgreSQL: {reason}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
