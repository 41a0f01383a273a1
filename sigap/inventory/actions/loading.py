"""The history of items that are loaded in bulk, without an act for each."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.inventory.actions.record import Change, record, require_keeper, take_inventory
from sigap.inventory.pictures import picture_of, with_references

_AT_ONCE = 500


@transaction.atomic
def begin_site_histories(keys: Sequence[str], *, at: datetime, by: Actor) -> None:
    """Begin the history of sites that reference data brought; the ledger gets one entry for all.

    Must run in the transaction that made them.
    """
    require_keeper(by)
    if not keys:
        return
    stream = take_inventory()
    changes = [
        Change("dibuat", "site", row.key, None, picture_of("site", row))
        for start in range(0, len(keys), _AT_ONCE)
        for row in with_references("site").filter(key__in=keys[start : start + _AT_ONCE])
    ]
    loaded = ("data-acuan-dimuat", {"sites": len(changes)})
    record(stream, changes, [loaded], at=at, by=by)
