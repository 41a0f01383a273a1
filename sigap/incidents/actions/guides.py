"""Writes on guides: versions are taken in, one of them is put into use, none is ever edited."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sigap.audit.actions import append, take_stream
from sigap.audit.models import Stream
from sigap.domain.actor import Actor
from sigap.domain.errors import Refused, words
from sigap.domain.guides import Guide
from sigap.domain.guides_toml import parse_guide
from sigap.incidents.models import GuideVersion
from sigap.incidents.models.guides import OWN, SHIPPED
from sigap.incidents.queries.guides import (
    guide_version,
    guides_in_force,
    known_guides,
    known_procedures,
)
from sigap.people.actions import require_admin

GUIDES_STREAM = "panduan"


def import_guide(text: str, *, at: datetime, by: Actor) -> GuideVersion:
    """Take in the office's own version that this TOML text tells; it is not in use yet.

    A text that is there already answers its version. Another text under a version that the office
    has taken in, or that ships, is refused. Raises GuideFaults with every faulty line, NotAllowed
    for anyone but the admin.
    """
    require_admin(by)
    with transaction.atomic():
        stream = take_stream(GUIDES_STREAM)
        guide = parse_guide(text, procedures=known_procedures(), guides=known_guides())
        rows = GuideVersion.objects.filter(key=guide.key, version=guide.version)
        for row in rows:
            if row.digest == guide.source_hash:
                return row
        if rows:
            raise _taken(guide)
        return _add(stream, guide, text, OWN, at=at, by=by)


def check_taken(guide: Guide) -> None:
    """Refuse a guide whose version is there with another text."""
    rows = GuideVersion.objects.filter(key=guide.key, version=guide.version)
    digests = {row.digest for row in rows}
    if digests and guide.source_hash not in digests:
        raise _taken(guide)


@transaction.atomic
def put_guide_into_force(key: str, row: int, *, at: datetime, by: Actor) -> GuideVersion:
    """Use this version from now on, in the place of the one in use.

    The version is held against the SOPs of today first: GuideFaults when they no longer have what
    it fills. Where it is in use already nothing is written. NotFound, NotAllowed.
    """
    require_admin(by)
    stream = take_stream(GUIDES_STREAM)
    chosen = guide_version(key, row)
    if chosen.in_force_since is None:
        parse_guide(chosen.source, procedures=known_procedures(), guides=known_guides())
        _use(stream, chosen, at=at, by=by)
    return chosen


@transaction.atomic
def withdraw_guide(key: str, *, at: datetime, by: Actor) -> None:
    """Offer this guide no longer; its versions stay, and any can be put into use again."""
    require_admin(by)
    stream = take_stream(GUIDES_STREAM)
    row = GuideVersion.objects.filter(key=key, in_force_since__isnull=False).first()
    if row is not None:
        row.in_force_since = None
        row.save(update_fields=["in_force_since"])
        append(stream, [("panduan-ditarik", _told(row))], at=at, by=by.signature())
        guides_in_force.forget()


@transaction.atomic
def load_guides(texts: Iterable[str], *, at: datetime, by: Actor) -> int:
    """Take in shipped guides that are not there yet; answers how many.

    A guide that the office has never had comes into use, and so does the next shipped version
    where a shipped one is in use; what the office chose itself stays.
    """
    require_admin(by)
    shipped = GuideVersion.objects.filter(origin=SHIPPED)
    known = set(shipped.values_list("key", "version"))
    found = [(text, parse_guide(text)) for text in texts]
    new = [(text, guide) for text, guide in found if (guide.key, guide.version) not in known]
    if not new:
        return 0
    stream, had = take_stream(GUIDES_STREAM), known_guides()
    ours = shipped.filter(in_force_since__isnull=False)
    replaced = set(ours.values_list("key", flat=True))
    for text, guide in sorted(new, key=lambda pair: pair[1].version):
        row = _add(stream, guide, text, SHIPPED, at=at, by=by)
        if guide.key not in had or guide.key in replaced:
            _use(stream, row, at=at, by=by)
    return len(new)


def _taken(guide: Guide) -> Refused:
    return Refused(
        "version-taken",
        words(
            "Panduan %(key)s versi %(version)s sudah ada dan tidak dapat diubah. "
            "Naikkan nomor versinya."
        ),
        key=guide.key,
        version=guide.version,
    )


def _add(
    stream: Stream, guide: Guide, text: str, origin: str, *, at: datetime, by: Actor
) -> GuideVersion:
    row = GuideVersion.objects.create(
        key=guide.key,
        version=guide.version,
        origin=origin,
        title=guide.title,
        source=text,
        digest=guide.source_hash,
        imported_at=at,
        imported_by=by.signature(),
    )
    append(stream, [("panduan-dimuat", _told(row))], at=at, by=by.signature())
    return row


def _use(stream: Stream, row: GuideVersion, *, at: datetime, by: Actor) -> None:
    GuideVersion.objects.filter(key=row.key, in_force_since__isnull=False).update(
        in_force_since=None
    )
    row.in_force_since = at
    row.save(update_fields=["in_force_since"])
    append(stream, [("panduan-berlaku", _told(row))], at=at, by=by.signature())
    guides_in_force.forget()


def _told(row: GuideVersion) -> dict[str, object]:
    return {"key": row.key, "version": row.version, "origin": row.origin, "sha256": row.digest}
