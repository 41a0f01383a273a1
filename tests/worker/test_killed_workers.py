"""Many workers send many messages while some are killed: all arrive, none twice without cause.

SIGAP_TEST_MESSAGES says how many messages; the whole of it is 10,000 (docs/channels.md).
"""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from sigap.domain.delivery import Outcome
from sigap.kit import clock
from sigap.notifications import queries
from sigap.notifications.models import Delivery, Message
from sigap.notifications.transports.mail import message_id
from tests.messages import message, queued
from tests.outside.standin import HERE, started
from tests.worker.test_outbox import database_url

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = int(os.environ.get("SIGAP_TEST_MESSAGES", "1000"))
KILLS = MESSAGES // 100


def at_once() -> int:
    """SQLite has one writer at a time, so that an office with it runs one worker."""
    return 1 if connection.vendor == "sqlite" else 8


def run_workers(port: int, folder: Path) -> int:
    """Send all that waits; how many workers were killed meanwhile."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "sigap.config.settings",
        "SIGAP_DATA_DIR": str(folder),
        "SIGAP_SECRET_KEY": "x" * 50,
        "SIGAP_DATABASE_URL": database_url(),
        "SIGAP_EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    connection.close()
    done = subprocess.run(
        [sys.executable, str(HERE / "workers.py"), str(at_once()), str(KILLS)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=60 + MESSAGES / 10,
    )
    return int(done.stdout)


def test_every_message_arrives_and_only_one_in_flight_at_a_kill_arrives_twice(tmp_path):
    now = clock.now()
    rows = queued(*(message(n, at=now) for n in range(MESSAGES)))
    arrived = tmp_path / "arrived"
    with started("postbox.py", str(arrived)) as port:
        killed = run_workers(port, tmp_path)
    copies = Counter(arrived.read_text().split())
    assert killed == KILLS
    assert set(copies) == {message_id(row.dedupe_key) for row in rows}
    assert copies.total() - len(copies) <= killed
    assert not queries.waiting().exists()
    assert Message.objects.filter(sent_at__isnull=True).count() == 0
    assert Delivery.objects.filter(outcome=Outcome.SENT).count() == MESSAGES
