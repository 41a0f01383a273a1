"""Reads of the timestamps beside the daily sheets."""

from collections.abc import Iterator

from sigap.audit.models import Root, Stamp

_AT_ONCE = 500


def unstamped_root() -> Root | None:
    """The newest sheet, if it has no timestamp yet: it binds all those before it."""
    newest = Root.objects.order_by("-no").select_related("stamp").first()
    return newest if newest is not None and not hasattr(newest, "stamp") else None


def stamps() -> Iterator[Stamp]:
    """Every timestamp with its sheet's row, in the order of the sheets."""
    rows = Stamp.objects.select_related("root").order_by("root__no")
    yield from rows.iterator(chunk_size=_AT_ONCE)


def newest_stamps(limit: int) -> list[Stamp]:
    """The newest timestamps with their sheets' rows, the newest first."""
    return list(Stamp.objects.select_related("root").order_by("-root__no")[:limit])
