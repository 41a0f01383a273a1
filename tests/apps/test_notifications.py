"""What is told to people inside Sigap: one INSERT, told once, seen by its reader alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sigap.notifications import queries
from sigap.notifications.actions import Telling, mark_seen, tell
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
        dedupe_key=f"{NUMBER}/{n}",
        **words,
    )
    return replace(told, **more)


def test_telling_many_is_one_statement_and_sends_nothing(user, moment, django_assert_num_queries):
    with django_assert_num_queries(1):
        tell((telling(n, user) for n in range(40)), at=moment)
    assert (queries.unseen_count(user.pk), Message.objects.count()) == (40, 0)


def test_telling_nobody_asks_the_database_nothing(moment, django_assert_num_queries):
    with django_assert_num_queries(0):
        tell([], at=moment)


def test_the_same_news_is_not_told_twice(user, moment):
    for _ in range(2):
        tell([telling(1, user), telling(1, user), telling(2, user)], at=moment)
    assert Notice.objects.count() == 2


def test_who_has_neither_account_nor_address_is_told_nothing(moment):
    tell([telling(1, address=None), telling(2, address="")], at=moment)
    assert not Notice.objects.exists()


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
