"""A step goes to more people than those whose it is: who they are now, and where they find it."""

from collections.abc import Iterable

from sigap.domain import machine
from sigap.domain.case import Case, Event, Status
from sigap.domain.escalation import Moment, Reason, Way
from sigap.incidents.actions.writing import Writing
from sigap.incidents.models import Incident, Summons
from sigap.incidents.queries.escalation import NOBODY, Reached, ladder_of, out_of_hours, reach
from sigap.people.queries import holders


def asked_at_once(w: Writing, case: Case) -> tuple[Event, ...]:
    """What a step that was just entered asks for without waiting for anybody's limit.

    An empty office: that its superior carries the step on (SOP ruling 6) stands in the record of
    the case. A case that counts around the clock, entered while the office is closed: whoever is
    on duty may do it too.
    """
    if case.status is not Status.RUNNING:
        return ()
    answering = w.answering(case.step)
    known = [user.username for user in answering.people]
    events: tuple[Event, ...] = ()
    if answering.how in ("atasan", "kosong"):
        found = Reached(people=tuple((user, "") for user in answering.people))
        why = answering.reason
        events += _escalated(w, case, found, Way.SUPERIOR, Reason.VACANT, note=why)
    standby = out_of_hours(w.incident, known, at=w.at)
    if standby.people:
        events += _escalated(w, case, standby, Way.ON_DUTY, Reason.OUT_OF_HOURS)
    return events


def _escalated(
    w: Writing, case: Case, found: Reached, way: Way, reason: Reason, *, note: str = ""
) -> tuple[Event, ...]:
    return machine.escalate(
        case,
        rung=0,
        way=way,
        reason=reason,
        to=found.to,
        people=found.named(),
        due_at=w.at,
        note=note,
    )


def climbed(w: Writing, case: Case, moment: Moment) -> tuple[Event, ...]:
    """The rung that is due, for a step nobody has accepted.

    A rung on which there is nobody is passed over and the next one is taken at once: an empty
    rung is no reason to wait. With nobody on any of them the record says so.
    """
    rungs = ladder_of(w.incident).rungs
    known = _known(w, case)
    passed: list[int] = []
    for place in range(moment.rung, len(rungs) + 1):
        way = rungs[place - 1].way
        office = w.answering(case.step).people
        found = reach(w.incident, way, known, office=office, at=w.at)
        if found.people or place == len(rungs):
            break
        passed.append(place)
    return machine.escalate(
        case,
        rung=place,
        way=way,
        reason=Reason.UNACCEPTED,
        to=found.to,
        people=found.named(),
        due_at=moment.at,
        passed=passed,
        released=bool(w.incident.assignee) and (way is Way.COLLEAGUES or found == NOBODY),
    )


def _known(w: Writing, case: Case) -> list[str]:
    """Who has heard of the step already: those whose it is, and those it went up to."""
    people = [user.username for user in w.performers(case.step)]
    for key in case.escalated:
        if key.startswith(machine.PERSON):
            people.append(key.removeprefix(machine.PERSON))
        else:
            people += [user.username for user in holders(key, at=w.at)]
    return people


def summon(incident: Incident, before: Iterable[str], after: Iterable[str]) -> None:
    """Let the case stand in the inboxes of those it went up to, and in no others any more.

    No statement where nothing has changed.
    """
    gone, new = set(before) - set(after), set(after) - set(before)
    if gone:
        Summons.objects.filter(incident=incident, key__in=gone).delete()
    if new:
        rows = [Summons(incident=incident, key=key) for key in sorted(new)]
        Summons.objects.bulk_create(rows, ignore_conflicts=True)
