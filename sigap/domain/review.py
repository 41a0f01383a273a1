"""When an SOP is due for review: every six months from its approval (PermenPAN-RB 35/2012)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

MONTHS: Final = 6
"""PermenPAN-RB 35/2012 asks for monitoring of the application of an SOP every six months."""


@dataclass(frozen=True, slots=True)
class Review:
    """The latest day a review fell due, None before the first, and the next one."""

    last: date | None
    next: date


def anchor(approved_on: str, taken_in_on: date) -> date:
    """The day the six months count from: the approval, or the taking in where none is known.

    What the office wrote that is no ISO date says nothing that can be counted from.
    """
    try:
        return date.fromisoformat(approved_on)
    except ValueError:
        return taken_in_on


def review(since: date, today: date) -> Review:
    """The reviews around `today`, counted in steps of six months from `since`.

    A day that a month lacks becomes its last: half a year after 31 August is 28 or 29 February.
    """
    passed = 0
    while _after(since, passed + 1) <= today:
        passed += 1
    return Review(_after(since, passed) if passed else None, _after(since, passed + 1))


def _after(since: date, times: int) -> date:
    months = since.year * 12 + since.month - 1 + times * MONTHS
    year, month = divmod(months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
