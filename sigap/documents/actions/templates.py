"""Writes on templates: those that ship, and the office's own versions of them."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from sigap.documents.actions.numbers import STREAM
from sigap.documents.models import OWN, SHARED_KIND, SHIPPED, Template
from sigap.documents.queries import newest_template, newest_templates, template_version
from sigap.documents.renderers.typst import built_in, draw, shipped_kinds
from sigap.documents.samples import SAMPLE_AT, sample_facts, sample_pictures
from sigap.domain.actor import SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, Stale, required, words
from sigap.people.actions.record import write_down

SHIPPED_NOTE = words("Bawaan Sigap.")
LONGEST_SOURCE = 200_000
LONGEST_NOTE = 300
# Drawn from what an SOP or a whole case says, with facts of their own.
_APART = ("berkas", "sop")


def load_templates(*, at: datetime, by: Actor) -> int:
    """Add what ships and is not there yet; answers how many versions were added.

    A shipped template that has changed becomes a new version, unless the newest is the office's
    own: that one stays, and the page of the templates says that ours has changed.
    """
    added = 0
    for kind in shipped_kinds():
        source, newest = built_in(kind) or "", newest_template(kind)
        own = newest is not None and newest.origin == OWN
        if own or (newest is not None and newest.digest == _digest(source)):
            continue
        _add(kind, source, SHIPPED_NOTE, SHIPPED, newest, at=at, by=by)
        added += 1
    return added


def change_template(
    kind: str, *, source: str, note: str, after: int, at: datetime, by: Actor
) -> Template:
    """Make the next version of a kind's template; papers made before keep theirs.

    `note` says what was changed, `after` is the version that was edited: Stale when there is a
    later one by now. The version is drawn with a sample before it counts; NotDrawn is raised when
    that fails, Invalid for what is blank or too long.
    """
    _require_admin(by)
    _require_known(kind)
    source = source.replace("\r\n", "\n")
    blank = {"source": source, "note": note}
    faults = {name: required() for name, value in blank.items() if not value.strip()}
    for name, most in (("source", LONGEST_SOURCE), ("note", LONGEST_NOTE)):
        if len(blank[name]) > most:
            faults[name] = Fault(
                "too-long", words("Paling banyak %(most)s huruf."), {"most": str(most)}
            )
    if faults:
        raise Invalid(faults)
    _try_out(kind, source)
    return _keep(kind, source, note.strip(), OWN, after=after, at=at, by=by)


def restore_template(
    kind: str, *, version: int, note: str, after: int, at: datetime, by: Actor
) -> Template:
    """Make the source of an earlier version the newest again; 0 stands for what ships now.

    Going back to what ships also lets later versions of the product take its place again.
    """
    _require_admin(by)
    _require_known(kind)
    if version == 0:
        return _keep(kind, built_in(kind) or "", SHIPPED_NOTE, SHIPPED, after=after, at=at, by=by)
    old = template_version(kind, version)
    if old is None:
        raise NotFound("template-missing", words("Templat %(kind)s tidak ada."), kind=kind)
    _try_out(kind, old.source)
    said = note.strip()[:LONGEST_NOTE]
    return _keep(kind, old.source, said, OWN, after=after, at=at, by=by)


def _require_admin(by: Actor) -> None:
    if not by.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Templat diatur oleh Administrator Aplikasi."))


def _require_known(kind: str) -> None:
    if kind in _APART or kind not in shipped_kinds():
        raise NotFound("template-missing", words("Templat %(kind)s tidak ada."), kind=kind)


def _try_out(kind: str, source: str) -> None:
    """Draw a sample of every kind that this source bears on: one that fails all papers would."""
    newest = {row.kind: row.source for row in newest_templates() if row.kind not in _APART}
    shared = source if kind == SHARED_KIND else newest.pop(SHARED_KIND, None)
    tried = newest if kind == SHARED_KIND else {kind: source}
    tried.pop(SHARED_KIND, None)
    for each, text in tried.items():
        draw(text, sample_facts(each), pictures=sample_pictures(), at=SAMPLE_AT, shared=shared)


def _keep(
    kind: str, source: str, note: str, origin: str, *, after: int, at: datetime, by: Actor
) -> Template:
    newest = newest_template(kind)
    if newest is not None and newest.version != after:
        raise _overtaken(newest.version)
    if newest is not None and (newest.digest, newest.origin) == (_digest(source), origin):
        raise Invalid({"source": Fault("unchanged", words("Isinya sama dengan versi terbaru."))})
    try:
        with transaction.atomic():
            row = _add(kind, source, note, origin, newest, at=at, by=by)
            told = {"kind": kind, "version": row.version, "sha256": row.digest, "note": note}
            write_down(STREAM, [("templat-diatur", {**told, "origin": origin})], at=at, by=by)
    except IntegrityError:
        raise _overtaken(after + 1) from None
    return row


def _overtaken(version: int) -> Stale:
    return Stale(
        "template-overtaken",
        words("Versi %(version)s baru saja dibuat orang lain; bandingkan dulu dengan isian Anda."),
        version=version,
    )


def _add(
    kind: str,
    source: str,
    note: str,
    origin: str,
    newest: Template | None,
    *,
    at: datetime,
    by: Actor,
) -> Template:
    return Template.objects.create(
        kind=kind,
        version=newest.version + 1 if newest else 1,
        source=source,
        digest=_digest(source),
        note=note,
        origin=origin,
        made_at=at,
        made_by=by.signature(),
    )


def _digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()
