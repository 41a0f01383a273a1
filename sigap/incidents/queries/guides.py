"""Guides as they are kept: what is in force, each version parsed once a process."""

from django.db.models import QuerySet

from sigap.domain.errors import NotFound, words
from sigap.domain.guides import Guide
from sigap.domain.guides_toml import parse_guide
from sigap.domain.procedure import Procedure
from sigap.incidents.models import GuideVersion, PublishedProcedure
from sigap.incidents.queries.procedures import parsed
from sigap.kit.briefly import KeptBriefly

_read: dict[str, Guide] = {}


def read_guide(row: GuideVersion) -> Guide:
    """The guide this version tells; a version never changes, so each is parsed once a process."""
    if row.digest not in _read:
        _read[row.digest] = parse_guide(row.source)
    return _read[row.digest]


@KeptBriefly
def guides_in_force(_which: str) -> tuple[Guide, ...]:
    """All guides in use, in their order; one query, and one more for what was not read before."""
    rows = list(GuideVersion.objects.filter(in_force_since__isnull=False).defer("source"))
    new = [row.pk for row in rows if row.digest not in _read]
    for row in GuideVersion.objects.filter(pk__in=new) if new else ():
        read_guide(row)
    guides = [_read[row.digest] for row in rows]
    return tuple(sorted(guides, key=lambda guide: (guide.order, guide.title)))


def offered_guides(procedure: str, step: str) -> tuple[Guide, ...]:
    """The guides in use at this step. At most the queries of `guides_in_force`."""
    return tuple(guide for guide in guides_in_force("") if guide.place(procedure, step))


def guide_in_force(key: str) -> Guide:
    """The guide of this key as it is in use; NotFound where there is none."""
    for guide in guides_in_force(""):
        if guide.key == key:
            return guide
    raise _missing(key)


def guide_versions(key: str = "") -> QuerySet[GuideVersion]:
    """All versions, the one taken in last first within a key."""
    rows = GuideVersion.objects.order_by("key", "-id")
    return rows.filter(key=key) if key else rows


def guide_version(key: str, row: int) -> GuideVersion:
    """One version by the number of its row; NotFound where it is none of this key."""
    found = GuideVersion.objects.filter(key=key, pk=row).first()
    if found is None:
        raise _missing(key)
    return found


def known_procedures() -> dict[str, Procedure]:
    """The SOPs that a guide may name, by key: those in force, else their newest draft."""
    rows = sorted(PublishedProcedure.objects.all(), key=_standing)
    newest = {row.key: row for row in rows}
    return {key: parsed(row) for key, row in newest.items()}


def _standing(row: PublishedProcedure) -> tuple[bool, int]:
    return row.status == "berlaku", row.version


def known_guides() -> set[str]:
    """The keys that a guide may lead on to."""
    return set(GuideVersion.objects.values_list("key", flat=True))


def _missing(key: str) -> NotFound:
    return NotFound("guide-not-found", words("Panduan %(key)s tidak ada."), key=key)
