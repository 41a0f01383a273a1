"""The inventory as it was: one item's versions, and a whole kind at one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sigap.domain.errors import NotFound, words
from sigap.domain.inventory import KINDS, differences
from sigap.inventory.models import Version


@dataclass(frozen=True, slots=True)
class Step:
    """One version of an item, and what it changed against the one before."""

    version: Version
    changes: dict[str, tuple[Any, Any]]


def history(kind: str, key: str, *, limit: int = 50) -> list[Step]:
    """The versions of an item, newest first, each with what it changed. One query."""
    found = list(Version.objects.filter(kind=kind, key=key).order_by("-pk")[: limit + 1])
    steps = []
    for place, version in enumerate(found[:limit]):
        before = found[place + 1].row if place + 1 < len(found) else None
        steps.append(Step(version, differences(before, version.row) if before else {}))
    return steps


def present(kind: str, key: str) -> Version | None:
    """The version that is in force now; None for an item that has no history yet."""
    return Version.objects.filter(kind=kind, key=key, valid_to=None).first()


def version_at(kind: str, key: str, moment: datetime) -> Version:
    """How an item was at a moment; raises NotFound when it was not in the inventory then."""
    row = at_moment(kind, moment).filter(key=key).order_by("-pk").first()
    if row is None:
        template = words("%(key)s belum atau tidak lagi ada di inventaris pada saat itu.")
        raise NotFound("not-then", template, key=key)
    return row


def at_moment(kind: str, moment: datetime) -> QuerySet[Version]:
    """Every item of a kind as it was at a moment; order and narrow it as you need.

    At the very moment of a change the new version counts. What was out of use is there too, with
    its state in its picture.
    """
    return Version.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=moment), kind=kind, valid_from__lte=moment
    )


def pictures_at(
    kind: str, moment: datetime, *, after: str = "", limit: int = 100
) -> tuple[list[dict[str, Any]], str]:
    """A page of a whole kind at a moment, in the order of keys, and the cursor of the next one.

    Items that were out of use then are left out.
    """
    made = KINDS[kind]
    rows = at_moment(kind, moment).exclude(**{f"row__{made.state}": made.out})
    found = list(rows.filter(key__gt=after).order_by("key")[: limit + 1])
    items = [version.row | {"key": version.key} for version in found[:limit]]
    return items, found[limit - 1].key if len(found) > limit else ""
