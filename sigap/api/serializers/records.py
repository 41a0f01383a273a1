"""The ledger, the outputs and the files of a case, each with what its reader may see."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from sigap.api import shapes
from sigap.api.serializers.values import local
from sigap.audit.models import Entry
from sigap.documents.models import Paper
from sigap.domain.actor import Actor
from sigap.domain.case import Kind
from sigap.domain.procedure import Output, Procedure
from sigap.incidents.models import Attachment, Incident, StepVisit
from sigap.incidents.papers.berkas_data import paper_data
from sigap.incidents.queries.cases import may_see_inside, procedure_of

# What of an entry a contact may read; kinds that are not named here are the office's own
# business (deviations, relatives, other agencies), and so is every key that is not named.
_SHOWN_TO_CONTACTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.REPORTED: ("number", "site", "category", "summary", "reported_at", "step", "agency"),
    Kind.RECEIVED: ("step",),
    Kind.RELEASED: ("step", "to", "round"),
    Kind.RETURNED: ("step", "to", "round"),
    Kind.TRANSFERRED: ("step",),
    Kind.DECLINED: ("step", "to"),
    Kind.HELD: ("step", "reason", "until"),
    Kind.RESUMED: ("step", "cause"),
    Kind.ANSWERED: ("agency", "result", "channel"),
    Kind.REOPENED: ("agency", "to"),
    Kind.CANCELLED: ("reason", "explanation"),
    Kind.FOLLOWED: (),
    Kind.UNFOLLOWED: ("to",),
    Kind.CALLED_TO_CONFIRM: ("to",),
    Kind.ATTACHED: ("step", "key", "name", "size"),
    Kind.NOTED: ("step", "text"),
}


def timeline(
    incident: Incident, entries: Iterable[Entry], shared: frozenset[str], *, by: Actor
) -> shapes.Timeline:
    """The ledger, oldest first; `shared` are the keys of the files a contact may see.

    A contact gets no seals: with parts left out they prove nothing.
    """
    shown = [
        _entry(entry) if may_see_inside(by) else _entry_for_contact(entry)
        for entry in entries
        if may_see_inside(by) or _is_for_contact(entry, shared, by)
    ]
    stream = incident.ledger
    return shapes.Timeline(items=shown, stream=stream.key, length=stream.length, head=stream.head)


def _entry(entry: Entry) -> shapes.LedgerEntry:
    return shapes.LedgerEntry(
        seq=entry.seq,
        at=local(entry.at),
        kind=entry.kind,
        actor=shapes.Person(**entry.actor),
        data=entry.data,
        prev=entry.prev,
        seal=entry.seal,
        salt=entry.salt,
    )


def _is_for_contact(entry: Entry, shared: frozenset[str], by: Actor) -> bool:
    match Kind(entry.kind):
        case Kind.NOTED:
            return not entry.data["internal"]
        case Kind.ATTACHED:
            return entry.data["key"] in shared
        case Kind.ANSWERED | Kind.REOPENED:
            return bool(entry.data["agency"] == by.agency)
        case kind:
            return kind in _SHOWN_TO_CONTACTS


def _entry_for_contact(entry: Entry) -> shapes.LedgerEntry:
    shown = _SHOWN_TO_CONTACTS[Kind(entry.kind)]
    capacity = entry.actor["capacity"]
    return shapes.LedgerEntry(
        seq=entry.seq,
        at=local(entry.at),
        kind=entry.kind,
        actor=shapes.Person(key="", name=capacity, capacity=capacity),
        data={key: entry.data[key] for key in shown if key in entry.data},
        prev=None,
        seal=None,
        salt=None,
    )


def attachment(incident: Incident, row: Attachment, *, by: Actor) -> shapes.AttachmentShape:
    """One file of the case."""
    address = f"/api/v1/incidents/{incident.number}/attachments/{row.key}"
    person = row.uploaded_by["name" if may_see_inside(by) else "capacity"]
    return shapes.AttachmentShape(
        key=row.key,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        step=row.step or None,
        internal=row.internal,
        fate=row.fate or None,
        uploaded_at=local(row.uploaded_at),
        uploaded_by=person,
        url=f"{settings.SIGAP_BASE_URL}{address}",
    )


def documents(
    incident: Incident, visits: Iterable[StepVisit], papers: Iterable[Paper], *, by: Actor
) -> shapes.Documents:
    """Every output produced so far, the intake's report first. A contact sees only that one.

    `papers` are those that the caller may open.
    """
    procedure, inside = procedure_of(incident), may_see_inside(by)
    found, told = [_intake(incident, procedure)], {row: paper_data(row) for row in papers}
    for visit in visits if inside else ():
        if visit.output is not None and visit.left_at is not None:
            files = [data["url"] for row, data in told.items() if _is_of(row, visit)]
            found += [
                _document(visit, output, procedure, visit.output, files)
                for output in _outputs(procedure, visit)
            ]
    address = f"{settings.SIGAP_BASE_URL}/api/v1/incidents/{incident.number}/documents/berkas.pdf"
    return shapes.Documents(
        items=found,
        papers=[shapes.PaperShape(**data) for data in told.values()],
        berkas_url=address if inside else None,
    )


def _is_of(row: Paper, visit: StepVisit) -> bool:
    """Whether the paper was made of this visit: its name begins with case and ordinal."""
    return row.dedupe_key.startswith(f"{row.number}/{visit.ordinal}/")


def _outputs(procedure: Procedure, visit: StepVisit) -> list[Output]:
    """The step's own output, and what its exit yields besides (SOP row 3: "teratasi")."""
    way = procedure.exit(visit.step, visit.verb)
    others = [procedure.output(key) for key in way.produces] if way else []
    return [procedure.step(visit.step).output, *(each for each in others if each is not None)]


def _intake(incident: Incident, procedure: Procedure) -> shapes.Document:
    return shapes.Document(
        key=procedure.intake.key,
        title=procedure.intake.title,
        step=None,
        step_no=0,
        round=1,
        at=local(incident.recorded_at),
        by=None,
        fields=[],
        files=[],
    )


def _document(
    visit: StepVisit,
    output: Output,
    procedure: Procedure,
    values: Mapping[str, Any],
    files: list[str],
) -> shapes.Document:
    step = procedure.step(visit.step)
    assert visit.left_at is not None
    return shapes.Document(
        key=output.key,
        title=output.title,
        step=step.key,
        step_no=step.no,
        round=visit.round,
        at=local(visit.left_at),
        by=shapes.Person(**visit.left_by) if visit.left_by else None,
        fields=[
            shapes.DocumentField(
                key=field.key, label=field.label, type=field.type.value, value=values[field.key]
            )
            # An exit that yields a second output gives it the answers of the step's own form.
            for field in step.output.fields
            if field.key in values
        ],
        files=files,
    )
