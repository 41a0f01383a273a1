"""A case as the API tells it, whole or as a line of a list, to the office or to a contact."""

from datetime import datetime

from django.conf import settings

from sigap.api import shapes
from sigap.api.serializers.clocks import clock_shapes
from sigap.api.serializers.values import local
from sigap.domain.actor import Actor
from sigap.domain.case import Status
from sigap.domain.standards import Verdict
from sigap.incidents.models import AffectedAgency, Deviation, Incident
from sigap.incidents.queries.cases import (
    affected,
    allowed,
    may_see_inside,
    procedure_of,
    snapshot,
)
from sigap.incidents.queries.clocks import step_clocks
from sigap.incidents.queries.escalation import ladder_of, lapses_at, rungs_ahead
from sigap.incidents.queries.listed import Listed, listed


def verdict_now(incident: Listed, at: datetime) -> str | None:
    """How the present step stands at `at`, from the row alone; None where no step runs."""
    if incident.status == Status.ON_HOLD:
        return "tertunda"
    if incident.status != Status.RUNNING:
        return None
    if incident.late_at is not None and at > incident.late_at:
        return Verdict.LATE.value
    if incident.risk_at is not None and at >= incident.risk_at:
        return Verdict.AT_RISK.value
    return Verdict.ON_TIME.value


def item(incident: Listed, *, by: Actor, at: datetime) -> shapes.IncidentItem:
    """One line of a list. No query: the row comes with what it names."""
    procedure, (inside, own) = procedure_of(incident), _views(incident.agency, by)
    step = procedure.step(incident.step)
    return shapes.IncidentItem(
        number=incident.number,
        url=f"{settings.SIGAP_BASE_URL}/gangguan/{incident.number}/",
        tracking_url=_tracking_url(incident) if own else None,
        tracking_code=incident.tracking_code if own else None,
        procedure=shapes.ProcedureRef(key=procedure.key, version=procedure.version),
        status=incident.status,
        step=step.key,
        step_no=step.no,
        step_title=step.short,
        role=incident.role,
        round=incident.round,
        received=incident.received,
        assignee=(incident.assignee or None) if inside else None,
        agency=incident.agency,
        agency_name=incident.agency_name,
        site=incident.site,
        site_name=incident.site_name,
        category=incident.category,
        summary=incident.summary,
        channel=incident.channel,
        priority=incident.priority,
        external_ref=(incident.external_ref or None) if own else None,
        reported_at=local(incident.reported_at),
        recorded_at=local(incident.recorded_at),
        entered_at=local(incident.entered_at),
        due_at=local(incident.due_at),
        risk_at=local(incident.risk_at),
        target_at=local(incident.target_at) if inside else None,
        finished_at=local(incident.finished_at),
        verdict=verdict_now(incident, at),
        late_steps=incident.late_steps,
        restricted=incident.restricted,
        hold=_hold(incident),
        parent=incident.parent if inside else None,
    )


def whole(incident: Incident, *, by: Actor, at: datetime) -> shapes.Incident:
    """The whole case. At most six queries besides the row, whatever has happened to it."""
    inside, own = _views(incident.agency.key, by)
    rows = affected(incident)
    case = snapshot(incident, rows)
    if not inside:
        rows = [row for row in rows if row.agency.key == by.agency]
    return shapes.Incident(
        **item(listed(incident), by=by, at=at).model_dump(),
        version=incident.ledger.length,
        service_class=incident.service_class,
        description=incident.description,
        device=incident.device.key if incident.device else None,
        reporter=_reporter(incident) if own else None,
        letter=_letter(incident) if own else None,
        backdate_reason=incident.backdate_reason or None,
        reopen_until=local(incident.reopen_until),
        affected=[_affected(row) for row in rows],
        children=sorted(case.children) if inside else [],
        deviations=_deviations(incident) if inside else [],
        self_checks=incident.self_checks if inside else 0,
        escalation=_escalation(incident) if inside else None,
        allowed_actions=list(allowed(incident, case, by)),
        clocks=clock_shapes(incident, step_clocks(incident, now=at), by=by),
    )


def _views(agency: str, by: Actor) -> tuple[bool, bool]:
    """Whether the actor may look inside, and whether the agency's report is his own (or both)."""
    inside = may_see_inside(by)
    return inside, inside or agency == by.agency


def _tracking_url(incident: Listed) -> str:
    return f"{settings.SIGAP_BASE_URL}/lacak/{incident.tracking_code}"


def _hold(incident: Listed) -> shapes.HoldState | None:
    if not incident.hold_reason:
        return None
    known = procedure_of(incident).hold(incident.hold_reason)
    return shapes.HoldState(
        reason=incident.hold_reason,
        label=known.label if known else incident.hold_reason,
        until=local(incident.hold_until),
    )


def _reporter(incident: Incident) -> shapes.ReporterShape:
    return shapes.ReporterShape(
        name=incident.reporter_name,
        phone=incident.reporter_phone or None,
        email=incident.reporter_email or None,
    )


def _letter(incident: Incident) -> shapes.LetterShape | None:
    if not incident.letter_number:
        return None
    return shapes.LetterShape(
        number=incident.letter_number,
        on=incident.letter_on,
        agenda=incident.letter_agenda or None,
    )


def _affected(row: AffectedAgency) -> shapes.AffectedShape:
    return shapes.AffectedShape(
        agency=row.agency.key,
        name=row.agency.name,
        result=row.result or None,
        answered_at=local(row.answered_at),
        channel=row.channel or None,
        by=row.informant or None,
    )


def _escalation(incident: Incident) -> shapes.EscalationShape | None:
    if incident.status != Status.RUNNING or incident.idle_since is None:
        return None
    rungs = ladder_of(incident).rungs
    return shapes.EscalationShape(
        waits=not incident.received,
        since=local(incident.idle_since),
        rung=incident.rung,
        handed_to=incident.escalated,
        ahead=[
            shapes.RungShape(
                rung=moment.rung, to=rungs[moment.rung - 1].way.value, at=local(moment.at)
            )
            for moment in rungs_ahead(incident)
        ],
        lapses_at=local(lapses_at(incident)),
    )


def _deviations(incident: Incident) -> list[shapes.DeviationShape]:
    if not incident.deviation_count:
        return []
    rows = Deviation.objects.filter(incident=incident).order_by("ordinal")
    return [
        shapes.DeviationShape(
            id=row.ordinal,
            step=row.step,
            kind=row.kind,
            reason=row.reason,
            authority=row.authority,
            to=row.to or None,
            recorded_at=local(row.recorded_at),
            recorded_by=row.recorded_by["name"],
            ratified_at=local(row.ratified_at),
            ratified_by=row.ratified_by["name"] if row.ratified_by else None,
        )
        for row in rows
    ]
