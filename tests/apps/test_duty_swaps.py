"""Swaps of duty: one offers, the other consents, and only then anything changes."""

from datetime import timedelta

import pytest

from sigap.audit.queries import entries
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, Refused
from sigap.people.actions.duty import remove_shift, replace_shift
from sigap.people.actions.duty_feeds import create_feed, revoke_feed
from sigap.people.actions.duty_swaps import accept_swap, decline_swap, offer_swap, withdraw_swap
from sigap.people.duty import duty_between, feed_row, feeds_of, on_duty, open_offers
from sigap.people.models import DutyChange, DutySwap
from tests.cast import MONDAY_MORNING, Cast, cast
from tests.duty import roster, wib

pytestmark = pytest.mark.django_db

TUESDAY = "2026-11-24T20:00"
NEXT_WEEK = "2026-12-01T20:00"


@pytest.fixture
def office() -> Cast:
    made = cast()
    roster(made)
    return made


def slot_at(moment: str) -> str:
    (duty,) = duty_between(wib(moment), wib(moment) + timedelta(minutes=1))
    return duty.shift.slot


def who(moment: str) -> str:
    return ", ".join(user.username for user in on_duty(at=wib(moment)))


def offered(office: Cast, *, in_return: str = "") -> DutySwap:
    """Rina offers her Tuesday night to Dedi."""
    return offer_swap(
        slot_at(TUESDAY),
        office.user("pelaksana-2"),
        in_return=in_return,
        note="Anak sakit",
        at=MONDAY_MORNING,
        by=office.actor("pelaksana"),
    )


def test_an_offer_changes_nothing(office: Cast) -> None:
    swap = offered(office)
    assert who(TUESDAY) == "pelaksana"
    assert open_offers(at=MONDAY_MORNING) == [swap]
    assert open_offers(at=wib("2026-11-24T16:00")) == []


def test_consent_hands_the_shift_over(office: Cast) -> None:
    accept_swap(offered(office), at=MONDAY_MORNING, by=office.actor("pelaksana-2"))
    assert who(TUESDAY) == "pelaksana-2"
    assert open_offers(at=MONDAY_MORNING) == []
    kinds = [entry.kind for entry in entries("piket")][-3:]
    assert kinds == ["tukar-ditawarkan", "tukar-diterima", "piket-diganti"]


def test_two_shifts_change_hands_at_once(office: Cast) -> None:
    swap = offered(office, in_return=slot_at(NEXT_WEEK))
    accept_swap(swap, at=MONDAY_MORNING, by=office.actor("pelaksana-2"))
    assert (who(TUESDAY), who(NEXT_WEEK)) == ("pelaksana-2", "pelaksana")
    assert DutyChange.objects.filter(swap=swap, told=True).count() == 2


@pytest.mark.parametrize("act", [decline_swap, withdraw_swap])
def test_a_no_changes_nothing_and_closes_the_offer(office: Cast, act) -> None:
    swap = offered(office)
    by = office.actor("pelaksana-2" if act is decline_swap else "pelaksana")
    act(swap, at=MONDAY_MORNING, by=by)
    assert who(TUESDAY) == "pelaksana"
    with pytest.raises(Refused) as refusal:
        accept_swap(swap, at=MONDAY_MORNING, by=office.actor("pelaksana-2"))
    assert refusal.value.code == "offer-closed"
    offered(office)


@pytest.mark.parametrize("somebody", ["pelaksana", "kasi", "admin"])
def test_nobody_consents_for_another(office: Cast, somebody: str) -> None:
    swap, by = offered(office), office.actor(somebody)
    for act in (accept_swap, decline_swap):
        with pytest.raises(NotAllowed):
            act(swap, at=MONDAY_MORNING, by=by)
    assert who(TUESDAY) == "pelaksana"


def test_only_ones_own_shift_is_offered(office: Cast) -> None:
    with pytest.raises(NotAllowed) as refusal:
        offer_swap(
            slot_at(TUESDAY),
            office.user("kasi"),
            at=MONDAY_MORNING,
            by=office.actor("pelaksana-2"),
        )
    assert refusal.value.code == "not-your-shift"


def test_a_shift_is_offered_to_one_at_a_time(office: Cast) -> None:
    offered(office)
    with pytest.raises(Refused) as refusal:
        offered(office)
    assert refusal.value.code == "already-offered"


def test_an_offer_is_refused_field_by_field(office: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        offer_swap(
            slot_at(TUESDAY),
            office.user("opd-pendidikan"),
            in_return=slot_at(NEXT_WEEK),
            note="x" * 301,
            at=MONDAY_MORNING,
            by=office.actor("pelaksana"),
        )
    assert set(refusal.value.faults) == {"to", "in_return", "note"}


def test_one_does_not_swap_with_oneself(office: Cast) -> None:
    rina = office.user("pelaksana")
    with pytest.raises(Invalid) as refusal:
        offer_swap(slot_at(TUESDAY), rina, at=MONDAY_MORNING, by=office.actor("pelaksana"))
    assert refusal.value.faults["to"].code == "same-person"


def test_a_shift_that_has_begun_is_neither_offered_nor_taken(office: Cast) -> None:
    swap, later = offered(office), wib("2026-11-24T16:00")
    with pytest.raises(Refused) as refusal:
        accept_swap(swap, at=later, by=office.actor("pelaksana-2"))
    assert refusal.value.code == "shift-begun"
    withdraw_swap(swap, at=later, by=office.actor("pelaksana"))
    with pytest.raises(Refused):
        offer_swap(slot_at(TUESDAY), office.user("kasi"), at=later, by=office.actor("pelaksana"))


def test_a_plan_that_changed_meanwhile_is_seen_at_the_consent(office: Cast) -> None:
    swap, slot = offered(office), slot_at(TUESDAY)
    replace_shift(slot, office.user("kasi"), reason="Sakit", at=MONDAY_MORNING, by=SYSTEM)
    with pytest.raises(Refused) as refusal:
        accept_swap(swap, at=MONDAY_MORNING, by=office.actor("pelaksana-2"))
    assert refusal.value.code == "shift-moved"
    assert who(TUESDAY) == "kasi"


def test_the_shift_in_return_may_have_gone_meanwhile(office: Cast) -> None:
    swap = offered(office, in_return=slot_at(NEXT_WEEK))
    remove_shift(slot_at(NEXT_WEEK), reason="Cuti", at=MONDAY_MORNING, by=SYSTEM)
    with pytest.raises(Refused):
        accept_swap(swap, at=MONDAY_MORNING, by=office.actor("pelaksana-2"))
    assert who(TUESDAY) == "pelaksana"


def test_a_shift_taken_over_can_be_offered_on(office: Cast) -> None:
    accept_swap(offered(office), at=MONDAY_MORNING, by=office.actor("pelaksana-2"))
    swap = offer_swap(
        slot_at(TUESDAY),
        office.user("kasi"),
        at=MONDAY_MORNING,
        by=office.actor("pelaksana-2"),
    )
    accept_swap(swap, at=MONDAY_MORNING, by=office.actor("kasi"))
    assert who(TUESDAY) == "kasi"


def test_a_calendar_address_is_known_by_its_token_alone(office: Cast) -> None:
    rina, by = office.user("pelaksana"), office.actor("pelaksana")
    token = create_feed(rina, everybody=False, at=MONDAY_MORNING, by=by)
    row = feed_row(token)
    assert row is not None
    assert (row.user, row.everybody) == (rina, False)
    assert token not in row.digest
    assert feed_row(token + "x") is None
    revoke_feed(row, at=MONDAY_MORNING, by=by)
    assert feed_row(token) is None


def test_a_new_address_ends_the_old_one_of_its_kind(office: Cast) -> None:
    rina, by = office.user("pelaksana"), office.actor("pelaksana")
    own = create_feed(rina, everybody=False, at=MONDAY_MORNING, by=by)
    create_feed(rina, everybody=True, at=MONDAY_MORNING, by=by)
    create_feed(rina, everybody=False, at=MONDAY_MORNING, by=by)
    assert feed_row(own) is None
    assert len(feeds_of(rina.pk)) == 2


def test_an_address_is_its_owners_and_ends_with_the_account(office: Cast) -> None:
    rina = office.user("pelaksana")
    with pytest.raises(NotAllowed):
        create_feed(rina, everybody=True, at=MONDAY_MORNING, by=office.actor("admin"))
    token = create_feed(rina, everybody=True, at=MONDAY_MORNING, by=office.actor("pelaksana"))
    rina.is_active = False
    rina.save()
    assert feed_row(token) is None
