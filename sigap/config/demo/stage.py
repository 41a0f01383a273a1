"""Plays the stories of many cases at once, each act at its own moment, oldest first."""

from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from sigap.domain.actor import Actor
from sigap.domain.workcalendar import WorkCalendar
from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.models import Incident

# A story gives the moment of its next act and is resumed when that moment has come.
Story = Generator[datetime, None, None]
# Told how many stories are over, and of how many.
Progress = Callable[[int, int], object]

_LONGEST_LOOK_BACK = timedelta(days=400)
_HAS_NO_PAST = datetime.min.replace(tzinfo=UTC)


class Stage:
    """The office in the time that is played, up to `until`; what lies later never happens.

    Stories are interleaved as in life: agenda numbers and notices come in the order of their
    moments, and every clock that runs out on the way is acted upon at its moment.
    """

    def __init__(
        self,
        actors: Mapping[str, Actor],
        calendars: Mapping[str, WorkCalendar],
        *,
        until: datetime,
        seed: int,
    ) -> None:
        self.until = until
        self.office_hours = calendars["kota"]
        self.zone = ZoneInfo(self.office_hours.zone)
        self.random = Random(seed)
        self._actors = actors
        self._calendars = calendars
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._order = count()
        self._wakes_at: datetime | None = None

    def actor(self, username: str) -> Actor:
        """The demo person of this user name, with the offices held."""
        return self._actors[username]

    def calendar(self, key: str) -> WorkCalendar:
        """The working calendar of this key."""
        return self._calendars[key]

    def add(self, story: Story) -> None:
        """Put a story on: it begins at the first moment it gives."""
        self._push(story, _HAS_NO_PAST)

    def play(self, progress: Progress | None = None) -> None:
        """Play every story up to `until`; those that would go on stand where they are then."""
        total, over = len(self._waiting), 0
        while self._waiting and self._waiting[0][0] <= self.until:
            moment, _, story = heappop(self._waiting)
            self._wake(moment)
            if not self._push(story, moment):
                over += 1
                if progress:
                    progress(over, total)
        self._wake(self.until)
        if progress:
            progress(total, total)

    def _push(self, story: Story, now: datetime) -> bool:
        """Let the story act, and await its next moment; False when it is over."""
        moment = next(story, None)
        if moment is None:
            return False
        heappush(self._waiting, (max(moment, now), next(self._order), story))
        return True

    def expect(self, moment: datetime | None) -> None:
        """Hear of a moment at which a case wants to be woken."""
        if moment is not None and (self._wakes_at is None or moment < self._wakes_at):
            self._wakes_at = moment

    def _wake(self, until: datetime) -> None:
        """What the worker does meanwhile: each warning, each end of a hold at its own moment.

        The register is asked only when something heard of is due: asking before each act would
        take a tenth of the whole time.
        """
        if self._wakes_at is None or self._wakes_at > until:
            return
        waking = Incident.objects.filter(wake_at__isnull=False).order_by("wake_at")
        while (moment := waking.values_list("wake_at", flat=True).first()) and moment <= until:
            mark_due(at=moment)
        self._wakes_at = moment


def before(calendar: WorkCalendar, at: datetime, minutes: float) -> datetime:
    """The latest moment from which `minutes` of working time pass until `at`."""
    left = timedelta(minutes=minutes)
    for span in reversed(calendar.spans(at - _LONGEST_LOOK_BACK, at)):
        if span.length >= left:
            return span.end - left
        left -= span.length
    raise ValueError(f"less than {minutes} minutes of working time before {at.isoformat()}")
