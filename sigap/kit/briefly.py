"""Reads that a process need not repeat at once: what was read stands for two seconds."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from django.db import transaction

Found = TypeVar("Found")

SECONDS: Final = 2.0
"""How long a process may go by what it has read before it reads again."""

AT_MOST: Final = 60.0
"""How long an answer stands although its stamp is the same."""

_MOST_KEPT: Final = 256
_every: "list[KeptBriefly[Any] | KeptByStamp[Any]]" = []


class KeptBriefly(Generic[Found]):
    """A read by one key whose answer stands for SECONDS; a decorator.

    For what hardly ever changes and is asked with every act. What another process changes counts
    here within that time; whoever changes it calls `forget`. What is answered is shared: nobody
    may change it. A read that raises or answers None is not kept.
    """

    def __init__(self, read: Callable[[str], Found]) -> None:
        self.__doc__ = read.__doc__
        self._read = read
        self._kept: dict[str, tuple[float, Found]] = {}
        _every.append(self)

    def __call__(self, key: str) -> Found:
        """The answer of the read, at most SECONDS old."""
        kept = self._kept.get(key)
        if kept is not None and monotonic() - kept[0] < SECONDS:
            return kept[1]
        found = self._read(key)
        if found is not None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = monotonic(), found
        return found

    def forget(self) -> None:
        """Read anew from now on, and again when the present transaction has ended."""
        self.clear()
        transaction.on_commit(self.clear)

    def clear(self) -> None:
        """Drop what is kept."""
        self._kept.clear()


class KeptByStamp(Generic[Found]):
    """A dear read that stands as long as its stamp is the same.

    The stamp is a cheap read that differs after whatever changes the answer. It is looked at again
    after SECONDS, so that what another process changes counts here within that time; whoever
    changes it calls `forget`. After AT_MOST the answer is read anew in any case: a row may have
    been changed by hand. What is answered is shared: nobody may change it.
    """

    def __init__(self, read: Callable[[], Found], stamp: Callable[[], Hashable]) -> None:
        self.__doc__ = read.__doc__
        self._read, self._stamp = read, stamp
        self._kept: _Stamped[Found] | None = None
        _every.append(self)

    def __call__(self) -> Found:
        """The answer of the read, as it was at most SECONDS ago."""
        kept, now = self._kept, monotonic()
        if kept is not None and now - kept.looked_at < SECONDS:
            return kept.found
        # The stamp goes before the read: what changes in between has another one next time.
        stamp = self._stamp()
        if kept is None or kept.stamp != stamp or now - kept.read_at >= AT_MOST:
            kept = _Stamped(now, stamp, self._read())
        self._kept = replace(kept, looked_at=now)
        return kept.found

    def forget(self) -> None:
        """Read anew from now on, and again when the present transaction has ended."""
        self.clear()
        transaction.on_commit(self.clear)

    def clear(self) -> None:
        """Drop what is kept."""
        self._kept = None


@dataclass(frozen=True, slots=True)
class _Stamped(Generic[Found]):
    """What was read, when and under which stamp; the stamp was still that at `looked_at`."""

    read_at: float
    stamp: Hashable
    found: Found
    looked_at: float = 0.0


def forget_all() -> None:
    """Drop what every such read keeps: rows that were rolled back may have been among it."""
    for each in _every:
        each.clear()
