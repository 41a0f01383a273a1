"""Many workers sweep the same clocks, and some of them die: every rung is climbed just once."""

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, connections

from sigap.audit.models import Entry
from sigap.audit.queries import verify
from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import case_row, replayed, snapshot
from sigap.notifications.models import Notice
from sigap.people.models import Position
from tests.office import Office
from tests.worker.test_outbox import database_url

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 16
SWEEPER = """
import sys, django
django.setup()
from datetime import datetime
from sigap.incidents.actions.clocks import mark_due
at = datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
while mark_due(at=at, limit=3):
    pass
"""


@pytest.fixture
def office() -> Office:
    """Cases that nobody accepted, all with two rungs to climb and a limit to be told."""
    office = Office()
    seats = {row.key: row for row in Position.objects.all()}
    for above, below in pairwise(("kadis", "kabid")):
        Position.objects.filter(key=below).update(superior=seats[above])
    for _ in range(CASES):
        office.report()
    office.wait(minutes=20)
    return office


def climbed() -> Counter[tuple[str, int]]:
    """How often each case climbed each rung, as the ledgers tell."""
    rows = Entry.objects.filter(kind="escalated").select_related("stream")
    return Counter((row.stream.key, row.data["rung"]) for row in rows)


def assert_each_once(office: Office) -> None:
    found = climbed()
    assert len(found) == 2 * CASES
    assert set(found.values()) == {1}
    assert Notice.objects.filter(event="escalated").count() == CASES
    assert Notice.objects.filter(event="late").count() == CASES
    assert not Incident.objects.filter(wake_at__lte=office.at).exists()
    for row in Incident.objects.all():
        incident = case_row(row.number, by=office.cast.actor("auditor"))
        assert replayed(incident) == snapshot(incident)
    assert list(verify()) == []


def test_many_workers_at_once_climb_each_rung_once(office):
    def sweep(_: int) -> int:
        try:
            return mark_due(at=office.at, limit=5)
        finally:
            connections.close_all()

    workers = 8 if connection.vendor == "postgresql" else 3
    with ThreadPoolExecutor(workers) as pool:
        done = sum(pool.map(sweep, range(workers)))
    assert done == CASES
    assert_each_once(office)


def sweeper(at: datetime, folder: Path) -> subprocess.Popen[str]:
    environment = {
        "DJANGO_SETTINGS_MODULE": "sigap.config.settings",
        "SIGAP_DATA_DIR": str(folder),
        "SIGAP_SECRET_KEY": "x" * 50,
        "SIGAP_DATABASE_URL": database_url(),
    }
    return subprocess.Popen(
        [sys.executable, "-c", SWEEPER, at.isoformat()],
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_workers_that_are_killed_in_mid_sweep_lose_and_double_nothing(office, tmp_path):
    workers = [sweeper(office.at, tmp_path) for _ in range(3)]
    for each in workers:
        assert each.stdout is not None
        assert each.stdout.readline().strip() == "ready"
    for each in workers:
        each.stdin.write("go\n")
        each.stdin.flush()
    until = time.monotonic() + 60
    while not Entry.objects.filter(kind="escalated").exists() and time.monotonic() < until:
        time.sleep(0.005)
    for victim in workers[:2]:
        victim.kill()
    for each in workers:
        each.communicate(timeout=60)
    mark_due(at=office.at)
    assert_each_once(office)
