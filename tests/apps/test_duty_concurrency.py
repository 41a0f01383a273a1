"""Several hands on one roster at the same moment: each sees what the one before has done."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from sigap.audit.queries import verify
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Refused
from sigap.people.actions.duty import replace_shift
from sigap.people.actions.duty_swaps import accept_swap, offer_swap
from sigap.people.duty import duty_between
from sigap.people.models import DutyChange
from tests.cast import MONDAY_MORNING, Cast, cast
from tests.duty import roster, wib

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db: None) -> Cast:
    made = cast()
    roster(made)
    return made


def tuesday() -> str:
    """The slot of the night of Tuesday."""
    (duty,) = duty_between(wib("2026-11-24T20:00"), wib("2026-11-24T20:01"))
    return duty.shift.slot


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run these acts at the same moment; the code of each refusal, "" for what was done."""
    start, answers = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            answers.append("")
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_an_offer_is_accepted_once(office: Cast) -> None:
    rina, dedi = office.actor("pelaksana"), office.actor("pelaksana-2")
    swap = offer_swap(tuesday(), office.user("pelaksana-2"), at=MONDAY_MORNING, by=rina)
    answers = at_once(*[lambda: accept_swap(swap, at=MONDAY_MORNING, by=dedi)] * 4)
    assert answers == ["", "offer-closed", "offer-closed", "offer-closed"]
    assert DutyChange.objects.count() == 1


def test_a_planner_and_a_swap_at_the_same_moment_leave_one_person(office: Cast) -> None:
    rina, dedi = office.actor("pelaksana"), office.actor("pelaksana-2")
    slot, kasi = tuesday(), office.user("kasi")
    swap = offer_swap(slot, office.user("pelaksana-2"), at=MONDAY_MORNING, by=rina)
    answers = at_once(
        lambda: accept_swap(swap, at=MONDAY_MORNING, by=dedi),
        lambda: replace_shift(slot, kasi, reason="Sakit", at=MONDAY_MORNING, by=SYSTEM),
    )
    window = (wib("2026-11-24T20:00"), wib("2026-11-24T20:00") + timedelta(minutes=1))
    assert [duty.user for duty in duty_between(*window)] == [kasi]
    assert answers in (["", ""], ["", "shift-moved"])
    assert list(verify()) == []
