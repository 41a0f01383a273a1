"""The one place where the product reads the time: the entrances ask here and pass it down."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pinned: ContextVar[datetime | None] = ContextVar("pinned_moment", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC, or the moment pinned with `at`."""
    return _pinned.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Pin `now()` to `moment` within this block: for tests and for the demo's past cases.

    Only this thread (or task) sees the pinned moment. A naive `moment` is a ValueError, because
    nobody could say which zone it means.
    """
    if moment.utcoffset() is None:
        raise ValueError("a pinned moment needs its time zone")
    pinned = moment.astimezone(UTC)
    token = _pinned.set(pinned)
    try:
        yield pinned
    finally:
        _pinned.reset(token)
