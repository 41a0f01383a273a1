"""The receipt of a report as a paper: made when somebody first asks for it, the same ever after."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sigap.documents.actions.papers import issue_paper
from sigap.documents.models import Paper
from sigap.domain.actor import SYSTEM, Actor
from sigap.domain.errors import NotAllowed, words
from sigap.incidents.actions.telling import tracking_url
from sigap.incidents.models import Incident
from sigap.incidents.papers.receipt import FOOTER, TITLE, receipt_facts
from sigap.incidents.queries.cases import case_row, may_see_inside, procedure_of
from sigap.incidents.queries.dossier import RECEIPT


def receipt_case(number: str, *, by: Actor) -> Incident:
    """The case whose receipt this actor may have: the office's, and the agency's that reported.

    Another affected agency does not get it: who holds the tracking code may answer for the agency
    that reported. Raises NotFound, NotAllowed.
    """
    incident = case_row(number, by=by)
    if not may_see_inside(by) and incident.agency.key != by.agency:
        raise NotAllowed("not-your-report", words("Tanda terima ini milik pelapor lain."))
    return incident


def receipt_paper(incident: Incident, *, at: datetime) -> Paper:
    """The receipt of this report, without a letter number: the agenda number is the case's own.

    It bears the day on which the report was recorded. Asked for again, or by two at once, it is
    the same paper.
    """
    # The agency at the end: whose contacts may open it (dossier.papers_shown).
    key = f"{incident.number}/0/{RECEIPT}/{incident.agency.key}"
    rows = Paper.objects.filter(dedupe_key=key).select_related("entry", "template", "shared")
    found = rows.first()
    if found is not None:
        return found
    facts = receipt_facts(incident, procedure_of(incident), tracking_url(incident))
    try:
        with transaction.atomic():
            issue_paper(
                RECEIPT,
                title=TITLE,
                number=incident.number,
                step="",
                facts=facts,
                dedupe_key=key,
                footer=FOOTER,
                on=incident.recorded_at,
                at=at,
                by=SYSTEM,
            )
    except IntegrityError:
        # Somebody else asked for it in the same moment.
        return rows.get()
    return rows.get()
