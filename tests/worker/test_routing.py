"""News sorted by several workers at once, one of which is killed: each goes out exactly once."""

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from sigap.notifications.actions import Telling, tell
from sigap.notifications.actions.preferences import Chosen, choose
from sigap.notifications.actions.routing import release_due, route_due
from sigap.notifications.models import Deferred, Message, Notice
from sigap.people.models import User
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)

NEWS = 450
WORKERS = 4
# Sorts all news of one round and hangs before the end of its transaction.
VICTIM = """
import sys, time, django
django.setup()
from datetime import datetime
from django.db import transaction
from sigap.notifications.actions.routing import route_due
with transaction.atomic():
    print(route_due(at=datetime.fromisoformat(sys.argv[1])), flush=True)
    time.sleep(60)
"""


@pytest.fixture
def people(settings) -> Cast:
    settings.EMAIL_ENABLED = True
    return cast()


def tell_many(user: User, *, at: datetime, count: int = NEWS) -> None:
    words = {"event": "x", "number": "", "subject": "Kabar", "body": "", "url": "/"}
    tell(
        [
            Telling(user.pk, None, dedupe_key=f"x/{n}/{user.username}", **words)
            for n in range(count)
        ],
        at=at,
    )


def at_once(act, *, at: datetime) -> int:
    """Let several workers do this at once, each until nothing is left; how much they did."""

    def work(_: int) -> int:
        done = 0
        try:
            while some := act(at=at):
                done += some
        finally:
            connections.close_all()
        return done

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(work, range(WORKERS)))


def test_workers_at_once_sort_each_news_once(people: Cast, moment: datetime) -> None:
    tell_many(people.user("kabid"), at=moment)
    assert at_once(route_due, at=moment) == NEWS
    assert Message.objects.count() == NEWS
    assert not Notice.objects.filter(routed_at=None).exists()


def test_workers_at_once_put_each_news_into_one_digest(people: Cast, moment: datetime) -> None:
    for who in ("kabid", "kasi"):
        wanted = Chosen(digest_at=[time(15)], gathered=["email"])
        choose(people.user(who), wanted, {}, at=moment, by=people.actor(who))
        tell_many(people.user(who), at=moment, count=20)
    at_once(route_due, at=moment)
    assert at_once(release_due, at=datetime(2026, 11, 23, 8, tzinfo=UTC)) == 40
    counts = Counter(Message.objects.values_list("address", "subject"))
    assert set(counts.values()) == {1}
    assert {subject for _, subject in counts} == {"Ringkasan Sigap: 20 kabar"}
    assert not Deferred.objects.exists()


def test_what_a_killed_worker_was_sorting_is_sorted_by_the_next(
    people: Cast, moment: datetime, tmp_path: Path
) -> None:
    tell_many(people.user("kabid"), at=moment, count=20)
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, moment.isoformat()],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "sigap.config.settings",
            "SIGAP_DATA_DIR": str(tmp_path),
            "SIGAP_SECRET_KEY": "x" * 50,
            "SIGAP_DATABASE_URL": database_url(),
            "SIGAP_EMAIL_URL": "smtp://127.0.0.1:9",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert victim.stdout is not None
    assert victim.stdout.readline().strip() == "20"
    victim.kill()
    victim.communicate()
    assert Message.objects.count() == 0
    assert at_once(route_due, at=moment + timedelta(seconds=1)) == 20
    assert Message.objects.count() == 20


def database_url() -> str:
    """The database of this test run, as another process opens it."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    login = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    return f"postgres://{login}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
