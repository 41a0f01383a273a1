"""What lists and forms offer: the steps in force and the agencies, kept for a minute."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final, TypeVar

from markupsafe import Markup, escape

from sigap.domain.errors import NotFound
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.people.models import Agency

# Both change a few times a year, and a page may go on offering the old ones for a minute.
_KEPT_SECONDS: Final = 60.0

Rows = TypeVar("Rows", bound=tuple[object, ...])


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


def _for_a_minute(read: Callable[[], Rows]) -> Callable[[], Rows]:
    """Keep what was read in this process; nothing found is not kept."""
    kept: list[tuple[float, Rows]] = []

    def rows() -> Rows:
        if kept and monotonic() - kept[0][0] < _KEPT_SECONDS:
            return kept[0][1]
        fresh = read()
        kept[:] = [(monotonic(), fresh)] if fresh else []
        return fresh

    return rows


def _steps() -> tuple[ListedStep, ...]:
    try:
        procedure = parsed(in_force(DISRUPTION))
    except NotFound:
        return ()
    return tuple(ListedStep(step.no, step.key, step.short) for step in procedure.steps)


def _agencies() -> tuple[ListedAgency, ...]:
    rows = Agency.objects.order_by("name").values_list("key", "name", "short_name")
    return tuple(ListedAgency(*row) for row in rows)


def _options() -> tuple[Markup, ...]:
    drawn = "".join(f'<option value="{escape(agency.name)}">' for agency in agencies())
    return (Markup(drawn),) if drawn else ()


steps_in_force: Final = _for_a_minute(_steps)
"""The steps in their order; empty before any SOP is in force. A query a minute at most."""

agencies: Final = _for_a_minute(_agencies)
"""Every agency by name. A query a minute at most."""

_agency_options: Final = _for_a_minute(_options)


def agency_options() -> Markup:
    """The names of all agencies as the options of a datalist."""
    return Markup("").join(_agency_options())


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
