"""Whole families of cases driven at random: rows and ledger never part, and nothing gets stuck."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from sigap.audit.queries import verify
from sigap.domain.errors import Refusal
from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.actions.confirmations import add_agency, answer_confirmation
from sigap.incidents.actions.cyber import record_notification, remind_due, restrict_incident
from sigap.incidents.actions.exceptions import (
    cancel_incident,
    ratify_deviation,
    record_deviation,
)
from sigap.incidents.actions.family import follow, unfollow
from sigap.incidents.actions.steps import (
    accept_step,
    decline_step,
    hold_step,
    resume_step,
    take_exit,
)
from sigap.incidents.models import Incident, StepVisit, Summons
from sigap.incidents.queries.cases import allowed, case_row, replayed, snapshot
from tests.cast import PEOPLE
from tests.office import Office, filled

pytestmark = pytest.mark.django_db

ACTS = 90
OPEN = ("berjalan", "tertunda", "mengikuti")


class Walk:
    """One random history of an office."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.dice = office, Random(seed)

    def act(self) -> None:
        """Somebody does one open act on some case, or files a report, or time passes."""
        office, dice = self.office, self.dice
        office.wait(minutes=dice.choice((1, 7, 45, 400)))
        if dice.random() < 0.3:
            mark_due(at=office.at)
        numbers = list(Incident.objects.values_list("number", flat=True))
        if len(numbers) < 2 or dice.random() < 0.08:
            office.report(site=dice.choice(("pop-jatiasih", "smp-negeri-9", "kantor-disdik")))
            return
        by = office.cast.actor(dice.choice(PEOPLE)[0])
        number = dice.choice(numbers)
        try:
            incident = case_row(number, by=by)
            verbs = allowed(incident, snapshot(incident), by)
            if verbs:
                self.carry_out(incident, dice.choice(verbs), by)
        except Refusal:
            return  # an act may be open and its input still refused; nothing was written

    def carry_out(self, incident: Incident, verb: str, by) -> None:
        """Do this open act with plausible input."""
        n, at = incident.number, self.office.at
        others: dict[str, Callable[[], object]] = {
            "accept": lambda: accept_step(n, at=at, by=by),
            "decline": lambda: decline_step(n, reason="x", at=at, by=by),
            "hold": lambda: hold_step(
                n, reason="pln", until=at + timedelta(hours=2), at=at, by=by
            ),
            "resume": lambda: resume_step(n, at=at, by=by),
            "deviate": lambda: record_deviation(
                n, reason="x", authority="y", to=self.dice.choice((None, "perbaikan")), at=at, by=by
            ),
            "ratify": lambda: ratify_deviation(n, deviation=1, at=at, by=by),
            "cancel": lambda: cancel_incident(
                n, reason="keliru", explanation="x", at=at, by=by
            ),
            "confirm": lambda: answer_confirmation(
                n, agency="dinas-pendidikan", at=at, by=by,
                result=self.dice.choice(("pulih", "masih-gangguan")),
            ),
            "restrict": lambda: restrict_incident(
                n, reason="x", personal_data=self.dice.choice((True, False)), at=at, by=by
            ),
            "notify": lambda: record_notification(
                n, duty=self.dice.choice(("bssn", "pdp")), reference="77", at=at, by=by
            ),
            "follow": lambda: follow(n, parent=self.another(n), at=at, by=by),
            "unfollow": lambda: unfollow(n, reason="x", at=at, by=by),
            "add-agency": lambda: add_agency(n, agency="dinas-kesehatan", at=at, by=by),
        }  # fmt: skip
        step = self.office.procedure.step(incident.step)
        if step.exit(verb):
            take_exit(n, verb, values=filled(step, verb), note="x", at=at, by=by)
        elif verb in others:
            others[verb]()

    def another(self, number: str) -> str:
        numbers = Incident.objects.exclude(number=number).values_list("number", flat=True)
        return self.dice.choice(list(numbers))


@pytest.mark.parametrize("seed", range(8))
def test_rows_and_ledger_tell_the_same_after_any_history(seed):
    office = Office()
    walk = Walk(office, seed)
    for _ in range(ACTS):
        walk.act()
    mark_due(at=office.at)
    remind_due(at=office.at)
    for row in Incident.objects.all():
        incident = case_row(row.number, by=office.cast.actor("auditor"))
        assert replayed(incident) == snapshot(incident), row.number
        running = StepVisit.objects.filter(incident=row, left_at=None, entered_at__isnull=False)
        assert running.count() == (row.status in ("berjalan", "tertunda"))
        assert (row.due_at is not None) == (row.status == "berjalan")
        assert (row.finished_at is None) == (row.status in OPEN)
        summoned = Summons.objects.filter(incident=row).values_list("key", flat=True)
        assert sorted(summoned) == row.escalated
        assert row.wake_at is None or row.wake_at > office.at
        if row.status == "mengikuti":
            assert row.parent is not None
            assert row.parent.status in OPEN
    assert list(verify()) == []
