"""The duty roster of the demo: three take the nights in turn, four the weekends, and some swap."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sigap.domain.actor import SYSTEM
from sigap.domain.workcalendar import WIB
from sigap.people.actions.duty import add_turns, open_roster, remove_shift, replace_shift
from sigap.people.actions.duty_swaps import accept_swap, offer_swap
from sigap.people.duty import Duty, duty_between
from sigap.people.models import User
from sigap.people.queries import acting

_NIGHTS = ("pelaksana", "pelaksana-2", "admin-jaringan")
_WEEKENDS = ("kasi", "admin-jaringan", "pelaksana", "pelaksana-2")
# Weekdays, from, to: the hours that the office leaves open (Perpres 21/2023).
_TURNS = (
    (_NIGHTS, range(4), time(16), time(7, 30)),
    (_NIGHTS, (4,), time(16, 30), time(7, 30)),
    (_WEEKENDS, (5, 6), time(7, 30), time(7, 30)),
)


def draw_up(users: Mapping[str, User], *, at: datetime) -> None:
    """Draw up the roster that stands from `at` on."""
    roster = open_roster("Piket NOC", zone=WIB, at=at, by=SYSTEM)
    for people, weekdays, starts, ends in _TURNS:
        add_turns(
            roster,
            [users[name] for name in people],
            weekdays=set(weekdays),
            starts=starts,
            ends=ends,
            valid_from=at.astimezone(ZoneInfo(WIB)).date(),
            at=at,
            by=SYSTEM,
        )


def stir(users: Mapping[str, User], *, at: datetime) -> None:
    """What has happened to the coming weeks: one replaced, one left open, a swap, an offer."""
    coming = duty_between(at + timedelta(days=2), at + timedelta(days=28))
    rina, dedi, kasi = (users[name] for name in ("pelaksana", "pelaksana-2", "kasi"))
    by_kasi = acting(kasi, at=at)
    of_rina, of_dedi = _of(coming, rina), _of(coming, dedi)
    replace_shift(of_rina[0], kasi, reason="Rina mengikuti bimbingan teknis", at=at, by=by_kasi)
    remove_shift(of_dedi[0], reason="Dedi cuti, pengganti dicari", at=at, by=by_kasi)
    swap = offer_swap(
        of_rina[1],
        dedi,
        in_return=of_dedi[-1],
        note="Ada acara keluarga.",
        at=at - timedelta(hours=5),
        by=acting(rina, at=at),
    )
    accept_swap(swap, at=at - timedelta(hours=3), by=acting(dedi, at=at))
    offer_swap(of_dedi[1], rina, note="Anak masuk sekolah.", at=at, by=acting(dedi, at=at))


def _of(duties: list[Duty], user: User) -> list[str]:
    """The shifts of this person, the nearest first."""
    return [duty.shift.slot for duty in duties if duty.user == user]
