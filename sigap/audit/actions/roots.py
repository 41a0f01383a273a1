"""Writes of the daily sheets: sealed over all that stands, and noted where they were given to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from sigap.audit import signing
from sigap.audit.models import Handing, Leaf, Root, Stream
from sigap.audit.queries.roots import last_root, sheet_of, standing
from sigap.domain import roots
from sigap.domain.roots import DOCUMENT, STREAM


def seal_root(
    documents: Mapping[str, str], *, day: date, at: datetime, unless_since: datetime | None = None
) -> Root | None:
    """The next daily sheet over every stream and these documents (name, SHA-256), signed.

    `day` is the last day it covers, in the installation's own zone. One statement reads all
    streams, so that the sheet shows one moment whatever is written meanwhile. None when somebody
    else sealed at the same time, or at all since `unless_since`.
    """
    try:
        with transaction.atomic():
            last = last_root()
            if last and unless_since and last.sealed_at >= unless_since:
                return None
            return _seal(documents, last, day, at)
    except IntegrityError:
        return None


def _seal(documents: Mapping[str, str], last: Root | None, day: date, at: datetime) -> Root:
    before = standing()
    heads = Stream.objects.order_by("key").values_list("key", "length", "head")
    stands = [roots.Leaf(STREAM, *row) for row in heads.iterator(chunk_size=2000)]
    stands += [roots.Leaf(DOCUMENT, name, 0, digest) for name, digest in documents.items()]
    sheet = roots.drawn_up(stands, before, sheet_of(last) if last else None, day=day, at=at)
    digest = roots.root_of(sheet)
    signature = signing.sign(roots.signed_text(digest))
    return _store(replace(sheet, digest=digest, key=signing.public_key(), signature=signature))


def _store(sheet: roots.Sheet) -> Root:
    names = [field.attname for field in Root._meta.concrete_fields if field.attname != "id"]
    row = Root.objects.create(**{name: getattr(sheet, name) for name in names})
    Leaf.objects.bulk_create(
        Leaf(root=row, kind=leaf.kind, name=leaf.name, length=leaf.length, digest=leaf.digest)
        for leaf in sheet.leaves
    )
    return row


def note_handed(root: Root, way: str, place: str, *, at: datetime) -> None:
    """Note that this sheet was given to a place; noted once, however often it was given."""
    Handing.objects.bulk_create(
        [Handing(root=root, way=way, place=place, at=at)], ignore_conflicts=True
    )
