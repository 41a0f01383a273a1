"""When a message is tried again, by which way, and for how long a way that fails is left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

GIVE_UP_AFTER: Final = timedelta(days=3)
"""As long as a mail server is given by those who relay mail; then a person decides."""

BACKUP_AFTER: Final = 3
"""So many attempts fail by a message's own way before the other one is tried."""

_FIRST_DELAY: Final = timedelta(seconds=30)
_LONGEST_DELAY: Final = timedelta(hours=2)
_FIRST_REST: Final = timedelta(seconds=15)
_LONGEST_REST: Final = timedelta(minutes=10)
_LONGEST_WISH: Final = timedelta(hours=24)


class Outcome(StrEnum):
    """What happened to a message at one moment of its way."""

    SENT = "terkirim"
    POSTPONED = "ditunda"
    FAILED = "gagal"
    DELIVERED = "sampai"
    SEEN = "dilihat"
    REQUEUED = "dikirim-ulang"


class Trouble(StrEnum):
    """Why nothing leaves by a way now."""

    UNREACHABLE = "tak-terjangkau"
    OUR_FAULT = "salah-pengaturan"
    THROTTLED = "diperlambat"


def delay(attempts: int, *, spread: float) -> timedelta:
    """How long after the `attempts`-th failure a message is tried again.

    Doubling from half a minute up to two hours, and up to a quarter longer by `spread` (0 to 1),
    so that what failed together does not come back in a herd.
    """
    doublings = min(max(attempts - 1, 0), 12)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY) * (1 + spread / 4)


def rest(failures: int, *, spread: float) -> timedelta:
    """How long a way is left alone after its `failures`-th failure in a row.

    Doubling from a quarter of a minute up to ten minutes: a server that is back is noticed soon,
    one that is not is not hammered.
    """
    doublings = min(max(failures - 1, 0), 12)
    return min(_FIRST_REST * (1 << doublings), _LONGEST_REST) * (1 + spread / 4)


def wish(text: str, *, at: datetime) -> timedelta | None:
    """What a `Retry-After` asks for (RFC 9110: seconds or a date), at most a day; None if unclear.

    A moment that is over means: now.
    """
    text = text.strip()
    if text.isascii() and text.isdecimal():
        # More figures than any wait needs would overflow.
        return min(timedelta(seconds=int(text[:9])), _LONGEST_WISH)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - at, timedelta()), _LONGEST_WISH)


def by_backup(attempts: int, *, own_open: bool, backup_open: bool) -> bool | None:
    """Whether a message goes by the backup (True), by its own way (False) or waits (None).

    Its own way first; after BACKUP_AFTER failures the two take turns, beginning with the backup,
    so that neither a dead way nor a wrong diagnosis of one holds a message up for ever.
    """
    if not own_open:
        return True if backup_open else None
    return backup_open and attempts >= BACKUP_AFTER and (attempts - BACKUP_AFTER) % 2 == 0
