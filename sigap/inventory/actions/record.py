"""What every write of the inventory shares: who may, one at a time, its version, its entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from sigap.audit import actions as audit
from sigap.audit.models import Stream
from sigap.domain.actor import NETWORK_ADMIN, SYSTEM_ADMIN, Actor
from sigap.domain.errors import NotAllowed, words
from sigap.domain.inventory import KINDS, differences
from sigap.domain.inventory_model import Picture
from sigap.domain.ledger import canonical
from sigap.inventory.models import Import, Version
from sigap.inventory.queries.topology import network
from sigap.people.actions import SYSTEM_ROLE

INVENTORY_STREAM = "inventaris"
KEEPERS = (NETWORK_ADMIN, SYSTEM_ADMIN)
# Since when an item stands as it did that was written before histories were kept.
BEFORE_HISTORY = datetime(2000, 1, 1, tzinfo=UTC)
# The ledger cannot forget, so what tells of a person stands in the versions alone.
PERSONAL = frozenset({"pic_name", "pic_phone", "contact"})
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One item before and after an act; `before` is None for a new one, `after` for one that an
    undone import takes away again.
    """

    act: str
    kind: str
    key: str
    before: Picture | None
    after: Picture | None


def require_keeper(by: Actor) -> None:
    """Let the network's and the application's administrators and the system pass."""
    if not by.holds(*KEEPERS, SYSTEM_ROLE):
        raise NotAllowed(
            "inventory-keepers-only",
            words("Hanya Administrator Sistem Jaringan yang boleh mengubah inventaris."),
        )


def take_inventory() -> Stream:
    """The ledger of the inventory, locked: its writes happen one after another.

    Taken before anything is looked at, so that no two writes close a loop or take one key. Must
    run in a transaction.
    """
    return audit.take_stream(INVENTORY_STREAM)


def told(change: Change) -> tuple[str, dict[str, Any]]:
    """A change as the ledger keeps it: what changed, and the digest of the whole version."""
    kind = KINDS[change.kind]
    data: dict[str, Any] = {"key": change.key}
    picture = change.after if change.after is not None else change.before
    data["name"] = (picture or {}).get("name", "")
    if change.after is not None:
        data["digest"] = digest_of(change.after)
    if change.before is not None and change.after is not None:
        changed = differences(change.before, change.after)
        data["changes"] = {
            name: [] if name in PERSONAL else list(pair) for name, pair in changed.items()
        }
    return f"{kind.word}-{change.act}", data


def digest_of(picture: Picture) -> str:
    """The SHA-256 by which the ledger proves a version."""
    return sha256(canonical(picture)).hexdigest()


def record(
    stream: Stream,
    changes: Sequence[Change],
    entries: Sequence[tuple[str, dict[str, Any]]] | None = None,
    *,
    at: datetime,
    by: Actor,
    run: Import | None = None,
) -> None:
    """Write the versions of these changes and their entries (one each, unless `entries` says).

    The moment of a version never lies before that of the one it follows, whatever the clock says.
    """
    if not changes:
        return
    open_ = _open_versions(changes)
    moment = max([at, *(each.valid_from for each in open_.values())])
    first = [
        _version(change, "awal", change.before, BEFORE_HISTORY, by, until=moment)
        for change in changes
        if change.before is not None and (change.kind, change.key) not in open_
    ]
    for kind, keys in _keys(changes):
        _present(kind, keys).update(valid_to=moment)
    made = [
        _version(change, change.act, change.after, moment, by, run=run)
        for change in changes
        if change.after is not None
    ]
    Version.objects.bulk_create([*first, *made], batch_size=_AT_ONCE)
    network.forget()
    acts = entries if entries is not None else [told(change) for change in changes]
    audit.append(stream, acts, at=at, by=by.signature())


def _version(
    change: Change,
    act: str,
    row: Picture,
    since: datetime,
    by: Actor,
    *,
    until: datetime | None = None,
    run: Import | None = None,
) -> Version:
    return Version(
        kind=change.kind,
        key=change.key,
        row=row,
        act=act,
        valid_from=since,
        valid_to=until,
        by=by.signature() if act != "awal" else {},
        run=run,
    )


def _keys(changes: Sequence[Change]) -> Iterable[tuple[str, list[str]]]:
    for kind in dict.fromkeys(change.kind for change in changes):
        keys = [change.key for change in changes if change.kind == kind]
        for start in range(0, len(keys), _AT_ONCE):
            yield kind, keys[start : start + _AT_ONCE]


def _present(kind: str, keys: Sequence[str]) -> QuerySet[Version]:
    return Version.objects.filter(kind=kind, key__in=keys, valid_to=None)


def _open_versions(changes: Sequence[Change]) -> dict[tuple[str, str], Version]:
    return {
        (row.kind, row.key): row
        for kind, keys in _keys(changes)
        for row in _present(kind, keys).defer("row")
    }
