"""What is told to people inside Sigap: notices, once each, their own, seen or not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sigap.notifications import queries
from sigap.notifications.actions import Telling, keep_inside, mark_seen, tell, withhold
from sigap.notifications.actions.routing import route_due
from sigap.notifications.models import Message, Notice
from sigap.people.models import User

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NUMBER = "2026-000017"


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
        dedupe_key=f"{NUMBER}/{n}/{user.username if user else 'pelapor'}",
        **words,
    )
    return replace(told, **more)


def test_telling_many_is_one_statement(user, moment, django_assert_num_queries):
    with django_assert_num_queries(1):
        tell((telling(n, user if n % 2 else None) for n in range(40)), at=moment)
    assert queries.unseen_count(user.pk) == 20
    assert Notice.objects.filter(user=None).count() == 20


def test_telling_nobody_asks_the_database_nothing(moment, django_assert_num_queries):
    with django_assert_num_queries(0):
        tell([telling(1, address=None)], at=moment)


def test_the_same_news_is_not_told_twice(user, moment):
    for _ in range(2):
        tell([telling(1, user), telling(1, user), telling(2, user)], at=moment)
    assert Notice.objects.count() == 2


def test_a_long_subject_of_several_lines_becomes_one_that_fits(user, moment):
    tell([telling(1, user, subject="baris satu\nbaris dua " + "x" * 300)], at=moment)
    subject = Notice.objects.get().subject
    assert subject.startswith("baris satu baris dua x")
    assert len(subject) == 200


def test_notices_come_newest_first_and_are_the_persons_own(user, moment):
    other = User.objects.create(username="kabid", name="Bu Kabid")
    tell([telling(n, user) for n in range(3)] + [telling(9, other)], at=moment)
    assert [notice.dedupe_key for notice in queries.notices(user.pk, 2)] == [
        f"{NUMBER}/2/kasi",
        f"{NUMBER}/1/kasi",
    ]


def test_seen_is_marked_once_and_never_for_somebody_else(user, moment):
    other = User.objects.create(username="kabid", name="Bu Kabid")
    tell([telling(n, user) for n in range(3)] + [telling(9, other)], at=moment)
    ids = [notice.pk for notice in Notice.objects.order_by("id")]
    assert mark_seen(user.pk, [ids[0], ids[3]], at=moment) == 1
    assert mark_seen(user.pk, "all", at=moment + DAY) == 2
    assert (queries.unseen_count(user.pk), queries.unseen_count(other.pk)) == (0, 1)
    assert Notice.objects.get(pk=ids[0]).seen_at == moment


def test_what_is_withheld_before_it_is_routed_never_leaves(user, moment, settings):
    settings.EMAIL_ENABLED = True
    tell([telling(1, user, body="Rahasia")], at=moment)
    withhold(NUMBER, body="Lihat di Sigap")
    route_due(at=moment)
    message = Message.objects.get()
    assert "Rahasia" not in message.body + message.html
    assert "Lihat di Sigap" in message.html


def test_what_was_invented_is_kept_inside(user, moment, settings):
    settings.EMAIL_ENABLED = True
    tell([telling(1, user)], at=moment)
    assert keep_inside(at=moment) == 1
    assert route_due(at=moment) == 0
    assert not Message.objects.exists()
