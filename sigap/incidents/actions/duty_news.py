"""What people on the roster are told: their duty begins or is near, a swap, a changed shift."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from sigap.domain.errors import words
from sigap.domain.workcalendar import ONE_DAY, Span
from sigap.notifications.actions import Telling, tell
from sigap.notifications.models import Notice
from sigap.people.actions.duty import note_told
from sigap.people.duty import Duty, duty_between
from sigap.people.models import DutyChange, DutySwap, User
from sigap.people.models.duty import ACCEPTED, DECLINED, OFFERED, WITHDRAWN

EVENING: Final = time(19)
"""When, on the day before, a person is reminded of a shift."""

# From the evening before to the latest beginning on the next day.
_AHEAD: Final = timedelta(hours=29)
_AT_ONCE: Final = 100
_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

BEGINS: Final = "duty-begins"
REMINDER: Final = "duty-reminder"
OFFER: Final = "duty-offered"
ANSWER: Final = "duty-answered"
CHANGED: Final = "duty-changed"

_BEGINS: Final = words("Piket Anda mulai: %(roster)s, %(when)s")
_REMINDS: Final = words("Pengingat piket: %(roster)s, %(when)s")
_OFFERS: Final = words("%(name)s menawarkan jaga %(when)s kepada Anda")
_TAKES: Final = words("%(name)s mengambil jaga %(when)s")
_DECLINES: Final = words("%(name)s menolak tawaran jaga %(when)s")
_WITHDRAWS: Final = words("%(name)s menarik tawaran jaga %(when)s")
_GIVEN: Final = words("Jadwal berubah: Anda piket %(when)s")
_TAKEN: Final = words("Jadwal berubah: Anda tidak piket %(when)s")


def tell_of_duty(*, at: datetime, limit: int = _AT_ONCE) -> int:
    """Tell whoever is due to hear of a shift at `at`; answers how much news that was.

    Any number of workers may run this: each news has one key for each person. A worker that was
    down tells of a shift as long as it lasts.
    """
    return _tell_of_shifts(at) + _tell_of_swaps(at, limit) + _tell_of_changes(at, limit)


def _tell_of_shifts(at: datetime) -> int:
    news = [telling for duty in duty_between(at, at + _AHEAD) for telling in _due(duty, at)]
    keys = [telling.dedupe_key for telling in news]
    told = set(
        Notice.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)
        if keys
        else ()
    )
    fresh = [telling for telling in news if telling.dedupe_key not in told]
    if fresh:
        tell(fresh, at=at)
    return len(fresh)


def _due(duty: Duty, at: datetime) -> Iterator[Telling]:
    if not duty.user.is_active:
        return
    place, start = ZoneInfo(duty.roster.zone), duty.shift.start
    evening = datetime.combine(start.astimezone(place).date() - ONE_DAY, EVENING, place)
    event, template = (BEGINS, _BEGINS) if start <= at else (REMINDER, _REMINDS)
    if start <= at or evening <= at:
        when = said(duty.shift.span, duty.roster.zone)
        subject = template % {"roster": duty.roster.name, "when": when}
        yield _telling(duty.user, event, subject, f"piket/{duty.shift.slot}/{event}")


def _tell_of_swaps(at: datetime, limit: int) -> int:
    rows = DutySwap.objects.filter(~Q(told_state=F("state"))).order_by("pk")
    swaps = list(rows.select_related("offered_by", "offered_to")[:limit])
    if not swaps:
        return 0
    with transaction.atomic():
        tell([telling for swap in swaps for telling in _of_swap(swap)], at=at)
        note_told(swaps=swaps, changes=())
    return len(swaps)


def _of_swap(swap: DutySwap) -> Iterator[Telling]:
    by, to = swap.offered_by, swap.offered_to
    when = said(Span(swap.starts_at, swap.ends_at), settings.TIME_ZONE)
    hearer, name, event, template = {
        OFFERED: (to, by.name, OFFER, _OFFERS),
        ACCEPTED: (by, to.name, ANSWER, _TAKES),
        DECLINED: (by, to.name, ANSWER, _DECLINES),
        WITHDRAWN: (to, by.name, ANSWER, _WITHDRAWS),
    }[swap.state]
    if swap.state == WITHDRAWN and not swap.told_state:
        return  # taken back before anybody had heard of it
    subject, once = template % {"name": name, "when": when}, f"piket/tukar/{swap.pk}/{swap.state}"
    yield _telling(hearer, event, subject, once, more=swap.answer or swap.note)


def _tell_of_changes(at: datetime, limit: int) -> int:
    rows = DutyChange.objects.filter(told=False).order_by("pk")
    changes = list(rows.select_related("roster", "user", "relieves")[:limit])
    if not changes:
        return 0
    with transaction.atomic():
        # What is put right afterwards is for the record: nobody can act on it any more.
        coming = [change for change in changes if change.ends_at > at]
        tell([telling for change in coming for telling in _of_change(change)], at=at)
        note_told(swaps=(), changes=changes)
    return len(changes)


def _of_change(change: DutyChange) -> Iterator[Telling]:
    when = said(Span(change.starts_at, change.ends_at), change.roster.zone)
    told: Iterable[tuple[User | None, str]] = (
        (change.user, _GIVEN),
        (change.relieves, _TAKEN),
    )
    for person, template in told:
        if person is not None:
            once, subject = f"piket/ubah/{change.pk}", template % {"when": when}
            yield _telling(person, CHANGED, subject, once, more=change.reason)


def _telling(user: User, event: str, subject: str, once: str, *, more: str = "") -> Telling:
    link = f"{settings.SIGAP_BASE_URL}/piket/"
    return Telling(
        user_id=user.pk,
        address=user.email or None,
        event=event,
        number="",
        subject=subject,
        body="\n\n".join(filter(None, (more, link))),
        url="/piket/",
        dedupe_key=f"{once}/{user.username}",
    )


def said(span: Span, zone: str) -> str:
    """A shift in words: "Senin 23-11-2026 16.00 sampai Selasa 07.30 WIB"."""
    place = ZoneInfo(zone)
    start, end = span.start.astimezone(place), span.end.astimezone(place)
    last = "" if end.date() == start.date() else f"{_DAYS[end.weekday()]} "
    begins = f"{_DAYS[start.weekday()]} {start:%d-%m-%Y} {start:%H.%M}"
    return f"{begins} sampai {last}{end:%H.%M} {end.tzname()}"
