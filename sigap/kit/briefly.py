"""Reads that a process need not repeat at once: what was read stands for two seconds."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from django.db import transaction

Found = TypeVar("Found")

SECONDS: Final = 2.0
"""How long a process may go by what it has read before it reads again."""

_MOST_KEPT: Final = 256
_every: "list[KeptBriefly[Any]]" = []


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


def forget_all() -> None:
    """Drop what every such read keeps: rows that were rolled back may have been among it."""
    for each in _every:
        each.clear()
