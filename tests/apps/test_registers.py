"""Lists over many cases: inbox, register, search; each a fixed number of queries."""

from datetime import timedelta

import pytest

from sigap.domain.errors import Invalid
from sigap.incidents.actions.steps import hold_step, take_exit
from sigap.incidents.models import Incident
from sigap.incidents.queries.lists import Filters, earlier_at, inbox, listing
from tests.office import CHECKED, REMOTE, Office, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def numbers(office: Office, who: str = "auditor", **narrowed) -> list[str]:
    page = listing(Filters(**narrowed), by=office.cast.actor(who), at=office.at)
    return [row.number for row in page.items]


def test_the_inbox_is_in_order_of_due_moments_with_held_steps_last(office):
    late = office.walk(office.report(), "disposisikan", "arahkan")
    held = office.walk(office.report(), "disposisikan", "arahkan")
    urgent = office.walk(office.report(site="rsud"), "disposisikan", "arahkan")
    admin = office.cast.actor("admin-jaringan")
    until = office.at.replace(hour=9)
    hold_step(held.number, reason="pln", until=until, at=office.wait(minutes=1), by=admin)
    assert [row.number for row in inbox(admin)] == [late.number, urgent.number, held.number]


def test_a_step_given_to_one_technician_waits_for_that_one_alone(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    send(office, incident, "pelaksana-2")
    assert inbox(office.cast.actor("pelaksana")) == []
    assert [row.number for row in inbox(office.cast.actor("pelaksana-2"))] == [incident.number]


def test_a_returned_repair_goes_back_to_the_one_who_did_it(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    send(office, incident, "pelaksana-2")
    values = filled(office.procedure.step("perbaikan"), "laporkan")
    by = office.cast.actor("pelaksana-2")
    take_exit(incident.number, "laporkan", values=values, at=office.wait(minutes=9), by=by)
    assert office.walk(incident, "kembalikan").assignee == "pelaksana-2"


def test_a_repair_is_given_only_to_somebody_in_that_office(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    with pytest.raises(Invalid) as refusal:
        send(office, incident, "auditor")
    assert refusal.value.faults["pelaksana"].code == "not-in-office"


def send(office: Office, incident: Incident, technician: str) -> None:
    step = office.procedure.step("penanganan")
    values = {**filled(step, "kirim-pelaksana"), "pelaksana": technician}
    by = office.cast.actor("admin-jaringan")
    at = office.wait(minutes=5)
    take_exit(incident.number, "kirim-pelaksana", values=values, at=at, by=by)


def test_a_contact_is_asked_only_for_the_confirmation_of_the_own_agency(office):
    office.report()
    office.walk(office.report(), *REMOTE, *CHECKED)
    office.walk(office.report(site="kantor-dinkes"), *REMOTE, *CHECKED)
    waiting = inbox(office.cast.actor("opd-pendidikan"))
    assert [row.number for row in waiting] == ["2026-000002"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("wifi", True), ("WIFI lant", True), ("disdik", True), ("pendidikan", True),
        ("2026-000001", True), ("000001", True), ("1", True), ("agus hermawan", True),
        ("herm agus", True), ("' OR 1=1 --", False), ('"', True), ("wifi & (mati", True),
        ("wifi:*", True), ("NOT wifi", False), ("jatiasih", False),
    ],
)  # fmt: skip
def test_search_finds_words_by_their_beginnings_in_any_order(office, query, found):
    office.report()
    assert bool(numbers(office, q=query)) is found


def test_filters_narrow_together(office):
    office.report()
    moved = office.walk(office.report(site="kantor-dinkes"), "disposisikan")
    assert numbers(office, step="arahan", agency="dinas-kesehatan") == [moved.number]
    assert numbers(office, step="arahan", agency="dinas-pendidikan") == []
    assert len(numbers(office, state="terbuka")) == 2
    assert numbers(office, role="kasi") == [moved.number]


def test_late_means_past_the_due_moment_in_working_time(office):
    incident = office.report()
    assert numbers(office, late=True) == []
    office.wait(minutes=16)
    assert numbers(office, late=True) == [incident.number]
    assert numbers(office, late=False) == []


def test_paging_neither_repeats_nor_loses_a_case_while_new_ones_arrive(office):
    for _ in range(5):
        office.report()
    by, seen, cursor = office.cast.actor("auditor"), [], ""
    for _ in range(3):
        page = listing(Filters(), by=by, at=office.at, cursor=cursor, limit=2)
        seen += [row.number for row in page.items]
        cursor = page.next
        office.report()
    assert seen == [f"2026-00000{n}" for n in (5, 4, 3, 2, 1)]
    assert cursor == ""


@pytest.mark.parametrize("cursor", ["x", "====", "cjE", "../..", "é"])
def test_a_cursor_that_is_not_ours_is_refused(office, cursor):
    if cursor == "cjE":  # base64 of "r1": well formed, merely empty
        assert listing(Filters(), by=office.cast.actor("auditor"), at=office.at, cursor=cursor)
        return
    with pytest.raises(Invalid):
        listing(Filters(), by=office.cast.actor("auditor"), at=office.at, cursor=cursor)


def test_lists_cost_the_same_however_many_cases_there_are(office, django_assert_num_queries):
    for _ in range(12):
        office.report()
    kabid = office.cast.actor("kabid")
    with django_assert_num_queries(3):
        rows = inbox(kabid)
        assert rows[0].agency_name
        assert rows[0].site_name
    with django_assert_num_queries(1):
        page = listing(Filters(q="wifi"), by=kabid, at=office.at)
        assert page.items[0].category


def test_earlier_cases_of_a_site_are_those_before_it_and_not_those_since(office):
    by, within = office.cast.actor("kasi"), timedelta(days=90)
    old = office.report()
    office.wait(days=60)
    middle, elsewhere = office.report(), office.report(site="rsud")
    office.wait(days=60)
    new = office.report()
    found = [earlier_at(each, by=by, within=within) for each in (old, middle, elsewhere, new)]
    assert found == [0, 1, 0, 1]
