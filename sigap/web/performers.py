"""To whom a step may be given, and what the SOP asks of them that is not on record: a warning."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from sigap.domain.procedure import Exit, Procedure, Step
from sigap.people.models import User
from sigap.people.persons import Gap, gaps
from sigap.people.queries import holders
from sigap.web.voice import FILTERS

Choices = tuple[tuple[str, str], ...]


def people_for(procedure: Procedure, onward: Iterable[Exit], *, at: datetime) -> list[User]:
    """Who holds the office of the step that a named person is given. One query."""
    step = _given(procedure, onward)
    return holders(step.role, at=at, step=step.key) if step else []


def _given(procedure: Procedure, onward: Iterable[Exit]) -> Step | None:
    """The step the named person carries out: where a way that skips nothing leads."""
    for way in onward:
        if way.kind == "maju" and way.to is not None and not way.skips:
            return procedure.step(way.to)
    return None


def warnings(procedure: Procedure, people: Iterable[User], *, at: datetime) -> tuple[str, ...]:
    """A line for each of these people who lacks a qualification of the SOP; never a block. One
    query.
    """
    listed = list(people)
    missing = gaps(listed, procedure.identity.qualifications, at=at)
    return tuple(
        f"{user.name}: {'; '.join(map(_told, found))}"
        for user in listed
        if (found := missing.get(user.pk, ()))
    )


def _told(gap: Gap) -> str:
    if gap.expired_on is None:
        return _("belum tercatat: %(title)s") % {"title": gap.title}
    day = FILTERS["short_day"](gap.expired_on)
    return _("kedaluwarsa %(day)s: %(title)s") % {"day": day, "title": gap.title}
