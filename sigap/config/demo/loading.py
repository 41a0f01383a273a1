"""Loads the demo: the office, its people, half a year of cases, and what is open today."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from sigap.config.demo import (
    calendars,
    channels,
    diagnosed,
    duty,
    habits,
    half_year,
    letters,
    monitored,
    network,
    organisation,
    present,
    scripts,
)
from sigap.config.demo.city import City
from sigap.config.demo.stage import Progress, Stage
from sigap.config.demo_people import PEOPLE, load_demo_people
from sigap.config.office import load_office
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.sealing import seal_the_day
from sigap.incidents.models import Incident
from sigap.notifications.actions import keep_inside, mark_seen
from sigap.notifications.models import Notice
from sigap.people.models import User
from sigap.people.queries import acting, calendar

_SEED = 3275
_MOST_UNSEEN = 6


def load(
    *,
    at: datetime,
    password: str,
    progress: Progress | None = None,
    weeks: int = half_year.FULL_WEEKS,
) -> int:
    """Load the demo into an office without cases; answers how many cases it has made.

    Where there is any case nothing is done at all (0): invented people and cases are never put
    among real ones. All or nothing: it is one transaction, of some tens of seconds for the full
    half year, in which `progress(cases over, cases in all)` is called. The cases lie in the
    `weeks` (at least 6) before `at`; the same `at` tells the same stories.
    """
    if weeks < 6:
        raise ValueError("the told cases need at least six weeks")
    with transaction.atomic():
        if Incident.objects.exists():
            return 0
        _play(at=at, begins_at=at - timedelta(weeks=weeks), password=password, progress=progress)
        _refresh_statistics()
        return Incident.objects.count()


def _refresh_statistics() -> None:
    """Until PostgreSQL looks by itself it would plan for empty tables, and take half a second."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _play(*, at: datetime, begins_at: datetime, password: str, progress: Progress | None) -> None:
    load_office(at=begins_at, by=SYSTEM)
    load_demo_people(at=begins_at, by=SYSTEM, password=password)
    calendars.set_targets(at=begins_at, by=SYSTEM)
    users = User.objects.filter(username__in=[person.username for person in PEOPLE])
    by_name = {user.username: user for user in users}
    duty.draw_up(by_name, at=begins_at)
    actors = {user.username: acting(user, at=begins_at) for user in users}
    stage = Stage(
        actors,
        {key: calendar(key) for key in ("kota", "24x7")},
        until=at,
        seed=_SEED,
    )
    network.put_on(begins_at=begins_at, at=at, actors=actors)
    city = City(stage)
    half_year.put_on(city, begins_at=begins_at, weeks=(at - begins_at).days // 7)
    scripts.put_on(city, begins_at=begins_at)
    present.put_on(city)
    stage.play(progress)
    calendars.decree_days(at=at, by=SYSTEM)
    channels.set_up(at=at, by=SYSTEM)
    duty.stir(by_name, at=at)
    organisation.put_on(at=at, by=SYSTEM)
    habits.set_habits(users, at=at)
    letters.let_arrive(at=at)
    monitored.put_on(at=at)
    diagnosed.put_on(at=at)
    _quiet_the_past(users, at=at)
    seal_the_day(at=at)


def _quiet_the_past(users: Iterable[User], *, at: datetime) -> None:
    """Old news is seen and leaves by no channel; a little of the open cases is still unread."""
    keep_inside(at=at)
    open_numbers = Incident.objects.filter(finished_at=None).values("number")
    for user in users:
        fresh = Notice.objects.filter(user=user, number__in=open_numbers).order_by("-id")
        unread = list(fresh.values_list("pk", flat=True)[:_MOST_UNSEEN])
        old = Notice.objects.filter(user=user).exclude(pk__in=unread)
        mark_seen(user.pk, list(old.values_list("pk", flat=True)), at=at)
