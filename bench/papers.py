"""`python -m bench.papers`: what papers cost, from one page to a thousand, and their numbers."""

import argparse
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command

from bench.databases import database, set_up
from tests.postgresql import NoPostgresql


def main() -> int:
    """Measure once on this database; exit code 1 where there is no such database."""
    parser = argparse.ArgumentParser(prog="python -m bench.papers", description=__doc__)
    parser.add_argument(
        "--database", default="sqlite", help="sqlite (default), postgresql, or an address"
    )
    parser.add_argument("--papers", type=int, default=1000, help="for the workers to draw (1000)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (2)")
    parser.add_argument("--photos", type=int, default=20, help="in the berkas (20)")
    parser.add_argument("--writers", type=int, default=8, help="that number papers at once (8)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of numbering (5)")
    parser.add_argument("--only", default="", help="measures whose name contains this")
    wanted = vars(parser.parse_args())
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as folder:
        try:
            with database(wanted.pop("database"), Path(folder)) as url:
                set_up(url, Path(folder))
                call_command("collectstatic", interactive=False, verbosity=0)
                call_command("bench_papers", **wanted)
        except NoPostgresql as reason:
            print(f"PostgreSQL: {reason}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
