"""Published SOPs, parsed once: a published version never changes, so it is kept for good."""

from collections.abc import Iterable

from django.db.models import QuerySet

from sigap.domain.errors import NotFound, words
from sigap.domain.procedure import Procedure, parse
from sigap.incidents.models import PublishedProcedure
from sigap.kit.briefly import KeptBriefly
from sigap.kit.prepared import prepared

DISRUPTION = "penanganan-gangguan"


_read: dict[str, Procedure] = {}
_pinned: dict[int, Procedure] = {}


def parsed(row: PublishedProcedure) -> Procedure:
    """The procedure a published version tells; each is parsed once a process.

    The digest of an immutable text is a safe key, and the text itself need not be read again:
    rows come with `source` deferred.
    """
    if row.digest not in _read:
        _read[row.digest] = parse(row.source)
    _pinned[row.pk] = _read[row.digest]
    return _read[row.digest]


def read_all(rows: Iterable[PublishedProcedure]) -> None:
    """Parse what this process has not read of these versions. One query, none once it has."""
    missing = [row.pk for row in rows if row.digest not in _read]
    for row in PublishedProcedure.objects.filter(pk__in=missing) if missing else ():
        parsed(row)


def standings(rows: Iterable[PublishedProcedure]) -> dict[int, str]:
    """How each version of one SOP stands: "berlaku", "draf" or, where a newer one is, "digantikan".

    `rows` are all of them, newest first.
    """
    found: dict[int, str] = {}
    for row in rows:
        replaced = row.status == "berlaku" and "berlaku" in found.values()
        found[row.version] = "digantikan" if replaced else row.status
    return found


def pinned(row_id: int) -> Procedure:
    """The version that this row keeps. No query, once the process has read it."""
    if row_id not in _pinned:
        parsed(PublishedProcedure.objects.get(pk=row_id))
    return _pinned[row_id]


def forget_pinned() -> None:
    """Drop what `pinned` keeps: the number of a row that was rolled back may come again."""
    _pinned.clear()


def of_version(key: str, version: int) -> PublishedProcedure:
    """One published version; NotFound when there is none."""
    row = PublishedProcedure.objects.filter(key=key, version=version).first()
    if row is None:
        raise NotFound(
            "procedure-not-found",
            words("SOP %(key)s versi %(version)s tidak ada."),
            key=key,
            version=version,
        )
    return row


def in_force(key: str) -> PublishedProcedure:
    """The version new cases begin under: the newest that is not a draft. At most one query.

    A version that another process published may begin two seconds later here.
    """
    row = newest_in_force(key)
    if row is None:
        told = words("Tidak ada SOP %(key)s yang berlaku.")
        raise NotFound("procedure-not-in-force", told, key=key)
    return row


@KeptBriefly
def newest_in_force(key: str) -> PublishedProcedure | None:
    """The same, None where there is none; whoever publishes a version says so by `forget`."""
    return next(iter(_newest_in_force(key)), None)


@prepared
def _newest_in_force(key: str) -> QuerySet[PublishedProcedure]:
    return published(key).filter(status="berlaku").defer("source")[:1]


def published(key: str = "") -> QuerySet[PublishedProcedure]:
    """All versions, newest first within a key."""
    rows = PublishedProcedure.objects.order_by("key", "-version")
    return rows.filter(key=key) if key else rows
