"""Diagnoses sites of a network lab from inside its NOC; a program of its own, line by line.

SIGAP_DATABASE_URL names an empty database. The first line of the input is what `netlab.py
inventory` says, every other one the key of a site; each is answered by a line of JSON.
"""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from sigap.domain.actor import SYSTEM  # noqa: E402
from sigap.monitoring.actions.diagnosing import diagnose_site  # noqa: E402
from tests.outside.lab_register import register  # noqa: E402


def main() -> None:
    """Make the tables, register the lab, then answer until the input ends."""
    call_command("migrate", verbosity=0)
    register(json.loads(sys.stdin.readline()), at=datetime.now(UTC))
    _say({"ready": True})
    for line in sys.stdin:
        row = diagnose_site(line.strip(), at=datetime.now(UTC), by=SYSTEM)
        _say({"took_ms": row.took_ms, "result": row.result, "read": sorted(row.views)})


def _say(told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
