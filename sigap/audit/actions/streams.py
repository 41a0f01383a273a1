"""Writes of the ledger: open a stream, append sealed entries. There is no other way to write."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import transaction

from sigap.audit.models import Entry, Stream
from sigap.domain.errors import Stale, words
from sigap.domain.ledger import genesis, plain, seal
from sigap.kit.storing import exchange, insert


def open_stream(key: str, *, pk: int | None = None) -> Stream:
    """A new, empty stream, not yet stored: `append` stores it with its first entries.

    `pk` is the key of its row, where it was given beforehand (`kit.storing.next_keys`).
    """
    return Stream(pk=pk, key=key, length=0, head=genesis(key))


def take_stream(key: str) -> Stream:
    """The stream under this key, opened if need be and locked until the transaction ends.

    For chains without a row of their own that could be the lock. Must run in a transaction.
    """
    Stream.objects.bulk_create(
        [Stream(key=key, length=0, head=genesis(key))], ignore_conflicts=True
    )
    return Stream.objects.select_for_update().get(key=key)


def append(
    stream: Stream,
    acts: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    at: datetime,
    by: Mapping[str, Any],
) -> list[Entry]:
    """Seal (kind, data) pairs, in order, to the end of the stream: two statements.

    The caller holds the lock of the stream. If it did not and somebody else appended since
    `stream` was read, Stale is raised and nothing is written; a new stream whose key is taken is
    an IntegrityError. `by` is the actor's signature. `stream` is brought up to date. TypeError or
    ValueError for data that JSON cannot hold.
    """
    entries = _sealed_to(stream, acts, at=at, by=by)
    if not entries:
        return []
    with transaction.atomic(savepoint=False):
        _advance(stream, entries[-1])
        insert(*entries)
    return entries


def _advance(stream: Stream, last: Entry) -> None:
    if stream._state.adding:
        stream.length, stream.head = last.seq, last.seal
        insert(stream)
    else:
        exchange(stream, _changed(), length=last.seq, head=last.seal)


def _changed() -> Stale:
    return Stale("stale", words("Kasus ini baru saja berubah. Muat ulang lalu coba lagi."))


def _sealed_to(
    stream: Stream,
    acts: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    at: datetime,
    by: Mapping[str, Any],
) -> list[Entry]:
    actor = plain(by)
    seq, prev, entries = stream.length, stream.head, []
    for kind, content in acts:
        seq, data = seq + 1, plain(content)
        salt = token_hex(16)
        mark = seal(stream.key, seq, at, kind, actor, data, prev, salt)
        entries.append(
            Entry(
                stream=stream,
                seq=seq,
                at=at,
                kind=kind,
                actor=actor,
                data=data,
                prev=prev,
                seal=mark,
                salt=salt,
            )
        )
        prev = mark
    return entries
