"""The diagnoses of cases: what waits to be looked at, what a case was told, what papers carry."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from sigap.domain.diagnosis import State
from sigap.domain.procedure import Procedure
from sigap.incidents.models import CaseDiagnosis, Incident, ProposalChoice, StepVisit
from sigap.incidents.models.diagnosis import ASKED, REPORTED, STEP_LEFT
from sigap.incidents.queries.plans import carries_evidence, plan_for
from sigap.incidents.queries.procedures import parsed, published, read_all
from sigap.kit.prepared import Fixed, prepared

LOOKED_BACK: Final = timedelta(hours=1)
"""What is older has waited for a worker too long to be looked at by itself."""
PAPER_WAITS: Final = timedelta(seconds=45)
"""How long a paper waits for the look after its step; a look takes 25 seconds at the most."""
SHOWN: Final = 12
_AWRY: Final = (State.DOWN.value, State.IMPAIRED.value)


def unseen_reports(at: datetime) -> QuerySet[Incident]:
    """Open cases of the last hour that name a site and were not looked at yet, oldest first."""
    looked = CaseDiagnosis.objects.filter(incident=OuterRef("pk"), occasion=REPORTED)
    rows = Incident.objects.filter(
        recorded_at__gt=at - LOOKED_BACK, site__isnull=False, finished_at=None
    )
    return rows.exclude(Exists(looked)).order_by("recorded_at")


def unseen_steps(at: datetime) -> QuerySet[StepVisit]:
    """Visits of the last hour after which the plan looks again and nobody did, oldest first."""
    looked = CaseDiagnosis.objects.filter(
        incident=OuterRef("incident"), occasion=STEP_LEFT, ordinal=OuterRef("ordinal")
    )
    rows = StepVisit.objects.filter(
        _of_plans("after"),
        left_at__gt=at - LOOKED_BACK,
        output__isnull=False,
        incident__site__isnull=False,
    )
    return rows.exclude(Exists(looked)).order_by("left_at")


def unjudged(since: datetime) -> QuerySet[StepVisit]:
    """Visits left since then by a way out that stands beside no proposal although there was one."""
    proposed = CaseDiagnosis.objects.filter(
        incident=OuterRef("incident"), failure="", done_at__lte=OuterRef("left_at")
    )
    kept = ProposalChoice.objects.filter(visit=OuterRef("pk"))
    rows = StepVisit.objects.filter(_of_plans("steps"), left_at__gt=since)
    rows = rows.filter(Exists(proposed)).exclude(Exists(kept)).exclude(verb="")
    return rows.select_related("incident").order_by("left_at")


def _of_plans(which: str) -> Q:
    """Visits of the steps that the plans of the SOPs in use name; of none where none does."""
    rows = list(published().defer("source"))
    read_all(rows)
    wanted = Q(pk__in=())
    for row in rows:
        plan = plan_for(parsed(row))
        if plan is not None and (steps := list(getattr(plan, which))):
            wanted |= Q(incident__procedure=row, step__in=steps)
    return wanted


def waiting(at: datetime) -> QuerySet[CaseDiagnosis]:
    """Looks whose moment has come, in the order in which they are due."""
    rows = CaseDiagnosis.objects.filter(done_at__isnull=True, due__lte=at)
    return rows.select_related("incident__site", "incident__device").order_by("due", "id")


def diagnoses_of(incident: int) -> list[CaseDiagnosis]:
    """The newest looks of a case, newest first. One query."""
    return _of_case(incident, SHOWN)


@prepared
def _of_case(incident: int, most: Fixed[int]) -> QuerySet[CaseDiagnosis]:
    return CaseDiagnosis.objects.filter(incident=incident).order_by("-id")[:most]


def every_look(incident: Incident) -> list[CaseDiagnosis]:
    """Every look of a case that told something, oldest first. One query."""
    rows = CaseDiagnosis.objects.filter(incident=incident, done_at__isnull=False, failure="")
    return list(rows.order_by("done_at", "id"))


def compared_with(row: CaseDiagnosis) -> CaseDiagnosis | None:
    """The look that a later one of the same case is compared with: the first that saw a fault,
    else the first of all. Two queries at most."""
    told = CaseDiagnosis.objects.filter(
        incident=row.incident_id, done_at__isnull=False, failure="", pk__lt=row.pk
    ).order_by("id")
    return told.filter(state__in=_AWRY).first() or told.first()


def proposal_before(visit: StepVisit) -> CaseDiagnosis | None:
    """The newest look of its case that was there when this visit ended."""
    rows = CaseDiagnosis.objects.filter(
        incident=visit.incident_id, failure="", done_at__lte=visit.left_at
    )
    return rows.order_by("-done_at", "-id").first()


def last_asked(incident: Incident) -> CaseDiagnosis | None:
    """The newest look of a case that a person asked for."""
    return incident.diagnoses.filter(occasion=ASKED).order_by("-ordinal").first()


def is_look_awaited(visit: StepVisit, procedure: Procedure, *, at: datetime) -> bool:
    """Whether the paper of an ended visit had better wait for the look that its end causes.

    For a while only, and only where the case was looked at before, so that there is something to
    compare. Two queries, none for a step after which nobody looks.
    """
    plan = plan_for(procedure)
    if plan is None or visit.step not in plan.after or not carries_evidence(procedure, visit.step):
        return False
    if visit.left_at is None or visit.left_at <= at - PAPER_WAITS:
        return False
    looks = CaseDiagnosis.objects.filter(incident=visit.incident_id)
    own = looks.filter(occasion=STEP_LEFT, ordinal=visit.ordinal, done_at__isnull=False)
    return looks.filter(done_at__isnull=False, failure="").exists() and not own.exists()


def looks_for_paper(
    visit: StepVisit, rows: Sequence[CaseDiagnosis]
) -> tuple[CaseDiagnosis | None, CaseDiagnosis | None]:
    """The look before and the one after that a paper of this ended visit shows.

    Of what was there when the visit ended, and the look that its end has caused. Before is the
    first that saw a fault, else the first of all. `rows` are all looks of the case that told
    something, oldest first.
    """
    assert visit.left_at is not None
    own = [row for row in rows if row.occasion == STEP_LEFT and row.ordinal == visit.ordinal]
    there = [row for row in rows if row.done_at is not None and row.done_at <= visit.left_at]
    known = [*there, *(row for row in own if row not in there)]
    before = next((row for row in known if row.state in _AWRY), known[0] if known else None)
    after = known[-1] if known and known[-1] is not before else None
    return before, after
