"""Bringing an SOP version into force: it is checked, hashed, kept, and never edited."""

import hashlib
from datetime import datetime

from django.db import transaction

from sigap.audit.actions import append, take_stream
from sigap.domain.actor import KABID, SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import NotAllowed, Refused, words
from sigap.domain.procedure import Procedure, parse
from sigap.incidents.models import PublishedProcedure
from sigap.incidents.queries.procedures import forget_pinned, newest_in_force


def import_procedure(text: str, *, at: datetime, by: Actor) -> PublishedProcedure:
    """Publish the SOP version that this TOML text tells; running cases stay on theirs.

    The same text twice answers the version that is there. Another text under a published key
    and version is refused: a published version is immutable. Raises ProcedureFaults with every
    faulty line.
    """
    if by != SYSTEM and not by.holds(SYSTEM_ADMIN, KABID):
        raise NotAllowed("may-not-publish", words("Jabatan Anda tidak menerbitkan SOP."))
    procedure = parse(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        stream = take_stream("sop")
        row = _published_before(procedure, digest)
        if row is not None:
            return row
        row = PublishedProcedure.objects.create(
            key=procedure.key,
            version=procedure.version,
            title=procedure.title,
            status=procedure.status,
            confirmation_step=procedure.confirmation_step or "",
            source=text,
            digest=digest,
            imported_at=at,
            imported_by=by.signature(),
        )
        forget_pinned()
        newest_in_force.forget()
        published = {"key": row.key, "version": row.version, "sha256": digest}
        append(stream, [("sop-published", published)], at=at, by=by.signature())
    return row


def _published_before(procedure: Procedure, digest: str) -> PublishedProcedure | None:
    row = PublishedProcedure.objects.filter(key=procedure.key, version=procedure.version).first()
    if row is not None and row.digest != digest:
        raise Refused(
            "version-published",
            words(
                "SOP %(key)s versi %(version)s sudah terbit dan tidak dapat diubah. "
                "Naikkan nomor versinya."
            ),
            key=row.key,
            version=row.version,
        )
    return row
