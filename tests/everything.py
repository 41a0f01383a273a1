"""`make test`: the whole suite on SQLite, then what uses a database again on PostgreSQL."""

import os
import subprocess
import sys
import time

from tests.conftest import CHROMIUM_NAMES, browser_path
from tests.postgresql import NoPostgresql, server

# Rooms whose tests never open a database, or look only at the source.
WITHOUT_DATABASE = ("tests/domain", "tests/architecture")
NOTHING_COLLECTED = 5


def main() -> int:
    """Run both, then say in one place what ran, what failed and what could not be run."""
    report = [_suite("SQLite", {}, [])]
    leave_out = [f"--ignore={room}" for room in WITHOUT_DATABASE]
    try:
        with server() as url:
            wanted = {"SIGAP_DATABASE_URL": url}
            # The browser sees the same pages whichever database is below them.
            report.append(_suite("PostgreSQL", wanted, [*leave_out, "-m", "not browser"]))
    except NoPostgresql as reason:
        report.append((True, f"PostgreSQL: NOT RUN, {reason}"))
    if browser_path() is None:
        report.append((True, f"Browser: NOT RUN, none of {', '.join(CHROMIUM_NAMES)} is in PATH"))
    print("\n".join(["", *(line for _, line in report)]), flush=True)
    return 0 if all(good for good, _ in report) else 1


def _suite(name: str, environment: dict[str, str], arguments: list[str]) -> tuple[bool, str]:
    print(f"== {name} ==", flush=True)
    inherited = {key: value for key, value in os.environ.items() if key != "SIGAP_DATABASE_URL"}
    begun = time.monotonic()
    code = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "-rs", *arguments, *sys.argv[1:]],
        env=inherited | environment,
        check=False,
    ).returncode
    good = code in (0, NOTHING_COLLECTED)
    words = "passed" if good else f"FAILED (pytest exit code {code})"
    return good, f"{name}: {words} in {time.monotonic() - begun:.0f} s"


if __name__ == "__main__":
    sys.exit(main())
