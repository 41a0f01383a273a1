"""The outbox before a real mail server, with a real worker that is killed in mid-send."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from sigap.notifications import queries
from sigap.notifications.actions.sending import LEASE, send_due
from sigap.notifications.models import Message
from tests.messages import message, queued

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 6
IN_FLIGHT = 3
# A worker takes its messages a little after its round began.
LATER = LEASE + timedelta(seconds=10)
ALL = [f"kabar {n}" for n in range(1, MESSAGES + 1)]

WORKER = """
import sys, django
django.setup()
from datetime import datetime, timedelta
from sigap.notifications.actions.sending import send_due
print(send_due(at=datetime.fromisoformat(sys.argv[1])))
"""


class Postbox:
    """A mail server that keeps what it gets and can fall silent in the middle of one message."""

    def __init__(self) -> None:
        self.received: list[Mail] = []
        self.silent_at = 0
        self.takes_it_first = True
        self.in_flight = threading.Event()
        self.closed = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content or b"")
        last_word = len(self.received) + 1 == self.silent_at and not self.in_flight.is_set()
        if self.takes_it_first or not last_word:
            self.received.append(mail)
        if last_word:
            self.in_flight.set()
            while not self.closed:
                await asyncio.sleep(0.02)
        return "250 OK"

    def subjects(self) -> Counter[str]:
        return Counter(mail["Subject"] for mail in self.received)


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_ENABLED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    box.closed = True
    server.stop()


@pytest.fixture
def outbox(postbox: Postbox, moment: datetime) -> None:
    queued(*(message(n, at=moment, subject=subject) for n, subject in enumerate(ALL)))


def database_url() -> str:
    """The database of this test run, as another process opens it."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    login = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    return f"postgres://{login}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


def worker(at: datetime, folder: Path, settings) -> subprocess.Popen[str]:
    """One round of sending, in a process of its own."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "sigap.config.settings",
        "SIGAP_DATA_DIR": str(folder),
        "SIGAP_SECRET_KEY": "x" * 50,
        "SIGAP_DATABASE_URL": database_url(),
        "SIGAP_EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, at.isoformat()],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_mail_reaches_a_real_server_with_the_marks_of_its_thread(postbox, outbox, moment):
    assert send_due(at=moment) == MESSAGES
    assert postbox.subjects() == Counter(ALL)
    assert len({mail["References"] for mail in postbox.received}) == 1
    assert len({mail["Message-ID"] for mail in postbox.received}) == MESSAGES
    assert {mail["Auto-Submitted"] for mail in postbox.received} == {"auto-generated"}


@pytest.mark.parametrize("takes_it_first", [True, False])
def test_a_worker_killed_in_mid_send_loses_nothing_and_doubles_at_most_one(
    postbox, outbox, moment, settings, tmp_path, takes_it_first
):
    postbox.silent_at, postbox.takes_it_first = IN_FLIGHT, takes_it_first
    victim = worker(moment, tmp_path, settings)
    assert postbox.in_flight.wait(60), "the worker never came to its third message"
    victim.kill()
    victim.communicate()
    assert Message.objects.filter(sent_at__isnull=False).count() == IN_FLIGHT - 1

    heir = worker(moment + LATER, tmp_path, settings)
    assert heir.communicate(timeout=60)[0].strip() == f"{MESSAGES - IN_FLIGHT + 1}"
    doubled = {ALL[IN_FLIGHT - 1]: 1} if takes_it_first else {}
    assert postbox.subjects() == Counter(ALL) + Counter(doubled)
    assert not queries.waiting().exists()


def test_what_a_dead_worker_held_is_nobodys_until_its_lease_ends(
    postbox, outbox, moment, settings, tmp_path
):
    postbox.silent_at = IN_FLIGHT
    victim = worker(moment, tmp_path, settings)
    assert postbox.in_flight.wait(60), "the worker never came to its third message"
    victim.kill()
    victim.communicate()
    assert send_due(at=moment + LEASE / 2) == 0
    assert send_due(at=moment + LATER) == MESSAGES - IN_FLIGHT + 1


def test_a_second_copy_is_known_by_its_message_id(postbox, outbox, moment):
    send_due(at=moment)
    Message.objects.update(sent_at=None)
    send_due(at=moment)
    assert len(postbox.received) == 2 * MESSAGES
    assert len({mail["Message-ID"] for mail in postbox.received}) == MESSAGES
