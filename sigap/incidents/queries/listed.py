"""A case as a list tells it: one flat row, read without making objects of what it refers to."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from sigap.incidents.models import Incident
from sigap.kit.prepared import Fixed, prepared


class Listed(NamedTuple):
    """One case of a list: its own columns and the names of what it refers to ("" for none).

    A list of instances would make five objects for each case, which is most of its time
    (docs/decisions/0005-speed.md). A new field is a column here and in `_COLUMNS`.
    """

    pk: int
    number: str
    tracking_code: str
    procedure_id: int
    status: str
    step: str
    role: str
    assignee: str
    received: bool
    rounds: str
    summary: str
    channel: str
    priority: str
    external_ref: str
    calendar_key: str
    reported_at: datetime
    recorded_at: datetime
    entered_at: datetime
    due_at: datetime | None
    late_at: datetime | None
    risk_at: datetime | None
    target_at: datetime | None
    finished_at: datetime | None
    hold_reason: str
    hold_until: datetime | None
    late_steps: int
    restricted: bool
    has_children: bool
    agency: str
    agency_name: str
    agency_short_name: str
    site: str | None
    site_name: str | None
    category: str
    parent: str | None

    @property
    def round(self) -> int:
        """Which time the present step is carried out."""
        return int(json.loads(self.rounds).get(self.step, 1))


_BESIDE: Final[dict[str, str | Cast]] = {
    # As text: few lists ask for the rounds, and each would be read as JSON.
    "rounds": Cast("rounds", TextField()),
    "agency": "agency__key",
    "agency_name": "agency__name",
    "agency_short_name": "agency__short_name",
    "site": "site__key",
    "site_name": "site__name",
    "category": "category__key",
    "parent": "parent__number",
}
# Keys that were read before: as one value the statement stays the same, however many they are.
_OF_JSON: Final = {
    "postgresql": "SELECT json_array_elements_text(%s::json)::bigint",
    "sqlite": "SELECT value FROM json_each(%s)",
}
_COLUMNS: Final = tuple(_BESIDE.get(name, name) for name in Listed._fields)


def newest_first(keys: QuerySet[Any]) -> list[Listed]:
    """The cases of these keys, the newest first. One query."""
    return [*map(Listed._make, _newest_first(keys))]


def by_queue(keys: Collection[int], limit: int) -> list[Listed]:
    """The cases of these keys by due moment, at most `limit` of them. One query."""
    return [*map(Listed._make, _by_queue(json.dumps([*keys]), limit))]


def listed(incident: Incident) -> Listed:
    """The same of a case that has been read with what it refers to."""
    site, parent = incident.site, incident.parent
    told: dict[str, Any] = {
        "rounds": json.dumps(incident.rounds),
        "agency": incident.agency.key,
        "agency_name": incident.agency.name,
        "agency_short_name": incident.agency.short_name,
        "site": site.key if site else None,
        "site_name": site.name if site else None,
        "category": incident.category.key,
        "parent": parent.number if parent else None,
    }
    names = Listed._fields
    return Listed._make(told[name] if name in told else getattr(incident, name) for name in names)


@prepared
def _newest_first(keys: QuerySet[Any]) -> QuerySet[Incident, tuple[Any, ...]]:
    return told(keys).order_by("-id")


@prepared
def _by_queue(keys: str, limit: Fixed[int]) -> QuerySet[Incident, tuple[Any, ...]]:
    return told(RawSQL(_OF_JSON[connection.vendor], [keys])).order_by("queue_at", "id")[:limit]


def told(keys: QuerySet[Any] | RawSQL) -> QuerySet[Incident, tuple[Any, ...]]:
    """What `Listed._make` takes of the cases of these keys."""
    return Incident.objects.filter(pk__in=keys).values_list(*_COLUMNS)
