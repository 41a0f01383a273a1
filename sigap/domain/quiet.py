"""Hours in which a person is left in peace, and the times of day at which news is gathered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A daily span on the office's clock, from `start` up to `end`; it may pass midnight.

    A span that ends where it starts is empty.
    """

    start: time
    end: time

    def covers(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether this aware moment lies within the span."""
        clock = moment.astimezone(zone).time().replace(tzinfo=None)
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def passed(self, moment: datetime, zone: tzinfo) -> datetime:
        """The first moment from `moment` on, aware and never earlier, that is not quiet."""
        return next_of((self.end,), moment, zone) if self.covers(moment, zone) else moment


def next_of(times: Iterable[time], moment: datetime, zone: tzinfo) -> datetime:
    """The next of these times of day, later than `moment`, on the clock of `zone`.

    ValueError without any time.
    """
    today = moment.astimezone(zone).date()
    days = (today, today + _DAY)
    coming = (datetime.combine(day, each, zone) for day in days for each in times)
    return min(each for each in coming if each > moment).astimezone(moment.tzinfo)
