"""Events to rows: what each event of a case changes in the tables beside the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sigap.domain import machine
from sigap.domain.case import Case, Event, Kind, Status
from sigap.domain.errors import words
from sigap.domain.escalation import Mark, hold_near
from sigap.domain.standards import Verdict
from sigap.incidents.actions.writing import Writing
from sigap.incidents.models import (
    AffectedAgency,
    CyberDuty,
    Deviation,
    Hold,
    Incident,
    StepVisit,
)
from sigap.incidents.queries.clocks import Limits, holds_of, limits, read
from sigap.incidents.queries.escalation import ladders_version
from sigap.kit.storing import insert
from sigap.people.models import Agency
from sigap.people.queries import calendar

_OUTCOMES = {
    Kind.RELEASED: words("selesai"),
    Kind.RETURNED: words("dikembalikan"),
    Kind.TRANSFERRED: words("dilimpahkan"),
    Kind.DECLINED: words("ditolak penerima"),
    Kind.CANCELLED: words("dibatalkan"),
    Kind.FOLLOWED: words("mengikuti perkara induk"),
    Kind.REOPENED: words("dibuka kembali"),
}
_ENTERING = {
    Kind.RELEASED,
    Kind.RETURNED,
    Kind.DECLINED,
    Kind.REOPENED,
    Kind.UNFOLLOWED,
    Kind.CALLED_TO_CONFIRM,
}


def project(w: Writing, before: Case, event: Event, after: Case) -> None:
    """Write what this event means to the tables; the incident row itself is saved by the caller."""
    if event.kind in _OUTCOMES and before.status is not Status.FOLLOWING and before.status.open:
        _leave(w, before, event)
    aside = _ASIDE.get(event.kind)
    if aside is not None:
        aside(w, before, event.data)
    moved = event.kind is Kind.DEVIATED and event.data.get("to") is not None
    if moved:
        _leave(w, before, event)
    if after.status.open and (moved or event.kind in _ENTERING):
        insert(start_clock(w, after))
        w.incident.assignee = _assignee(w, event, after)
    elif not after.status.open or after.status is Status.FOLLOWING:
        _stop(w, after)


def _assignee(w: Writing, event: Event, after: Case) -> str:
    """Whom the step is given to: the person named, or on a return the one who did it last.

    Only somebody in the step's office can be given it; otherwise it waits for the whole office.
    """
    named = event.kind is Kind.RELEASED
    key = event.data.get("assignee", "") if named else _last_performer(w.incident, after)
    if not key:
        return ""
    people = {person.username for person in w.answering(after.step).people}
    # Alone in the office there is nobody to choose from, and no name is needed.
    return key if key in people and (named or len(people) > 1) else ""


def _last_performer(incident: Incident, after: Case) -> str:
    done = StepVisit.objects.filter(incident=incident, step=after.step, ordinal__lt=after.visit)
    last = done.exclude(left_by=None).order_by("-ordinal").first()
    return str(last.left_by["key"]) if last is not None and last.left_by else ""


def start_clock(w: Writing, case: Case) -> StepVisit:
    """Begin a visit of the case's present step: its standard is fixed now, its clock runs.

    Sets the incident's columns and answers with the visit, not yet saved: a new case must be
    saved before it.
    """
    incident, step = w.incident, w.procedure.step(case.step)
    hours = calendar(incident.calendar_key)
    standard = hours.amount(step.time.unit, step.time.count, w.at)
    incident.role = step.role
    incident.entered_at = w.at
    incident.finished_at = incident.reopen_until = None
    visit = StepVisit(
        incident=incident,
        ordinal=case.visit,
        step=step.key,
        round=case.round,
        role=step.role,
        entered_at=w.at,
        standard=standard,
        calendar_version=hours.version,
    )
    limits(incident, w.procedure, visit, (), hours=hours, now=w.at).put_on(incident)
    incident.idle_since, incident.told_moments = w.at, []
    incident.ladder_version = ladders_version()
    return visit


def _leave(w: Writing, before: Case, event: Event) -> None:
    """End the present visit with its outcome and its final clock; note what was passed over."""
    incident, data = w.incident, event.data
    if before.status is Status.ON_HOLD:
        _end_hold(w, before, cause="berakhir")
    visit = w.visit(before)
    if visit is not None:
        holds = holds_of(visit)
        visit.left_at = w.at
        visit.left_by = w.signature()
        visit.verb = data.get("verb", "")
        visit.outcome = _OUTCOMES.get(event.kind, words("dilewati (penyimpangan)"))
        visit.output = data.get("output")
        visit.note = data.get("note") or data.get("reason") or data.get("explanation") or ""
        visit.declaration = data.get("declaration", "")
        incident.self_checks += bool(visit.declaration)
        visit.calendar_version = calendar(incident.calendar_key).version
        reading = read(incident, visit, holds, now=w.at)
        visit.net, visit.gross, visit.verdict = reading.net, reading.gross, reading.verdict
        incident.late_steps += reading.verdict == Verdict.LATE
        w.keep_visit()
    _pass_over(w, before, event)


def _pass_over(w: Writing, before: Case, event: Event) -> None:
    skips = event.data.get("skips") or ()
    outcome = words("tidak dilaksanakan (penyimpangan)")
    if event.kind is Kind.RELEASED:
        way = w.procedure.exit(before.step, event.data["verb"])
        outcome = words("tidak dilaksanakan")
        if way is not None and way.skip_words:
            outcome = way.skip_words
    StepVisit.objects.bulk_create(
        StepVisit(
            incident=w.incident,
            ordinal=before.visit,
            step=key,
            round=before.rounds.get(key, 0) + 1,
            role=w.procedure.step(key).role,
            outcome=outcome,
        )
        for key in skips
    )


def _stop(w: Writing, after: Case) -> None:
    """No clock runs: the case has ended, or follows another."""
    incident = w.incident
    _stop_clock(incident)
    if after.status is Status.FOLLOWING or incident.finished_at is not None:
        return
    incident.finished_at = w.at
    within = w.procedure.reopen_within
    if after.status is Status.CLOSED and within is not None:
        hours = calendar(incident.calendar_key)
        incident.reopen_until = hours.add(w.at, hours.amount(within.unit, within.count, w.at))


def _received(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    visit = w.visit(before)
    assert visit is not None
    visit.received_at, visit.received_by = w.at, w.signature()


def _held(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    until = datetime.fromisoformat(data["until"])
    Hold.objects.create(
        incident=w.incident,
        ordinal=before.visit,
        reason=data["reason"],
        evidence=data["evidence"],
        starts_at=w.at,
        until=until,
        held_by=w.signature(),
    )
    incident = w.incident
    incident.hold_until, incident.hold_near_at = until, hold_near(w.at, until)
    incident.told_moments = [told for told in incident.told_moments if told != Mark.HOLD_NEAR]
    _stop_clock(incident)


def _stop_clock(incident: Incident) -> None:
    incident.due_at = incident.late_at = incident.target_at = None
    incident.half_at = incident.risk_at = None


def _resumed(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    """The net clock runs again from the hold's end, which is never later than its expiry."""
    incident = w.incident
    hold = _end_hold(w, before, cause=data["cause"])
    assert hold.ended_at is not None
    visit = w.visit(before)
    assert visit is not None
    _count_anew(w, visit, holds_of(visit), now=hold.ended_at)
    incident.idle_since = hold.ended_at


def _end_hold(w: Writing, before: Case, *, cause: str) -> Hold:
    hold = Hold.objects.get(incident=w.incident, ordinal=before.visit, ended_at=None)
    hold.ended_at, hold.cause = min(w.at, hold.until), cause
    hold.save(update_fields=["ended_at", "cause"])
    w.incident.hold_until = w.incident.hold_near_at = None
    return hold


def _count_anew(w: Writing, visit: StepVisit, holds: list[Hold], *, now: datetime) -> None:
    """Put the limits of the running step into the row, by the calendar as it is now."""
    hours = calendar(w.incident.calendar_key)
    visit.calendar_version = hours.version
    limits(w.incident, w.procedure, visit, holds, hours=hours, now=now).put_on(w.incident)


def _recalculated(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    """A new version of the calendar moved the limits of the running step."""
    visit = w.visit(before)
    assert visit is not None
    visit.calendar_version = data["version"]
    moments = {
        name: moment and datetime.fromisoformat(moment) for name, moment in data["new"].items()
    }
    Limits(**moments).put_on(w.incident)


def _answered(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    AffectedAgency.objects.filter(incident=w.incident, agency__key=data["agency"]).update(
        result=data["result"],
        answered_at=w.at,
        answered_by=w.signature(),
        channel=data.get("channel", ""),
        informant=data.get("informant", ""),
    )


def _reopened(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    w.incident.parent = None
    AffectedAgency.objects.filter(incident=w.incident, agency__key=data["agency"]).update(result="")


def _agency_added(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    agency = Agency.objects.get(key=data["agency"])
    AffectedAgency.objects.create(incident=w.incident, agency=agency)


def _deviated(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    Deviation.objects.create(
        incident=w.incident,
        ordinal=data["id"],
        step=data["step"],
        kind=data["kind"],
        reason=data["reason"],
        authority=data["authority"],
        to=data["to"] or "",
        recorded_at=w.at,
        recorded_by=w.signature(),
    )
    w.incident.deviation_count += 1


def _ratified(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    Deviation.objects.filter(incident=w.incident, ordinal=data["id"]).update(
        ratified_at=w.at, ratified_by=w.by.signature(), ratification_note=data["note"]
    )


def _followed(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    w.incident.parent = Incident.objects.get(number=data["parent"])


def _unfollowed(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    w.incident.parent = None


def _adopted(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    w.incident.has_children = True


def _restricted(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    w.incident.restricted = True
    for duty, due in data["duties"].items():
        due_at = datetime.fromisoformat(due)
        ahead = due_at - machine.REMIND_BEFORE
        CyberDuty.objects.create(
            incident=w.incident,
            duty=duty,
            found_at=datetime.fromisoformat(data["found_at"]),
            due_at=due_at,
            remind_at=ahead if ahead > w.at else due_at,
        )


def _notified(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    CyberDuty.objects.filter(incident=w.incident, duty=data["duty"]).update(
        remind_at=None,
        fulfilled_at=w.at,
        fulfilled_by=w.by.signature(),
        reference=data["reference"],
    )


def _escalated(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    if data["released"]:
        w.incident.assignee = ""


def _lapsed(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    visit = w.visit(before)
    assert visit is not None
    visit.received_at = visit.received_by = None
    w.incident.idle_since, w.incident.assignee = w.at, ""


def _handed_back(w: Writing, before: Case, data: Mapping[str, Any]) -> None:
    w.incident.idle_since, w.incident.assignee = w.at, ""
    visit = w.visit(before) if before.received else None
    if visit is not None:
        visit.received_at = visit.received_by = None


_ASIDE = {
    Kind.RECEIVED: _received,
    Kind.HELD: _held,
    Kind.RESUMED: _resumed,
    Kind.RECALCULATED: _recalculated,
    Kind.ANSWERED: _answered,
    Kind.REOPENED: _reopened,
    Kind.AGENCY_ADDED: _agency_added,
    Kind.DEVIATED: _deviated,
    Kind.RATIFIED: _ratified,
    Kind.FOLLOWED: _followed,
    Kind.UNFOLLOWED: _unfollowed,
    Kind.ADOPTED: _adopted,
    Kind.RESTRICTED: _restricted,
    Kind.NOTIFIED: _notified,
    Kind.ESCALATED: _escalated,
    Kind.LAPSED: _lapsed,
    Kind.HANDED_BACK: _handed_back,
}
