"""Hides a person's data in a case by an approved act; the chain of its ledger stays whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from sigap.audit.actions.alterations import Left, alter_entries
from sigap.audit.models import Entry
from sigap.documents.actions.destroying import hide_in_papers
from sigap.domain.actor import Actor
from sigap.domain.alterations import REDACTED, STREAM
from sigap.domain.case import Event, Kind, replay
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, Refused, words
from sigap.domain.redaction import hide, holds, terms_of
from sigap.incidents.actions.retention import APPROVERS, PROPOSERS, require_text
from sigap.incidents.models import Incident, Redaction, RemovedFile, SigningAttempt
from sigap.incidents.models.retention import DONE, PROPOSED, REJECTED
from sigap.incidents.queries.cases import locked
from sigap.incidents.queries.sealing import documents_of
from sigap.incidents.search import drop_incident, index_incident
from sigap.notifications.actions.forgetting import forget_news_of
from sigap.people.actions.record import write_down

FOOTER: Final = words(
    "Salinan: data pribadi di dalamnya disamarkan menurut keputusan; aslinya tidak disimpan lagi."
)
# What was written in words on a case and on what hangs on it.
_CASE: Final = (
    *("summary", "description", "reporter_name", "reporter_phone", "reporter_email"),
    *("letter_number", "letter_agenda", "external_ref", "backdate_reason"),
)
_BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "visits": ("output", "note", "declaration", "received_by", "left_by"),
    "holds": ("evidence", "held_by"),
    "affected": ("informant", "answered_by"),
    "deviations": ("reason", "authority", "recorded_by", "ratified_by", "ratification_note"),
    "duties": ("reference", "fulfilled_by"),
    "letters": ("number", "agenda", "party", "about", "url", "recorded_by"),
    "attachments": ("name", "uploaded_by"),
}


@transaction.atomic
def propose_redaction(
    number: str, *, terms: str, reason: str, at: datetime, by: Actor
) -> Redaction:
    """Ask that these texts (one a line) be hidden in a case; another person decides.

    Raises Invalid where a text stands nowhere, or where hiding it would change what happened.
    """
    if not by.holds(*PROPOSERS):
        raise NotAllowed(
            "may-not-propose", words("Penyamaran diusulkan Kepala, operator, atau admin.")
        )
    wanted = terms_of(terms)
    require_text(reason=reason)
    incident = locked(number, by=by)
    entries = _entries(incident)
    written = [[entry.actor, entry.data] for entry in entries]
    written += [getattr(incident, name) for name in _CASE]
    lost = [term for term in wanted if not any(holds(each, term) for each in written)]
    if lost:
        template = words("Tidak ditemukan dalam perkara ini: %(terms)s.")
        raise Invalid({"terms": Fault("not-found", template, {"terms": "; ".join(lost)})})
    _require_harmless(entries, wanted)
    row = Redaction.objects.create(
        number=incident.number,
        terms="\n".join(wanted),
        reason=reason.strip(),
        proposed_at=at,
        proposed_by=by.signature(),
    )
    told = {"request": row.pk, "number": row.number, "reason": row.reason}
    write_down(STREAM, [("samar-diusulkan", told)], at=at, by=by)
    return row


def _entries(incident: Incident) -> list[Entry]:
    rows = Entry.objects.filter(stream=incident.ledger_id)
    return list(rows.select_related("stream").order_by("seq"))


def _require_harmless(entries: Sequence[Entry], terms: Sequence[str]) -> None:
    """What happened must read the same afterwards: the state of the case is a fold of it."""
    told = [Event(Kind(entry.kind), entry.data) for entry in entries]
    hidden = [Event(event.kind, hide(event.data, terms)) for event in told]
    try:
        same = replay(told) == replay(hidden)
    except (KeyError, TypeError, ValueError):
        same = False
    if not same:
        template = words("Salah satu baris juga nama langkah, jabatan, atau Perangkat Daerah.")
        raise Invalid({"terms": Fault("holds-together", template)})


@transaction.atomic
def decide_redaction(
    pk: int, *, approve: bool, decree: str, note: str, at: datetime, by: Actor
) -> Redaction:
    """Approve and carry out at once, or reject; whoever asked may not. The texts are forgotten.

    Raises Refused when it was decided before.
    """
    if not by.holds_fully(*APPROVERS):
        raise NotAllowed(
            "may-not-approve", words("Penyamaran disetujui Kepala Dinas atau Kepala Bidang.")
        )
    row = Redaction.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound("redaction-not-found", words("Usulan penyamaran itu tidak ada."))
    if row.state != PROPOSED:
        raise Refused("redaction-decided", words("Usulan ini sudah diputuskan."))
    if row.proposed_by["key"] == by.key:
        own = words("Usulan tidak dapat disetujui oleh yang membuatnya.")
        raise NotAllowed("own-redaction", own)
    require_text(**({"decree": decree} if approve else {"note": note}))
    row.decided_at, row.decided_by = at, by.signature()
    row.decree, row.decision_note = decree.strip() if approve else "", note.strip()[:300]
    row.state = DONE if approve else REJECTED
    if approve:
        _carry_out(row, at=at, by=by)
    else:
        row.cleared_at = at
        told = {"request": row.pk, "note": row.decision_note}
        write_down(STREAM, [("samar-ditolak", told)], at=at, by=by)
    row.terms = ""
    row.save()
    return row


def _carry_out(row: Redaction, *, at: datetime, by: Actor) -> None:
    incident = locked(row.number, by=by)
    terms, entries = row.terms.split("\n"), _entries(incident)
    _require_harmless(entries, terms)
    left = [
        Left(entry, hide(entry.actor, terms), hide(entry.data, terms))
        for entry in entries
        if hide([entry.actor, entry.data], terms) != [entry.actor, entry.data]
    ]
    kept = documents_of(row.number)
    hide_in_papers(row.number, partial(hide, terms=terms), FOOTER)
    still = documents_of(row.number)
    row.papers = {name: digest for name, digest in kept.items() if name not in still}
    row.entries = len(left)
    told = {
        "request": row.pk,
        "number": row.number,
        "reason": row.reason,
        "decree": row.decree,
        "proposed_by": row.proposed_by,
        "approved_by": row.decided_by,
        "documents": row.papers,
    }
    alter_entries(left, REDACTED, told, at=at, by=by.signature())
    _hide_in_rows(incident, terms)
    forget_news_of(row.number)


def _hide_in_rows(incident: Incident, terms: Sequence[str]) -> None:
    for name in _CASE:
        setattr(incident, name, hide(getattr(incident, name), terms))
    Incident.objects.filter(pk=incident.pk).update(**_values(incident, _CASE))
    for relation, names in _BESIDE.items():
        _hide_in(getattr(incident, relation).all(), names, terms)
    lists = RemovedFile.objects.filter(removal__number=incident.number)
    _hide_in(lists, ("name", "copy_name"), terms)
    _hide_in(SigningAttempt.objects.filter(number=incident.number), ("title", "told"), terms)
    drop_incident(incident)
    index_incident(incident)


def _hide_in(rows: QuerySet[Any], names: Sequence[str], terms: Sequence[str]) -> None:
    for each in rows:
        told = {name: hide(value, terms) for name, value in _values(each, names).items()}
        rows.filter(pk=each.pk).update(**told)


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
