"""The outbox: what is due leaves once, what is refused comes back, what cannot leave is shown."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from sigap.domain.delivery import GIVE_UP_AFTER, Outcome
from sigap.kit.claims import claim
from sigap.notifications import queries
from sigap.notifications.actions.outbox import message_key, queue, send_again
from sigap.notifications.actions.sending import LEASE, send_due
from sigap.notifications.models import Channel, Delivery, Message, Notice
from tests.cast import cast
from tests.messages import message, queued

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class MailServer(BaseEmailBackend):
    """A mail server that does as it is told: delivers, refuses one address, or is not there."""

    refusals: dict[str, Exception] = {}
    down = False
    opened = 0
    delivered: list[str] = []

    def open(self) -> bool:
        type(self).opened += 1
        if self.down:
            raise ConnectionRefusedError(111, "Connection refused")
        return True

    def send_messages(self, messages):
        for each in messages:
            if each.to[0] in self.refusals:
                raise self.refusals[each.to[0]]
            self.delivered.append(each.to[0])
        return len(messages)


@pytest.fixture
def server(settings) -> type[MailServer]:
    MailServer.refusals, MailServer.delivered = {}, []
    MailServer.down, MailServer.opened = False, 0
    settings.EMAIL_BACKEND = f"{__name__}.MailServer"
    return MailServer


@pytest.fixture(autouse=True)
def email_is_on(settings):
    settings.EMAIL_ENABLED = True


def waiting() -> list[Message]:
    return list(queries.waiting().order_by("id"))


def outcomes() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("outcome", flat=True))


def test_an_email_says_that_it_is_automatic_and_belongs_to_its_case(moment):
    queued(message(1, at=moment), message(2, at=moment, html="<p>Isi</p>"))
    assert send_due(at=moment) == 2
    first, second = (each.message() for each in mail.outbox)
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["References"] == first["In-Reply-To"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert [part.get_content_type() for part in second.walk()][1:] == ["text/plain", "text/html"]


def test_a_subject_cannot_smuggle_in_a_header(moment):
    queued(message(at=moment, subject="WiFi mati\nBcc: semua@bekasi.test " + "x" * 300))
    assert send_due(at=moment) == 1
    assert mail.outbox[0].recipients() == ["a1@bekasi.test"]
    assert len(mail.outbox[0].subject) == 200


def test_the_same_message_is_queued_once_however_long_its_key_is(moment):
    key = message_key("berita", "web-push", "x" * 2000)
    assert len(key) <= 300
    for _ in range(2):
        queue([message(at=moment, dedupe_key=key)])
    assert Message.objects.count() == 1


def test_what_was_sent_is_recorded_and_not_sent_again(server, moment):
    queued(message(at=moment))
    assert [send_due(at=moment), send_due(at=moment + DAY)] == [1, 0]
    sent = Message.objects.get()
    assert moment <= sent.sent_at < moment + MINUTE
    assert (sent.attempts, sent.claimed_until, sent.path) == (1, None, "email")
    assert sent.remote_id.startswith("<")
    assert outcomes() == [Outcome.SENT]


def test_where_the_channel_is_off_its_messages_wait(server, moment, settings):
    settings.EMAIL_ENABLED = False
    queued(message(at=moment))
    assert send_due(at=moment) == 0
    settings.EMAIL_ENABLED = True
    Channel.objects.create(key="email", kind="email", name="Surel", active=False)
    assert send_due(at=moment) == 0
    assert len(waiting()) == 1


def test_one_refused_message_stops_no_other_and_comes_back_later(server, moment):
    server.refusals = {"a2@bekasi.test": SMTPDataError(451, b"coba lagi")}
    queued(*(message(n, at=moment) for n in (1, 2, 3)))
    assert send_due(at=moment) == 2
    (refused,) = waiting()
    assert (refused.attempts, refused.claimed_until) == (1, None)
    assert refused.last_error == "451 coba lagi"
    assert timedelta(seconds=30) <= refused.due_at - moment <= timedelta(seconds=40)
    server.refusals = {}
    assert [send_due(at=moment), send_due(at=refused.due_at)] == [0, 1]
    assert outcomes() == [Outcome.SENT, Outcome.POSTPONED, Outcome.SENT, Outcome.SENT]


def test_the_delays_grow_to_hours_and_after_days_it_is_given_up(server, moment):
    server.refusals = {"a1@bekasi.test": SMTPDataError(451, b"coba lagi")}
    queued(message(at=moment))
    at, rounds = moment, 0
    while waiting():
        at, rounds = waiting()[0].due_at, rounds + 1
        assert send_due(at=at) == 0
    assert 30 < rounds < 60
    assert GIVE_UP_AFTER - timedelta(hours=3) < at - moment <= GIVE_UP_AFTER
    assert [dead.address for dead in queries.given_up()] == ["a1@bekasi.test"]


def test_an_address_that_is_not_there_is_given_up_at_once_and_can_be_sent_again(server, moment):
    refused = {"a1@bekasi.test": (550, b"no such user")}
    server.refusals = {"a1@bekasi.test": SMTPRecipientsRefused(refused)}
    queued(message(at=moment))
    send_due(at=moment)
    (dead,) = queries.given_up()
    assert dead.last_error == "550 no such user"
    server.refusals = {}
    assert send_again([dead.pk], at=moment + 4 * DAY) == 1
    assert send_due(at=moment + 4 * DAY) == 1
    assert outcomes() == [Outcome.FAILED, Outcome.REQUEUED, Outcome.SENT]


def test_what_was_sent_is_not_sent_again_by_hand(server, moment):
    (row,) = queued(message(at=moment))
    send_due(at=moment)
    assert send_again([row.pk], at=moment + DAY) == 0


def test_a_server_that_is_down_is_knocked_at_once_and_everything_waits(server, moment):
    server.down = True
    queued(*(message(n, at=moment) for n in range(5)))
    assert send_due(at=moment) == 0
    assert server.opened == 1
    assert sorted(row.attempts for row in waiting()) == [0, 0, 0, 0, 1]
    assert {row.claimed_until for row in waiting()} == {None}
    assert [send_due(at=moment + timedelta(seconds=5)), server.opened] == [0, 1]
    server.down = False
    assert send_due(at=moment + MINUTE) == 5
    assert Channel.objects.get().trouble_kind == ""


def test_a_long_outage_is_knocked_at_ever_more_rarely_and_told_to_administrators(server, moment):
    people = cast(moment)
    server.down = True
    queued(message(at=moment))
    for minute in range(60):
        send_due(at=moment + minute * MINUTE)
    assert 5 <= server.opened <= 12
    told = Notice.objects.get(event="channel-trouble")
    assert told.user == people.user("admin")
    assert told.url == "/pengaturan/saluran/email/"


def test_a_wrong_password_waits_and_is_told_at_once(server, moment):
    cast(moment)
    server.refusals = {"a1@bekasi.test": SMTPDataError(535, b"wrong password")}
    queued(message(1, at=moment), message(2, at=moment))
    assert send_due(at=moment) == 0
    assert len(waiting()) == 2
    channel = queries.channel("email")
    assert (channel.trouble_kind, channel.trouble) == ("salah-pengaturan", "535 wrong password")
    assert Notice.objects.get().subject == "Saluran Surel terganggu"


def test_what_waited_beyond_its_days_is_given_up_without_being_sent(server, moment):
    queued(message(at=moment))
    assert send_due(at=moment + GIVE_UP_AFTER) == 0
    assert server.delivered == []
    assert len(queries.given_up()) == 1


def test_who_lost_its_claim_does_not_write_over_the_next_ones_work(server, moment):
    queued(message(at=moment))
    (late,) = claim(queries.due("email", at=moment), at=moment, lease=LEASE, limit=1)
    assert send_due(at=moment + LEASE) == 1
    assert Message.objects.filter(pk=late.pk, claimed_until=late.claimed_until).count() == 0


def test_nothing_leaves_before_it_is_due(server, moment):
    queued(message(at=moment, due_at=moment + DAY))
    assert [send_due(at=moment), send_due(at=moment + DAY)] == [0, 1]


def test_an_idle_round_asks_for_the_channels_and_what_is_due_in_each(
    server, moment, django_assert_num_queries
):
    # On PostgreSQL the look is a transaction of its own, with its beginning and its end.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 2):
        send_due(at=moment)
