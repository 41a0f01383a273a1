"""What is told to people: notices, the outbox, and what becomes of mail that is refused."""

from dataclasses import replace
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from sigap.kit.claims import claim
from sigap.notifications import actions, queries
from sigap.notifications.actions import Telling, mark_seen, send_due, tell
from sigap.notifications.models import Email, Notice
from sigap.people.models import User

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NUMBER = "2026-000017"


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
        for message in messages:
            if message.to[0] in self.refusals:
                raise self.refusals[message.to[0]]
            self.delivered.append(message.to[0])
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


@pytest.fixture
def user() -> User:
    return User.objects.create(username="kasi", name="Pak Kasi", email="kasi@bekasi.test")


def telling(n: int, user: User | None = None, **more: object) -> Telling:
    words = {"subject": f"{NUMBER} · Arahan menunggu Anda", "body": "Isi", "url": "/gangguan/1/"}
    told = Telling(
        user_id=user.pk if user else None,
        address=f"a{n}@bekasi.test",
        event="step-waits",
        number=NUMBER,
        dedupe_key=f"{NUMBER}/{n}",
        **words,
    )
    return replace(told, **more)


def waiting() -> list[Email]:
    return list(queries.waiting().order_by("id"))


def test_telling_many_is_two_statements(user, moment, django_assert_num_queries):
    with django_assert_num_queries(2):
        tell((telling(n, user) for n in range(40)), at=moment)
    assert (queries.unseen_count(user.pk), len(waiting())) == (40, 40)


def test_telling_nobody_asks_the_database_nothing(moment, django_assert_num_queries):
    with django_assert_num_queries(0):
        tell([], at=moment)


def test_the_same_news_is_not_told_twice(user, moment):
    for _ in range(2):
        tell([telling(1, user), telling(1, user), telling(2, user)], at=moment)
    assert (Notice.objects.count(), Email.objects.count()) == (2, 2)


def test_a_reporter_without_account_gets_the_email_alone(moment):
    tell([telling(1)], at=moment)
    assert (Notice.objects.count(), Email.objects.count()) == (0, 1)


def test_a_person_without_address_gets_the_notice_alone(user, moment):
    tell([telling(1, user, address=None), telling(2, user, address="")], at=moment)
    assert (Notice.objects.count(), Email.objects.count()) == (2, 0)


def test_where_email_is_off_nothing_is_queued_or_sent(user, moment, settings):
    settings.EMAIL_ENABLED = False
    tell([telling(1, user)], at=moment)
    assert (Notice.objects.count(), Email.objects.count()) == (1, 0)
    assert send_due(at=moment) == 0


def test_notices_come_newest_first_and_are_the_persons_own(user, moment):
    other = User.objects.create(username="kabid", name="Bu Kabid")
    tell([telling(n, user) for n in range(3)] + [telling(9, other)], at=moment)
    assert [notice.dedupe_key for notice in queries.notices(user.pk, 2)] == [
        f"{NUMBER}/2",
        f"{NUMBER}/1",
    ]


def test_seen_is_marked_once_and_never_for_somebody_else(user, moment):
    other = User.objects.create(username="kabid", name="Bu Kabid")
    tell([telling(n, user) for n in range(3)] + [telling(9, other)], at=moment)
    ids = [notice.pk for notice in Notice.objects.order_by("id")]
    assert mark_seen(user.pk, [ids[0], ids[3]], at=moment) == 1
    assert mark_seen(user.pk, "all", at=moment + DAY) == 2
    assert (queries.unseen_count(user.pk), queries.unseen_count(other.pk)) == (0, 1)
    assert Notice.objects.get(pk=ids[0]).seen_at == moment


def test_an_email_says_that_it_is_automatic_and_belongs_to_its_case(moment):
    tell([telling(1), telling(2)], at=moment)
    assert send_due(at=moment) == 2
    first, second = (message.message() for message in mail.outbox)
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["References"] == first["In-Reply-To"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_subject_cannot_smuggle_in_a_header(moment):
    tell([telling(1, subject="WiFi mati\nBcc: semua@bekasi.test " + "x" * 300)], at=moment)
    assert send_due(at=moment) == 1
    assert mail.outbox[0].recipients() == ["a1@bekasi.test"]
    assert len(mail.outbox[0].subject) == 200


def test_what_was_sent_is_recorded_and_not_sent_again(server, moment):
    tell([telling(1)], at=moment)
    assert [send_due(at=moment), send_due(at=moment + DAY)] == [1, 0]
    sent = Email.objects.get()
    assert moment <= sent.sent_at < moment + timedelta(minutes=1)
    assert (sent.attempts, sent.claimed_until) == (1, None)


def test_one_refused_message_stops_no_other_and_comes_back_later(server, moment):
    server.refusals = {"a2@bekasi.test": SMTPDataError(451, b"coba lagi")}
    tell([telling(n) for n in (1, 2, 3)], at=moment)
    assert send_due(at=moment) == 2
    (refused,) = waiting()
    assert (refused.attempts, refused.claimed_until) == (1, None)
    assert "451" in refused.last_error
    assert timedelta(seconds=30) <= refused.due_at - moment <= timedelta(seconds=40)
    server.refusals = {}
    assert [send_due(at=moment), send_due(at=refused.due_at)] == [0, 1]


def test_the_delays_grow_to_hours_and_after_days_it_is_given_up(server, moment):
    server.refusals = {"a1@bekasi.test": SMTPDataError(451, b"coba lagi")}
    tell([telling(1)], at=moment)
    at, rounds = moment, 0
    while waiting():
        at, rounds = waiting()[0].due_at, rounds + 1
        assert send_due(at=at) == 0
    assert rounds == actions.MOST_ATTEMPTS
    assert timedelta(days=2) < at - moment < timedelta(days=4)
    assert [dead.to_address for dead in queries.given_up()] == ["a1@bekasi.test"]


def test_an_address_that_is_not_there_is_given_up_at_once_and_can_be_sent_again(server, moment):
    refused = {"a1@bekasi.test": (550, b"no such user")}
    server.refusals = {"a1@bekasi.test": SMTPRecipientsRefused(refused)}
    tell([telling(1)], at=moment)
    send_due(at=moment)
    (dead,) = queries.given_up()
    assert "no such user" in dead.last_error
    server.refusals = {}
    assert actions.send_again([dead.pk], at=moment + DAY) == 1
    assert send_due(at=moment + DAY) == 1


def test_a_server_that_is_down_is_knocked_at_once_and_everything_waits(server, moment):
    server.down = True
    tell([telling(n) for n in range(5)], at=moment)
    assert send_due(at=moment) == 0
    assert server.opened == 1
    assert {row.attempts for row in waiting()} == {1}
    server.down = False
    assert send_due(at=moment + DAY) == 5


def test_who_lost_its_claim_does_not_write_over_the_next_ones_work(server, moment):
    tell([telling(1)], at=moment)
    (late,) = claim(queries.due(at=moment), at=moment, lease=actions.LEASE, limit=1)
    assert send_due(at=moment + actions.LEASE) == 1
    assert Email.objects.filter(pk=late.pk, claimed_until=late.claimed_until).count() == 0


def test_sending_is_not_begun_by_a_job_that_asks_for_a_moment_before_the_due_one(server, moment):
    tell([telling(1)], at=moment)
    assert send_due(at=moment - timedelta(seconds=1)) == 0


def test_the_moment_of_sending_is_never_before_the_moment_of_telling(server, moment: datetime):
    tell([telling(1)], at=moment)
    send_due(at=moment)
    assert Email.objects.get().sent_at >= Email.objects.get().created_at
