"""The steps of the SOP in force, for lists that name them without reading it each time."""

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from sigap.domain.errors import NotFound
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed

# A new version is rare, and a list may go on naming the steps of the old one for a minute.
_KEPT_SECONDS: Final = 60
_KEY: Final = "langkah-berlaku"


@dataclass(frozen=True, slots=True)
class ListedStep:
    """One step as a filter or a legend names it."""

    no: int
    key: str
    short: str


def steps_in_force() -> tuple[ListedStep, ...]:
    """The steps in their order; empty before any SOP is in force. A query a minute at most."""
    kept: tuple[ListedStep, ...] | None = cache.get(_KEY)
    if kept is None:
        kept = _read()
        if kept:
            cache.set(_KEY, kept, _KEPT_SECONDS)
    return kept


def _read() -> tuple[ListedStep, ...]:
    try:
        procedure = parsed(in_force(DISRUPTION))
    except NotFound:
        return ()
    return tuple(ListedStep(step.no, step.key, step.short) for step in procedure.steps)
