"""Looks at the network that a case wants: by itself after its report and repairs, or on request.

No act on a case writes anything for it: the job finds what is new. What waits is a row, so that a
worker that dies loses nothing.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from sigap.domain.actor import AUDITOR, OFFICE, SYSTEM, Actor
from sigap.domain.case import Status
from sigap.domain.diagnosis import from_json
from sigap.domain.errors import NotAllowed, Refusal, Refused, words
from sigap.domain.proposals import judged
from sigap.incidents.models import CaseDiagnosis, Incident, ProposalChoice, StepVisit
from sigap.incidents.models.diagnosis import ASKED, REPORTED, STEP_LEFT
from sigap.incidents.queries.cases import locked, procedure_of
from sigap.incidents.queries.diagnosing import (
    last_asked,
    proposal_before,
    unjudged,
    unseen_reports,
    unseen_steps,
)
from sigap.incidents.queries.plans import plan_for

ASKERS: Final = OFFICE - {AUDITOR}
EACH_CASE_EVERY: Final = timedelta(seconds=10)
CHOSEN_WITHIN: Final = timedelta(days=1)
MOST_NOTED: Final = 100
MOST_JUDGED: Final = 200


class AskedTooSoon(Refusal):
    """Asked again before it could mean anything."""

    status = 429


@transaction.atomic
def ask_diagnosis(number: str, *, at: datetime, by: Actor) -> CaseDiagnosis:
    """Ask for a look at the network of this case now; a worker begins it within seconds.

    Not in the ledger of the case: whoever is filling in a form would find it overtaken. Raises
    NotAllowed for whoever does not work in the office, Refused for a case that has ended, names no
    site or is being looked at, AskedTooSoon within ten seconds of the last request.
    """
    incident = locked(number, by=by)
    if not by.holds(*ASKERS):
        raise NotAllowed("office-only", words("Pemeriksaan jaringan hanya diminta petugas kantor."))
    _require_lookable(incident)
    last = last_asked(incident)
    if last is not None and last.asked_at > at - EACH_CASE_EVERY:
        raise AskedTooSoon(
            "diagnosis-too-soon",
            words("Baru saja diminta. Tunggu %(seconds)s detik sebelum meminta lagi."),
            seconds=EACH_CASE_EVERY.seconds,
        )
    return CaseDiagnosis.objects.create(
        incident=incident,
        occasion=ASKED,
        ordinal=last.ordinal + 1 if last else 1,
        step=incident.step,
        asked_at=at,
        asked_by=by.signature(),
        due=at,
    )


def _require_lookable(incident: Incident) -> None:
    if not Status(incident.status).open:
        raise Refused("case-ended", words("Perkara ini sudah berakhir."))
    if incident.site_id is None:
        template = words("Perkara ini tidak menyebut lokasi; tidak ada jalur yang dapat diperiksa.")
        raise Refused("no-site", template)
    if incident.diagnoses.filter(done_at=None).exists():
        template = words("Jaringan perkara ini sedang diperiksa; tunggu hasilnya.")
        raise Refused("diagnosis-running", template)


def note_wanted(*, at: datetime) -> int:
    """Write down which looks are wanted by themselves: of new reports, and after ended repairs.

    Each once, whatever number of workers do this at once; answers how many were looked for.
    """
    signed = SYSTEM.signature()
    wanted = [
        CaseDiagnosis(
            incident=row, occasion=REPORTED, step=row.step, asked_at=at, asked_by=signed, due=at
        )
        for row in unseen_reports(at).only("pk", "step")[:MOST_NOTED]
    ]
    wanted += [
        CaseDiagnosis(
            incident_id=row.incident_id,
            occasion=STEP_LEFT,
            ordinal=row.ordinal,
            step=row.step,
            asked_at=at,
            asked_by=signed,
            due=at,
        )
        for row in unseen_steps(at)[:MOST_NOTED]
    ]
    if wanted:
        CaseDiagnosis.objects.bulk_create(wanted, ignore_conflicts=True)
    return len(wanted)


def keep_choices(*, at: datetime, within: timedelta = CHOSEN_WITHIN) -> int:
    """Write down what ended steps chose beside what had been proposed; answers how many.

    A job of the worker: taking a step costs nothing for it.
    """
    rows = [_choice(visit) for visit in unjudged(at - within)[:MOST_JUDGED]]
    made = [row for row in rows if row is not None]
    if made:
        ProposalChoice.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _choice(visit: StepVisit) -> ProposalChoice | None:
    plan, proposed = plan_for(procedure_of(visit.incident)), proposal_before(visit)
    if plan is None or proposed is None or proposed.result is None or visit.left_at is None:
        return None
    found = from_json(proposed.result)
    said = judged(plan, visit.step, proposed=found, verb=visit.verb, output=visit.output or {})
    if said is None:
        return None
    return ProposalChoice(
        incident=visit.incident,
        visit=visit,
        diagnosis=proposed,
        step=visit.step,
        way=found.proposal.way.value,
        fault=found.proposal.fault.value,
        confidence=found.ours[0].confidence.value if found.ours else "",
        proposed_verb=said.proposed_verb,
        proposed_category=said.proposed_category,
        verb=visit.verb,
        category=said.category,
        way_agreed=said.way_agreed,
        category_agreed=said.category_agreed,
        at=visit.left_at,
        by=visit.left_by or {},
    )
