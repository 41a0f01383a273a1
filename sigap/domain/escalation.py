"""The moments of a case that come by themselves, and the ladder an unaccepted step goes up.

All of them stand behind one column of the case, its next moment. What has been done about a case
is part of its facts, never of the clock: a moment that was acted upon is no longer among those
that are to come, so that sweeps at whatever times, by however many workers, do each once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sigap.domain.workcalendar import WorkCalendar

MINUTES, PERCENT = "menit", "persen"
UNITS = (MINUTES, PERCENT)
MOST_RUNGS = 4
MOST_MINUTES, MOST_PERCENT = 60 * 24 * 30, 1000
HOLD_WARNING = timedelta(hours=1)


class Way(StrEnum):
    """Whom a rung reaches."""

    COLLEAGUES = "rekan"
    SUPERIOR = "atasan"
    ON_DUTY = "piket"


class Reason(StrEnum):
    """Why a step was handed to more people than those whose step it is."""

    UNACCEPTED = "belum-diterima"
    VACANT = "jabatan-kosong"
    OUT_OF_HOURS = "di-luar-jam-kerja"


class Mark(StrEnum):
    """The kinds of moments. The three limits of a standard stand first, mildest first."""

    HALF = "half"
    AT_RISK = "at-risk"
    LATE = "late"
    HOLD_NEAR = "hold-near"
    HOLD_OVER = "hold-over"
    RUNG = "rung"
    LAPSE = "lapse"


LIMITS = (Mark.HALF, Mark.AT_RISK, Mark.LATE)
_ORDER = {mark: place for place, mark in enumerate(Mark)}


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of working time: `count` minutes, or so many percent of the step's standard."""

    unit: str
    count: int

    def of(self, standard: timedelta) -> timedelta:
        """The working time this stands for in a step of this standard."""
        if self.unit == MINUTES:
            return timedelta(minutes=self.count)
        return standard * self.count / 100


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is reached once a step has waited for so long without being accepted."""

    way: Way
    after: Limit


@dataclass(frozen=True, slots=True)
class Ladder:
    """What happens to a step nobody accepts, or that is accepted and then left lying.

    The first rung's limit is the limit of acceptance. `lapse` is how long an accepted step may
    show no sign of work before its acceptance is void; None: it never is.
    """

    rungs: tuple[Rung, ...] = ()
    lapse: Limit | None = None


NO_LADDER = Ladder()


@dataclass(frozen=True, slots=True)
class Policy:
    """All ladders of the office: one for each step that has its own, one for all others."""

    default: Ladder = NO_LADDER
    steps: Mapping[tuple[str, str], Ladder] = field(default_factory=dict, hash=False)

    def ladder(self, procedure: str, step: str) -> Ladder:
        """The ladder of this step of this SOP."""
        return self.steps.get((procedure, step), self.default)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the moments of a case follow from; moments are aware, None where there is none.

    `half_at`, `risk_at` and `late_at` belong to the running standard, `hold_near_at` and
    `held_until` to a hold. `idle_since` is the moment from which nobody has accepted the step
    (`waits`) or, once it is accepted, since when nobody has worked on it. `rung` counts the rungs
    climbed, `told` the marks acted upon in this visit of the step.
    """

    standard: timedelta
    half_at: datetime | None = None
    risk_at: datetime | None = None
    late_at: datetime | None = None
    hold_near_at: datetime | None = None
    held_until: datetime | None = None
    idle_since: datetime | None = None
    waits: bool = False
    rung: int = 0
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment that is to come; `rung` is its number on the ladder, from 1."""

    at: datetime
    mark: Mark
    rung: int = 0


def pending(facts: Facts, ladder: Ladder, hours: WorkCalendar) -> list[Moment]:
    """What is to come next of each kind, earliest first. Of the ladder that is the next rung."""
    known: Iterable[tuple[datetime | None, Mark]]
    if facts.held_until is not None:
        known = ((facts.hold_near_at, Mark.HOLD_NEAR), (facts.held_until, Mark.HOLD_OVER))
    else:
        known = zip((facts.half_at, facts.risk_at, facts.late_at), LIMITS, strict=True)
    found = [Moment(at, mark) for at, mark in known if at is not None and mark not in facts.told]
    if facts.held_until is None:
        found += _idle(facts, ladder, hours)
    return sorted(found, key=lambda moment: (moment.at, _ORDER[moment.mark]))


def _idle(facts: Facts, ladder: Ladder, hours: WorkCalendar) -> Iterable[Moment]:
    if facts.idle_since is None:
        return
    if not facts.waits:
        if ladder.lapse is not None:
            lapses = hours.add(facts.idle_since, ladder.lapse.of(facts.standard))
            yield Moment(lapses, Mark.LAPSE)
    elif facts.rung < len(ladder.rungs):
        yield _moment_of(facts.rung, facts, ladder, hours)


def _moment_of(place: int, facts: Facts, ladder: Ladder, hours: WorkCalendar) -> Moment:
    assert facts.idle_since is not None
    after = ladder.rungs[place].after.of(facts.standard)
    return Moment(hours.add(facts.idle_since, after), Mark.RUNG, place + 1)


def next_moment(facts: Facts, ladder: Ladder, hours: WorkCalendar) -> datetime | None:
    """When the case wants to be looked at again; None when nothing is to come by itself."""
    return min((moment.at for moment in pending(facts, ladder, hours)), default=None)


def due(facts: Facts, ladder: Ladder, hours: WorkCalendar, *, at: datetime) -> Moment | None:
    """The one moment to act upon now, or None when nothing is due by `at`.

    A sweep that comes late meets several: they are acted upon one after another, every rung of
    them. Only the limits of the standard become one, the gravest: of a step that is late nobody
    needs to hear that half of its time is over.
    """
    come = [moment for moment in pending(facts, ladder, hours) if moment.at <= at]
    if not come or come[0].mark not in LIMITS:
        return come[0] if come else None
    return [moment for moment in come if moment.mark in LIMITS][-1]


def told_after(told: Iterable[str], mark: Mark) -> frozenset[str]:
    """The marks that need no telling any more once this one has been told."""
    milder = LIMITS[: LIMITS.index(mark)] if mark in LIMITS else ()
    return frozenset({*told, mark, *milder})


def after(facts: Facts, moment: Moment, *, at: datetime) -> Facts:
    """The facts once a moment has been acted upon at `at`, where nobody else has acted."""
    match moment.mark:
        case Mark.RUNG:
            return replace(facts, rung=moment.rung)
        case Mark.LAPSE:
            return replace(facts, waits=True, rung=0, idle_since=at)
        case Mark.HOLD_OVER:
            return replace(facts, held_until=None, hold_near_at=None, idle_since=facts.held_until)
        case _:
            return replace(facts, told=told_after(facts.told, moment.mark))


def rungs_ahead(facts: Facts, ladder: Ladder, hours: WorkCalendar) -> list[Moment]:
    """Every rung still to come while nobody accepts the step, with its moment."""
    if not facts.waits or facts.idle_since is None or facts.held_until is not None:
        return []
    places = range(facts.rung, len(ladder.rungs))
    return [_moment_of(place, facts, ladder, hours) for place in places]


def hold_near(start: datetime, until: datetime) -> datetime:
    """When to say that a hold is about to end: an hour before, halfway through a short one."""
    return until - min(HOLD_WARNING, (until - start) / 2)
