"""Pages of reference data in the order of their keys."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import QuerySet
from pydantic import BaseModel

from sigap.api.requests import Paged
from sigap.api.shapes import Page
from sigap.domain.errors import Fault, Invalid, words
from sigap.incidents.queries.lists import MOST
from sigap.inventory.models import Device, Site
from sigap.people.models import Agency

Row = TypeVar("Row", Agency, Site, Device)
Shape = TypeVar("Shape", bound=BaseModel)


def checked_limit(paged: Paged) -> int:
    """The asked size of a page; Invalid when it is none of ours."""
    if not 1 <= paged.limit <= MOST:
        raise Invalid(
            {"limit": Fault("out-of-range", words("Isi 1 sampai %(most)s."), {"most": MOST})}
        )
    return paged.limit


def by_key(rows: QuerySet[Row], paged: Paged, shape: Callable[[Row], Shape]) -> Page[Shape]:
    """One page of rows that have a unique `key`; the cursor is the last key. One query."""
    limit = checked_limit(paged)
    if paged.cursor:
        rows = rows.filter(key__gt=paged.cursor)
    found = list(rows.order_by("key")[: limit + 1])
    more = len(found) > limit
    return Page(
        items=[shape(row) for row in found[:limit]],
        next=found[limit - 1].key if more else None,
    )
