"""What the public may see of a case with its tracking code: progress in the SOP's words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.case import Answer, Status
from sigap.domain.errors import NotFound, words
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.queries.cases import procedure_of


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step as the reporter sees it: state is selesai, berjalan, menunggu or dilewati."""

    no: int
    title: str
    performer: str
    state: str
    entered_at: datetime | None
    left_at: datetime | None
    due_at: datetime | None
    rounds: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One report on its way; nothing internal, no names of officials, no diagnosis.

    `summary` is "" when the case is restricted: then only the steps are shown (SOP ruling 13).
    """

    number: str
    summary: str
    agency: str
    status: str
    reported_at: datetime
    finished_at: datetime | None
    awaits_answer: bool
    steps: tuple[StepProgress, ...]


def tracked(code: str) -> Incident:
    """The case of a tracking code, however it was typed; NotFound when there is none."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    grouped = "-".join(plain[i : i + 3] for i in range(0, len(plain), 3))
    row = (
        Incident.objects.select_related(
            "procedure", "agency", "site", "category", "parent", "ledger"
        )
        .defer("procedure__source")
        .filter(tracking_code=grouped)
        .first()
    )
    if row is None:
        raise NotFound(
            "tracking-code-unknown",
            words("Kode lacak tidak dikenal. Periksa lagi kode pada tanda terima Anda."),
        )
    return row


def reporter_of(incident: Incident) -> Actor:
    """The reporter without an account, proved by the tracking code or by the own address: speaks
    for the agency that reported, and for no other.
    """
    return Actor(
        key="pelapor",
        name=incident.reporter_name,
        offices={CONTACT: "Pelapor"},
        agency=incident.agency.key,
    )


def awaiting_answer_of(agency: str) -> list[str]:
    """The numbers of the cases at their confirmation that this agency has not yet answered."""
    asked = Incident.objects.filter(
        finished_at=None,
        restricted=False,
        status=Status.RUNNING.value,
        step=F("procedure__confirmation_step"),
        affected__agency__key=agency,
        affected__result__in=("", Answer.STILL_DOWN.value),
    )
    return list(asked.order_by("number").values_list("number", flat=True))


def progress(incident: Incident) -> Progress:
    """The way of a report through the steps of its SOP. One query besides the case."""
    procedure = procedure_of(incident)
    visits: dict[str, list[StepVisit]] = {}
    for visit in incident.visits.order_by("ordinal", "id"):
        visits.setdefault(visit.step, []).append(visit)
    steps = tuple(
        _step(
            incident,
            step.no,
            step.short,
            procedure.lane(step.role).title,
            step.key,
            visits.get(step.key, []),
        )
        for step in procedure.steps
    )
    waiting = incident.status == Status.RUNNING and incident.step == procedure.confirmation_step
    return Progress(
        number=incident.number,
        summary="" if incident.restricted else incident.summary,
        agency=incident.agency.name,
        status=incident.status,
        reported_at=incident.reported_at,
        finished_at=incident.finished_at,
        awaits_answer=waiting,
        steps=steps,
    )


def _step(
    incident: Incident, no: int, title: str, performer: str, key: str, visits: list[StepVisit]
) -> StepProgress:
    rounds = [visit for visit in visits if visit.entered_at is not None]
    last = visits[-1] if visits else None
    open_here = Status(incident.status).open and incident.step == key
    if last is None:
        state = "menunggu"
    elif open_here:
        state = "berjalan"
    elif last.entered_at is None:
        state = "dilewati"
    elif last.verb and last.outcome == "selesai":
        state = "selesai"
    else:
        state = "menunggu" if Status(incident.status).open else "selesai"
    return StepProgress(
        no=no,
        title=title,
        performer=performer,
        state=state,
        entered_at=rounds[-1].entered_at if rounds else None,
        left_at=rounds[-1].left_at if rounds else None,
        due_at=incident.due_at if open_here else None,
        rounds=len(rounds),
    )
