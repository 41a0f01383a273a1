"""Another way out: messages that must leave when the usual way is closed."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Kept

from sigap.domain.channels import KINDS, Configured, completed
from sigap.notifications import queries
from sigap.notifications.actions.sending import send_due
from sigap.notifications.models import Channel, Delivery
from tests.messages import message, queued

pytestmark = pytest.mark.django_db

CLOSED = "127.0.0.1:9"
PHONE = "081211112222"


class SecondServer(Kept):
    """A mail server that keeps the addresses it delivered to."""

    def __init__(self) -> None:
        super().__init__(message_class=None)
        self.to: list[str] = []

    def prepare_message(self, session, envelope):
        return message_from_bytes(envelope.content)

    def handle_message(self, mail) -> None:
        self.to.append(mail["To"])


@pytest.fixture
def second() -> Iterator[tuple[SecondServer, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = SecondServer()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, f"smtp://127.0.0.1:{port}"
    server.stop()


def given(key: str, kind: str, values: dict[str, str], backup: str = "") -> Configured:
    return Configured(key, kind, key, completed(KINDS[kind], values), backup)


@pytest.fixture
def telegram_with_sms(running, settings):
    """Telegram with its service, and SMS behind it."""
    for service in ("bot", "sms"):
        running.plan(service)
    bot = {"token": "481216:AAE", "url": running.url}
    settings.SIGAP_CHANNELS = (
        given("telegram", "telegram", bot, backup="sms"),
        given("sms", "sms", {"url": f"{running.url}/sms?to={{to}}&text={{text}}"}),
    )
    return running


def test_a_second_mail_server_takes_over_at_once_when_the_first_is_closed(second, settings, moment):
    kept, url = second
    settings.EMAIL_ENABLED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = CLOSED.split(":")
    settings.SIGAP_CHANNELS = (given("email-2", "email", {"url": url}),)
    rows = queued(*(message(n, at=moment) for n in range(3)))
    assert send_due(at=moment) + send_due(at=moment + timedelta(seconds=2)) == 3
    assert sorted(kept.to) == [row.address for row in rows]
    for row in rows:
        row.refresh_from_db()
    assert {row.path for row in rows} == {"email-2"}
    assert sum(row.attempts for row in rows) == 4


def test_what_its_own_way_refused_three_times_is_tried_by_the_other(telegram_with_sms, moment):
    telegram_with_sms.plan("bot", 500, 500, 500)
    told = {"channel": "telegram", "address": "481216", "backup_address": PHONE}
    (row,) = queued(message(at=moment, **told))
    before = len(telegram_with_sms.got("sms"))
    for _ in range(4):
        row.refresh_from_db()
        send_due(at=row.due_at)
    row.refresh_from_db()
    assert row.path == "sms"
    (asked,) = telegram_with_sms.got("sms")[before:]
    assert "6281211112222" in asked["path"]
    assert set(Delivery.objects.values_list("path", "outcome")) == {
        ("telegram", "ditunda"),
        ("sms", "terkirim"),
    }


def test_whoever_the_other_way_does_not_know_waits_for_the_first(
    telegram_with_sms, settings, moment
):
    bot = {"token": "481216:AAE", "url": f"http://{CLOSED}"}
    settings.SIGAP_CHANNELS = (
        given("telegram", "telegram", bot, backup="sms"),
        settings.SIGAP_CHANNELS[1],
    )
    known = {"channel": "telegram", "address": "1", "backup_address": PHONE}
    unknown = {"channel": "telegram", "address": "2"}
    queued(message(1, at=moment, **known), message(2, at=moment, **unknown))
    assert send_due(at=moment) + send_due(at=moment + timedelta(seconds=2)) == 1
    (waits,) = queries.waiting()
    assert waits.address == "2"
    assert waits.attempts == 0


def test_when_both_ways_are_closed_everything_waits_and_nothing_hurries(settings, moment):
    gone = {"token": "481216:AAE", "url": f"http://{CLOSED}"}
    settings.SIGAP_CHANNELS = (
        given("telegram", "telegram", gone, backup="telegram-2"),
        given("telegram-2", "telegram", gone),
    )
    queued(message(at=moment, channel="telegram", address="1"))
    for second in range(10):
        assert send_due(at=moment + timedelta(seconds=second)) == 0
    assert Channel.objects.filter(trouble_kind="tak-terjangkau").count() == 2
    assert queries.waiting().get().attempts == 2


def test_a_backup_that_is_switched_off_is_no_way(telegram_with_sms, moment):
    telegram_with_sms.plan("bot", "hang-up")
    Channel.objects.create(key="sms", kind="sms", name="SMS", active=False)
    told = {"channel": "telegram", "address": "481216", "backup_address": PHONE}
    queued(message(at=moment, **told))
    assert send_due(at=moment) + send_due(at=moment + timedelta(seconds=2)) == 0
