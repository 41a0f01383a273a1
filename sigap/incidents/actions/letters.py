"""Writing letters down on a case, by the reference under which others keep them."""

from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.machine.letters import Letter, add_letter
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.record import write
from sigap.incidents.models import Attachment, CaseLetter
from sigap.incidents.queries.cases import locked, procedure_of, snapshot


@transaction.atomic
def record_letter(
    number: str,
    letter: Letter,
    *,
    file: tuple[str, BinaryIO] | None = None,
    at: datetime,
    by: Actor,
) -> CaseLetter:
    """Add a letter to a case, with a scan of it (name and content) where there is one.

    The scan goes through the checks of every file and is there only where the case still takes
    files. Raises Invalid with every faulty field, NotAllowed, NotFound.
    """
    incident = locked(number, by=by)
    procedure = procedure_of(incident)
    # Looked at before the file is kept: a faulty letter leaves nothing behind.
    add_letter(procedure, snapshot(incident), by, letter=letter)
    if file is not None:
        scan = attach_file(number, name=file[0], stream=file[1], at=at, by=by)
        letter, incident = replace(letter, attachment=scan.key), scan.incident
    event = add_letter(procedure, snapshot(incident), by, letter=letter)
    data = dict(event.data)
    row = CaseLetter.objects.create(
        **(data | {"on": letter.on, "attachment": _attachment(incident.pk, letter.attachment)}),
        incident=incident,
        recorded_at=at,
        recorded_by=by.signature(incident.role),
    )
    write(incident, snapshot(incident), [event], at=at, by=by)
    return row


def _attachment(incident: int, key: str) -> Attachment | None:
    if not key:
        return None
    found = Attachment.objects.filter(incident=incident, key=key).first()
    if found is None:
        template = words("Berkas itu tidak ada pada perkara ini.")
        raise Invalid({"attachment": Fault("unknown-attachment", template)})
    return found
