"""Writes on templates: those that ship, and the office's own versions of them."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from sigap.documents.models import Template
from sigap.documents.queries import newest_template
from sigap.documents.renderers.typst import PAPERS, SHARED
from sigap.domain.actor import SYSTEM_ADMIN, Actor
from sigap.domain.errors import Invalid, NotAllowed, required, words

SHIPPED_NOTE = words("Bawaan Sigap.")


def load_templates(*, at: datetime, by: Actor) -> int:
    """Add what ships and is not there yet; answers how many versions were added.

    A shipped template that has changed becomes a new version, unless the office has made its own:
    that one stays the newest.
    """
    added = 0
    for file in sorted(PAPERS.glob("*.typ")):
        if file.name == SHARED:
            continue
        source, newest = file.read_text(encoding="utf-8"), newest_template(file.stem)
        own = newest is not None and newest.note != SHIPPED_NOTE
        if own or (newest is not None and newest.digest == _digest(source)):
            continue
        _add(file.stem, source, newest, SHIPPED_NOTE, at=at, by=by)
        added += 1
    return added


@transaction.atomic
def change_template(kind: str, *, source: str, note: str, at: datetime, by: Actor) -> Template:
    """Make a new version of a kind's template; papers made before keep theirs.

    `note` says what was changed. Whoever calls has drawn a paper with it first.
    """
    if not by.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Templat diatur oleh Administrator Aplikasi."))
    blank = {"source": source, "note": note}
    faults = {name: required() for name, value in blank.items() if not value.strip()}
    if faults:
        raise Invalid(faults)
    return _add(kind, source, newest_template(kind), note.strip()[:300], at=at, by=by)


def _add(
    kind: str, source: str, newest: Template | None, note: str, *, at: datetime, by: Actor
) -> Template:
    return Template.objects.create(
        kind=kind,
        version=newest.version + 1 if newest else 1,
        source=source,
        digest=_digest(source),
        note=note,
        made_at=at,
        made_by=by.signature(),
    )


def _digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()
