"""The clock of one step: net and gross time, holds, the verdict, and the sum behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sigap.domain.errors import words
from sigap.domain.workcalendar import Span, WorkCalendar, as_utc

ZERO = timedelta(0)
MINUTE = timedelta(minutes=1)


class Verdict(StrEnum):
    """How a step stands against its standard."""

    ON_TIME = "tepat-waktu"
    AT_RISK = "mendekati-batas"
    LATE = "terlambat"


class LineKind(StrEnum):
    """What a line of the explanation is: time that counts, or time on hold that does not."""

    WORK = "kerja"
    HELD = "tertunda"


LINE_WORDS = {
    LineKind.WORK: words("Waktu kerja, dihitung"),
    LineKind.HELD: words("Tertunda, waktu kerjanya tidak dihitung"),
}


@dataclass(frozen=True, slots=True)
class HoldSpan:
    """A hold (SOP ruling 7) from `start` on; `end` is None while it lasts."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: an interval (UTC) and the working time in it.

    `minutes` are whole minutes to print: the growth of the running total with its seconds
    dropped, so that the printed lines of a kind add up to the printed total of that kind.
    """

    kind: LineKind
    start: datetime
    end: datetime
    working: timedelta
    minutes: int

    @property
    def counted(self) -> timedelta:
        """What the line adds to the net time: nothing while on hold."""
        return self.working if self.kind is LineKind.WORK else ZERO

    @property
    def template(self) -> str:
        """The words of the line, for the translation catalogue."""
        return LINE_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Reading:
    """The clock of a step as it stands.

    `net` is working time off hold, `held` working time on hold, `gross` calendar time.
    `remaining` is negative when late. `due_at` and `risk_at` (UTC) are the moments at which the
    net time reaches the standard and the risk share of it; they lie in the past once it has, do
    not move as time goes by, and are None while the step is on hold. `calendar` and `version`
    name what it was counted by.
    """

    standard: timedelta
    net: timedelta
    gross: timedelta
    held: timedelta
    due_at: datetime | None
    risk_at: datetime | None
    verdict: Verdict
    remaining: timedelta
    lines: tuple[Line, ...]
    calendar: str = ""
    version: int = 0


def measure(
    calendar: WorkCalendar,
    *,
    standard: timedelta,
    entered_at: datetime,
    left_at: datetime | None,
    holds: Iterable[HoldSpan],
    now: datetime,
    risk: float = 0.75,
) -> Reading:
    """Read the clock of a step that was entered, perhaps left, and perhaps held.

    A step is late once its net time is more than the standard: after `due_at` that is from the
    next working moment on, so work due at 16:00 and handed over at 19:00 is on time. It is at
    risk from `risk_at` on, as long as it is not left. Holds may overlap, lie outside the step or
    run past its end: only what lies inside counts, and only once. What begins after `now` is not
    known yet. Raises ValueError for a negative standard, a `risk` outside 0 to 1, a moment
    without a zone, and a standard that the calendar cannot reach within ten years.
    """
    _require_sense(standard, risk)
    begin = as_utc(entered_at)
    until = max(begin, as_utc(now if left_at is None else left_at))
    waits, open_hold = _waits(holds, begin, until)
    on_hold = open_hold and left_at is None
    free, warning = _free(waits, begin, until), standard * risk
    lines = _lines(calendar, free, waits)
    net = sum((line.counted for line in lines), ZERO)
    return Reading(
        standard=standard,
        net=net,
        gross=until - begin,
        held=sum((line.working for line in lines), ZERO) - net,
        due_at=None if on_hold else _reached(calendar, free, standard),
        risk_at=None if on_hold else _reached(calendar, free, warning),
        verdict=_verdict(net, standard, warning, left=left_at is not None),
        remaining=standard - net,
        lines=lines,
        calendar=calendar.key,
        version=calendar.version,
    )


def _require_sense(standard: timedelta, risk: float) -> None:
    if standard < ZERO or not 0 <= risk <= 1:
        raise ValueError("a standard cannot be negative, and risk is a share between 0 and 1")


def final(
    calendar: WorkCalendar,
    *,
    standard: timedelta,
    entered_at: datetime,
    left_at: datetime,
    holds: Iterable[HoldSpan],
) -> tuple[timedelta, Verdict]:
    """Net time and verdict of a step that is over, as `measure` reads them but without the sum."""
    begin = as_utc(entered_at)
    until = max(begin, as_utc(left_at))
    waits, _ = _waits(holds, begin, until)
    free = _free(waits, begin, until)
    net = sum((calendar.elapsed(span.start, span.end) for span in free), ZERO)
    return net, _verdict(net, standard, standard, left=True)


def reached(
    calendar: WorkCalendar,
    *,
    amount: timedelta,
    entered_at: datetime,
    holds: Iterable[HoldSpan],
    now: datetime,
) -> datetime | None:
    """The moment (UTC) at which the net time of a running step reaches `amount`.

    As the due moment of `measure`: None while the step is on hold, and past once it has come.
    """
    begin = as_utc(entered_at)
    waits, on_hold = _waits(holds, begin, max(begin, as_utc(now)))
    return None if on_hold else _reached(calendar, _free(waits, begin, max(begin, now)), amount)


def duration_words(duration: timedelta) -> str:
    """A duration in Indonesian hours and minutes: "1 jam 12 menit", "31 jam", "0 menit".

    Seconds are dropped, never rounded up. The sign is left to the sentence around it ("sisa",
    "lewat"), and so are days, whose length depends on the calendar.
    """
    hours, minutes = divmod(abs(duration) // MINUTE, 60)
    if not hours:
        return f"{minutes} menit"
    return f"{hours} jam {minutes} menit" if minutes else f"{hours} jam"


def _waits(holds: Iterable[HoldSpan], begin: datetime, until: datetime) -> tuple[list[Span], bool]:
    """The holds cut to [begin, until] and merged, in order, and whether one lasts at `until`."""
    merged: list[Span] = []
    lasting = False
    for hold in sorted(holds, key=lambda hold: as_utc(hold.start)):
        start = max(begin, as_utc(hold.start))
        end = until if hold.end is None else min(until, as_utc(hold.end))
        lasting = lasting or (start <= until and (hold.end is None or hold.end > until))
        if end <= start:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Span(start, end))
    return merged, lasting


def _free(waits: Sequence[Span], begin: datetime, until: datetime) -> list[Span]:
    """What lies between the holds; the last one, perhaps empty, is where the clock goes on."""
    starts = [begin, *(wait.end for wait in waits)]
    ends = [*(wait.start for wait in waits), until]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def _reached(calendar: WorkCalendar, free: Sequence[Span], amount: timedelta) -> datetime:
    """The moment at which the net time reaches `amount`, known as soon as the holds are."""
    left = amount
    for span in free[:-1]:
        passed = calendar.elapsed(span.start, span.end)
        if passed >= left:
            return calendar.add(span.start, left)
        left -= passed
    return calendar.add(free[-1].start, left)


def _lines(calendar: WorkCalendar, free: Iterable[Span], waits: Iterable[Span]) -> tuple[Line, ...]:
    parts = [
        (part, LineKind.WORK, part.length) for s in free for part in calendar.spans(s.start, s.end)
    ]
    parts += [(wait, LineKind.HELD, calendar.elapsed(wait.start, wait.end)) for wait in waits]
    parts.sort(key=lambda part: part[0].start)
    lines = []
    totals = dict.fromkeys(LineKind, ZERO)
    for span, kind, working in parts:
        before = totals[kind]
        totals[kind] += working
        minutes = totals[kind] // MINUTE - before // MINUTE
        lines.append(Line(kind, span.start, span.end, working, minutes))
    return tuple(lines)


def _verdict(net: timedelta, standard: timedelta, warning: timedelta, *, left: bool) -> Verdict:
    if net > standard:
        return Verdict.LATE
    return Verdict.AT_RISK if net >= warning and not left else Verdict.ON_TIME
