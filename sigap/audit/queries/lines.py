"""The ledger as lines of JSON: the form in which it leaves, and which its seals are over."""

from collections.abc import Iterator, Mapping
from typing import Any

from sigap.audit.models import Entry, Stream
from sigap.domain.ledger import canonical, moment

_ROWS_AT_ONCE = 2000


def lines(stream: str = "") -> Iterator[str]:
    """The whole ledger, or one stream, as canonical JSON lines without their ends.

    Streams with their length and head first, so that a cut tail shows offline too. All heads are
    read before the first entry: entries that come meanwhile are left for the next export.
    """
    heads = Stream.objects.order_by("pk")
    if stream:
        heads = heads.filter(key=stream)
    known = list(heads.values_list("pk", "key", "length", "head"))
    for _, key, length, head in known:
        yield line_of({"stream": key, "length": length, "head": head})
    lengths = {pk: (key, length) for pk, key, length, _ in known}
    rows = Entry.objects.order_by("stream_id", "seq")
    if stream:
        rows = rows.filter(stream__key=stream)
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        key, length = lengths.get(row.stream_id, ("", 0))
        # An entry beyond the head is either newer than the head or forged; verify tells which.
        if row.seq <= length:
            yield line_of(_entry(key, row))


def _entry(key: str, row: Entry) -> dict[str, Any]:
    return {
        "stream": key,
        "seq": row.seq,
        "at": moment(row.at),
        "kind": row.kind,
        "actor": row.actor,
        "data": row.data,
        "prev": row.prev,
        "seal": row.seal,
        **({"salt": row.salt} if row.salt else {}),
    }


def line_of(value: Mapping[str, Any]) -> str:
    """One value as the canonical line, without its end."""
    return canonical(value).decode()
