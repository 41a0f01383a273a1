"""The roster of the demo can be drawn up on any day and has something of everything."""

from datetime import timedelta

import pytest

from sigap.config.demo.duty import draw_up, stir
from sigap.people.duty import duty_between, on_duty, open_offers
from sigap.people.models import DutyChange
from tests.cast import MONDAY_MORNING, cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", range(0, 28, 3))
def test_the_demo_roster_stands_on_any_day(days: int) -> None:
    at = MONDAY_MORNING + timedelta(days=days, hours=7 * days)
    made = cast(at)
    draw_up(made.users, at=at - timedelta(weeks=3))
    stir(made.users, at=at)
    kinds = list(DutyChange.objects.values_list("kind", flat=True))
    assert sorted(kinds) == ["batal", "ganti", "ganti", "ganti"]
    assert len(open_offers(at=at)) == 1
    coming = duty_between(at, at + timedelta(days=7))
    assert all(len(on_duty(at=duty.shift.start)) == 1 for duty in coming)
