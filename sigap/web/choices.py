"""What lists and forms offer: the steps in force and the agencies, kept for a minute."""

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from sigap.domain.errors import NotFound
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.people.models import Agency

# Both change a few times a year, and a page may go on offering the old ones for a minute.
_KEPT_SECONDS: Final = 60
_STEPS: Final = "pilihan:langkah"
_AGENCIES: Final = "pilihan:perangkat-daerah"


@dataclass(frozen=True, slots=True)
class ListedStep:
    """One step as a filter or a legend names it."""

    no: int
    key: str
    short: str


@dataclass(frozen=True, slots=True)
class ListedAgency:
    """One agency as a field suggests it."""

    key: str
    name: str
    short_name: str

    def is_called(self, typed: str) -> bool:
        """Whether this is what was typed: the key, the name or the short name."""
        return typed.casefold() in (
            self.key,
            self.name.casefold(),
            self.short_name.casefold(),
        )


def steps_in_force() -> tuple[ListedStep, ...]:
    """The steps in their order; empty before any SOP is in force. A query a minute at most."""
    kept: tuple[ListedStep, ...] | None = cache.get(_STEPS)
    if kept is None:
        kept = _steps()
        if kept:
            cache.set(_STEPS, kept, _KEPT_SECONDS)
    return kept


def _steps() -> tuple[ListedStep, ...]:
    try:
        procedure = parsed(in_force(DISRUPTION))
    except NotFound:
        return ()
    return tuple(ListedStep(step.no, step.key, step.short) for step in procedure.steps)


def agencies() -> tuple[ListedAgency, ...]:
    """Every agency by name. A query a minute at most."""
    kept: tuple[ListedAgency, ...] | None = cache.get(_AGENCIES)
    if kept is None:
        kept = _agencies()
        if kept:
            cache.set(_AGENCIES, kept, _KEPT_SECONDS)
    return kept


def _agencies() -> tuple[ListedAgency, ...]:
    rows = Agency.objects.order_by("name").values_list("key", "name", "short_name")
    return tuple(ListedAgency(*row) for row in rows)


def agency_typed(typed: str) -> ListedAgency | None:
    """The agency that was typed by name, short name or key; None when there is none.

    Looks again where the kept ones do not know it: it may have been added just now.
    """
    wanted = typed.strip()
    if not wanted:
        return None
    for known in (agencies, _agencies):
        for agency in known():
            if agency.is_called(wanted):
                return agency
    return None
