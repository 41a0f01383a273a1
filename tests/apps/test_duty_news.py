"""What people on the roster are told, and that nobody is told twice."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from sigap.domain.actor import SYSTEM
from sigap.domain.workcalendar import WIB, Span
from sigap.incidents.actions.duty_news import said, tell_of_duty
from sigap.notifications.models import Notice
from sigap.people.actions.duty import remove_shift, replace_shift
from sigap.people.actions.duty_swaps import accept_swap, decline_swap, offer_swap, withdraw_swap
from sigap.people.duty import duty_between
from sigap.people.models import DutySwap
from tests.cast import Cast, cast
from tests.duty import roster, wib

NOON = wib("2026-11-24T12:00")


@pytest.fixture
def office(db: None) -> Cast:
    made = cast()
    roster(made)
    return made


def told() -> list[tuple[str, str]]:
    """Who was told what, besides what everybody is told on the evening before."""
    rows = Notice.objects.order_by("pk").values_list("user__username", "event")
    return [(str(who), event) for who, event in rows if event != "duty-reminder"]


def slot_at(moment: str) -> str:
    (duty,) = duty_between(wib(moment), wib(moment) + timedelta(minutes=1))
    return duty.shift.slot


def offered(office: Cast) -> DutySwap:
    """Rina offers her night of Wednesday to Dedi."""
    dedi, by = office.user("pelaksana-2"), office.actor("pelaksana")
    return offer_swap(slot_at("2026-11-25T20:00"), dedi, note="Anak sakit", at=NOON, by=by)


def test_nothing_is_told_before_the_evening(office: Cast) -> None:
    assert tell_of_duty(at=wib("2026-11-22T18:59")) == 0
    assert not Notice.objects.exists()


def test_the_evening_before_reminds_and_the_beginning_tells_once_each(office: Cast) -> None:
    for moment in ("22T19:00", "23T12:00", "23T15:59", "23T16:00", "23T18:00"):
        tell_of_duty(at=wib(f"2026-11-{moment}"))
    events = Notice.objects.order_by("pk").values_list("user__username", "event")
    assert list(events) == [("pelaksana", "duty-reminder"), ("pelaksana", "duty-begins")]
    notice = Notice.objects.latest("pk")
    assert notice.subject == (
        "Piket Anda mulai: Piket NOC, Senin 23-11-2026 16.00 sampai Selasa 07.30 WIB"
    )
    assert notice.url == "/piket/"


def test_a_worker_that_was_down_tells_as_long_as_the_shift_lasts(office: Cast) -> None:
    tell_of_duty(at=wib("2026-11-24T07:29"))
    assert told() == [("pelaksana", "duty-begins")]
    Notice.objects.all().delete()
    tell_of_duty(at=wib("2026-11-24T07:30"))
    assert told() == []


def test_nobody_who_is_barred_is_told(office: Cast) -> None:
    office.user("pelaksana").is_active = False
    office.user("pelaksana").save()
    assert tell_of_duty(at=wib("2026-11-23T16:00")) == 0


def test_an_idle_look_costs_five_queries(office: Cast, django_assert_num_queries) -> None:
    tell_of_duty(at=NOON)
    with django_assert_num_queries(5):
        tell_of_duty(at=NOON)


@pytest.mark.parametrize(
    ("act", "by", "news"),
    [
        (accept_swap, "pelaksana-2", ("pelaksana", "duty-answered")),
        (decline_swap, "pelaksana-2", ("pelaksana", "duty-answered")),
        (withdraw_swap, "pelaksana", ("pelaksana-2", "duty-answered")),
    ],
)
def test_both_hear_of_a_swap(office: Cast, act, by: str, news: tuple[str, str]) -> None:
    swap = offered(office)
    tell_of_duty(at=NOON)
    tell_of_duty(at=NOON)
    assert told() == [("pelaksana-2", "duty-offered")]
    assert "Anak sakit" in Notice.objects.get(event="duty-offered").body
    act(swap, at=NOON, by=office.actor(by))
    tell_of_duty(at=NOON)
    tell_of_duty(at=NOON)
    assert told() == [("pelaksana-2", "duty-offered"), news]


def test_what_was_taken_back_before_anybody_heard_of_it_is_no_news(office: Cast) -> None:
    withdraw_swap(offered(office), at=NOON, by=office.actor("pelaksana"))
    tell_of_duty(at=NOON)
    assert told() == []
    assert DutySwap.objects.get().told_state == "ditarik"


def test_those_whose_shift_changed_are_told(office: Cast) -> None:
    slot, kasi = slot_at("2026-11-25T20:00"), office.user("kasi")
    replace_shift(slot, kasi, reason="Rina sakit", at=NOON, by=SYSTEM)
    tell_of_duty(at=NOON)
    tell_of_duty(at=NOON)
    assert told() == [("kasi", "duty-changed"), ("pelaksana", "duty-changed")]
    remove_shift(slot, reason="Libur", at=NOON, by=SYSTEM)
    tell_of_duty(at=NOON)
    assert told()[2:] == [("kasi", "duty-changed")]


def test_what_is_put_right_afterwards_is_no_news(office: Cast) -> None:
    slot, late = slot_at("2026-11-23T20:00"), wib("2026-11-25T12:00")
    replace_shift(slot, office.user("kasi"), reason="Ternyata Kasi", at=late, by=SYSTEM)
    tell_of_duty(at=late)
    assert told() == []


def test_a_shift_in_words() -> None:
    day = Span(wib("2026-11-28T08:00"), wib("2026-11-28T12:00"))
    assert said(day, WIB) == "Sabtu 28-11-2026 08.00 sampai 12.00 WIB"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_once() -> None:
    roster(cast())
    start, failures = Barrier(6), []

    def work() -> None:
        try:
            start.wait()
            tell_of_duty(at=wib("2026-11-23T16:00"))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert told() == [("pelaksana", "duty-begins")]
