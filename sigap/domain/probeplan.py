"""When each check is due, spread over its period, and which stretch of time a reading falls into.

A check keeps its own phase for ever, made from its number: ten thousand checks of one minute are
due evenly over the minute whatever happened before, also after a night without a worker.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from zlib import crc32

_MILLISECOND: Final = timedelta(milliseconds=1)
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Span(StrEnum):
    """The stretches over which readings are summed up, shortest first."""

    FIVE = "5-menit"
    HOUR = "jam"
    DAY = "hari"


def next_due(number: int, every: timedelta, *, after: datetime) -> datetime:
    """The first moment later than `after` at which this check is due.

    What was missed is not made up. Raises ValueError for a period below one second.
    """
    period = every // _MILLISECOND
    if period < 1000:
        raise ValueError("a check is due once a second at most")
    phase = crc32(number.to_bytes(8, "big", signed=True)) % period
    since = (after - _START) // _MILLISECOND
    return _START + ((since - phase) // period + 1) * every + phase * _MILLISECOND


def begun(span: Span, moment: datetime, zone: tzinfo) -> datetime:
    """The start (UTC) of the stretch that holds `moment`; a day is a day of the office's zone."""
    if span is Span.DAY:
        local = moment.astimezone(zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    minutes = 5 if span is Span.FIVE else 60
    whole = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return whole - timedelta(minutes=whole.minute % minutes)


def ended(span: Span, start: datetime, zone: tzinfo) -> datetime:
    """The end (UTC, not included) of the stretch that begins at `start`."""
    if span is Span.DAY:
        # Half a day on stands in the next day wherever the clocks were changed in between.
        return begun(span, start + timedelta(hours=36), zone)
    return start + timedelta(minutes=5 if span is Span.FIVE else 60)
