"""Reminding of the review that an SOP in force is due for every six months."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sigap.domain.actor import KABID, SYSTEM_ADMIN
from sigap.domain.errors import words
from sigap.domain.review import anchor, review
from sigap.domain.spoken import day
from sigap.incidents.models import PublishedProcedure
from sigap.incidents.queries.procedures import parsed, published
from sigap.notifications.actions import Telling, tell
from sigap.notifications.models import Notice
from sigap.people.queries import holders

EVENT: Final = "sop-review"
TOLD_FOR: Final = timedelta(days=30)
"""Whoever takes office later than this after the day is no longer reminded of it."""

_SUBJECT: Final = words("Tinjauan SOP %(title)s jatuh tempo")
_BODY: Final = words(
    "SOP %(title)s versi %(version)s dimonitor setiap enam bulan; tinjauannya jatuh tempo %(day)s. "
    "Periksa apakah penerapannya berjalan dengan baik, dan terbitkan versi baru bila perlu berubah."
)


def remind_of_reviews(*, at: datetime) -> int:
    """Tell Kepala Bidang and administrators once of each review that fell due; answers how many.

    A review from before the version was taken in is nobody's to make up for.
    """
    news = [telling for row in _in_force() for telling in _due(row, at)]
    keys = [telling.dedupe_key for telling in news]
    told = set(
        Notice.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)
        if keys
        else ()
    )
    fresh = [telling for telling in news if telling.dedupe_key not in told]
    with transaction.atomic():
        tell(fresh, at=at)
    return len(fresh)


def _in_force() -> Iterator[PublishedProcedure]:
    seen: set[str] = set()
    for row in published().filter(status="berlaku").defer("source"):
        if row.key not in seen:
            seen.add(row.key)
            yield row


def _due(row: PublishedProcedure, at: datetime) -> Iterator[Telling]:
    zone = ZoneInfo(settings.TIME_ZONE)
    today, taken_in = at.astimezone(zone).date(), row.imported_at.astimezone(zone).date()
    last = review(anchor(parsed(row).identity.approved_on, taken_in), today).last
    if last is None or last <= taken_in or today - last > TOLD_FOR:
        return
    people = {user.pk: user for role in (KABID, SYSTEM_ADMIN) for user in holders(role, at=at)}
    for user in people.values():
        yield Telling(
            user_id=user.pk,
            address=user.email or None,
            event=EVENT,
            number="",
            subject=_SUBJECT % {"title": row.title},
            body=_BODY % _words(row, last),
            url=f"/sop/{row.key}/",
            dedupe_key=f"{EVENT}/{row.key}/{row.version}/{last.isoformat()}/{user.username}",
        )


def _words(row: PublishedProcedure, last: date) -> dict[str, object]:
    return {"title": row.title, "version": row.version, "day": day(last, weekday=False)}
