"""Takes content out of entries by a recorded act: the one way in which an entry ever changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from sigap.audit.actions.streams import append, take_stream
from sigap.audit.models import Alteration, Entry
from sigap.audit.queries.streams import record_of
from sigap.domain.alterations import KINDS, STREAM, named
from sigap.domain.ledger import plain


@dataclass(frozen=True, slots=True)
class Left:
    """One entry (its stream read with it) and what is to be left of it."""

    entry: Entry
    actor: Mapping[str, Any]
    data: Mapping[str, Any]


def alter_entries(
    left: Sequence[Left], kind: str, told: Mapping[str, Any], *, at: datetime, by: Mapping[str, Any]
) -> Entry:
    """Leave no more of these entries than `left` says, and record the act; answers its entry.

    `kind` is one of domain.alterations.KINDS, `told` what the act says besides: on whose leave, by
    which rule. The salts go too. Whether the act is allowed is the caller's to know; it holds the
    locks of the streams concerned. ValueError for an entry of the acts themselves.
    """
    if kind not in KINDS or any(each.entry.stream.key == STREAM for each in left):
        raise ValueError("the record of these acts is never altered")
    with transaction.atomic():
        remains = [
            replace(record_of(each.entry), actor=plain(each.actor), data=plain(each.data), salt="")
            for each in left
        ]
        data = {**told, "entries": [named(record) for record in remains]}
        act = append(take_stream(STREAM), [(kind, data)], at=at, by=by)[0]
        Alteration.objects.bulk_create(Alteration(entry=each.entry, record=act) for each in left)
        for each, record in zip(left, remains, strict=True):
            Entry.objects.filter(pk=each.entry.pk).update(
                actor=record.actor, data=record.data, salt="", altered=F("altered") + 1
            )
    return act
