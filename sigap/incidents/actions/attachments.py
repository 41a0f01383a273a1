"""Putting a file on a case: judged first, stored by its content, recorded by its hash."""

import secrets
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import CONTACT, Actor
from sigap.incidents.actions.record import write
from sigap.incidents.files import check_file, keep
from sigap.incidents.models import Attachment
from sigap.incidents.queries.cases import locked, procedure_of, snapshot


def attach_file(number: str, *, name: str, stream: BinaryIO, at: datetime, by: Actor) -> Attachment:
    """Check, keep and record one file; Invalid before anything is stored when it is not fit.

    What an agency's contact uploads the agency may see again; what the office uploads is
    internal (rules.md §7).
    """
    file = check_file(name, stream)
    with transaction.atomic():
        incident = locked(number, by=by)
        case = snapshot(incident)
        key = secrets.token_hex(8)
        told = {"key": key, "name": file.name, "sha256": file.sha256, "size": file.size}
        event = machine.attach(procedure_of(incident), case, by, file=told)
        # Kept before the row that names it: a rollback leaves an orphan file, never a lost one.
        keep(file)
        row = Attachment.objects.create(
            incident=incident,
            key=key,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            step=case.step,
            internal=not by.holds(CONTACT),
            uploaded_at=at,
            uploaded_by=by.signature(incident.role),
        )
        write(incident, case, [event], at=at, by=by)
    return row
