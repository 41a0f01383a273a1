"""Offices and the people who come and go in them: rights at the very moment, no step in silence."""

from datetime import timedelta

import pytest

from sigap.audit.queries import verify
from sigap.domain.actor import Actor
from sigap.domain.errors import NotAllowed
from sigap.incidents.actions.steps import accept_step, take_exit
from sigap.incidents.actions.successions import ask_for_appointments, watch_offices
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.queries.cases import case_row, replayed, snapshot
from sigap.incidents.queries.lists import inbox
from sigap.notifications.models import Notice
from sigap.people import actions
from sigap.people.models import Appointment, Position
from sigap.people.queries import acting, answering, holders, vacancies
from tests.office import FIELD, Office, filled

pytestmark = pytest.mark.django_db

ABOVE = {"kabid": "kadis", "kasi": "kabid", "admin-jaringan": "kasi", "pelaksana": "admin-jaringan"}
HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    """The office with its chart: each seat hangs below its superior."""
    office = Office()
    for key, above in ABOVE.items():
        office.cast.positions[key].superior = office.cast.positions[above]
        office.cast.positions[key].save()
    return office


def person(office: Office, key: str) -> Actor:
    """Who this is now, with the offices of this moment."""
    return acting(office.cast.user(key), at=office.at)


def leaves(office: Office, key: str) -> None:
    row = Appointment.objects.get(user=office.cast.user(key), ends_at=None)
    actions.end_appointment(row, ends_at=office.at, at=office.at, by=office.cast.actor("admin"))


def appointed(office: Office, key: str, seat: str, **more: object) -> Appointment:
    options = {"kind": "plh", "starts_at": office.at, "at": office.at, **more}
    by = office.cast.actor("admin")
    return actions.appoint(office.cast.user(key), office.cast.positions[seat], by=by, **options)  # type: ignore[arg-type]


def numbers(office: Office, key: str) -> list[str]:
    return [row.number for row in inbox(person(office, key))]


def exit_by(office: Office, incident: Incident, verb: str, key: str) -> Incident:
    step = office.procedure.step(Incident.objects.get(pk=incident.pk).step)
    by, values = person(office, key), filled(step, verb)
    return take_exit(
        incident.number, verb, values=values, at=office.wait(minutes=1), by=by, declaration="Cuti"
    )


def assert_true_record(incident: Incident, office: Office) -> None:
    row = case_row(incident.number, by=office.cast.actor("auditor"))
    assert replayed(row) == snapshot(row)
    assert list(verify()) == []


def test_a_plh_dispositions_for_the_kabid_on_leave_and_signs_as_plh(office):
    appointed(office, "kasi", "kabid", ends_at=office.at + 8 * HOUR)
    incident = office.report()
    assert numbers(office, "kasi") == [incident.number]
    exit_by(office, incident, "disposisikan", "kasi")
    visit = StepVisit.objects.get(incident=incident, step="disposisi")
    assert visit.left_by["capacity"] == "Plh. Kepala Bidang TIK"
    assert_true_record(incident, office)


def test_the_rights_of_a_plh_end_at_the_very_moment(office):
    appointed(office, "kasi", "kabid", ends_at=office.at + HOUR)
    incident = office.report()
    office.wait(hours=1)
    assert numbers(office, "kasi") == []
    with pytest.raises(NotAllowed):
        accept_step(incident.number, at=office.at, by=person(office, "kasi"))


def test_a_step_that_reaches_an_empty_office_waits_for_the_superior(office):
    leaves(office, "kasi")
    incident = exit_by(office, office.report(), "disposisikan", "kabid")
    assert numbers(office, "kabid") == [incident.number]
    told = Notice.objects.filter(event="step-waits", number=incident.number, user__username="kabid")
    assert told.filter(dedupe_key__contains="/2/").exists()
    exit_by(office, incident, "arahkan", "kabid")
    visit = StepVisit.objects.get(incident=incident, step="arahan")
    assert visit.left_by["capacity"] == (
        "Kepala Bidang TIK selaku atasan, menjalankan tugas"
        " Kepala Seksi Infrastruktur Jaringan TIK dan Telekomunikasi (kosong)"
    )
    assert_true_record(incident, office)


def test_where_the_superior_is_missing_too_it_goes_one_further_up(office):
    leaves(office, "kasi")
    leaves(office, "kabid")
    found = answering("kasi", at=office.at)
    assert ([user.username for user in found.people], found.how) == (["kadis"], "atasan")
    assert person(office, "kadis").stands_in.keys() == {"kabid", "kasi"}


def test_an_appointment_gives_the_office_back_at_once(office):
    leaves(office, "kasi")
    assert person(office, "kabid").holds("kasi")
    appointed(office, "admin-jaringan", "kasi", kind="plt")
    assert not person(office, "kabid").holds("kasi")
    assert answering("kasi", at=office.at).how == "plt"


def test_nobody_takes_over_the_office_of_the_administrator(office):
    office.cast.positions["admin"].superior = office.cast.positions["kabid"]
    office.cast.positions["admin"].save()
    leaves(office, "admin")
    assert not person(office, "kabid").holds("admin")
    assert answering("admin", at=office.at).how == "kosong"


def test_offices_with_an_empty_seat_below_are_still_read_in_one_query(
    office, django_assert_num_queries
):
    leaves(office, "kasi")
    user = office.cast.user("kabid")
    with django_assert_num_queries(1):
        acting(user, at=office.at)


def test_holders_are_one_query_while_somebody_is_there(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        holders("kasi", at=office.at)


def test_an_empty_office_is_asked_to_be_filled_once_and_again_when_it_falls_empty_again(office):
    leaves(office, "kasi")
    asked = [ask_for_appointments(at=office.wait(minutes=1)) for _ in range(2)]
    row = appointed(office, "admin-jaringan", "kasi", kind="plt")
    asked.append(ask_for_appointments(at=office.wait(minutes=1)))
    actions.end_appointment(
        row, ends_at=office.wait(minutes=1), at=office.at, by=office.cast.actor("admin")
    )
    asked.append(ask_for_appointments(at=office.wait(minutes=1)))
    assert asked == [1, 0, 0, 1]
    told = Notice.objects.filter(event="office-empty").values_list("user__username", flat=True)
    assert sorted(told) == ["admin", "admin", "kabid", "kabid"]


def test_the_request_says_how_many_steps_wait(office):
    office.walk(office.report(), "disposisikan")
    leaves(office, "kasi")
    ask_for_appointments(at=office.at)
    body = Notice.objects.filter(event="office-empty").first().body
    assert "Langkah yang menunggu jabatan ini: 1." in body
    assert "selaku atasan" in body


def given(office: Office) -> Incident:
    """A field visit that was given to "pelaksana-2" and taken over by him."""
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    values = {**filled(office.procedure.step("penanganan"), "kirim-pelaksana")}
    values["pelaksana"] = "pelaksana-2"
    by = office.cast.actor("admin-jaringan")
    at = office.wait(minutes=1)
    take_exit(incident.number, "kirim-pelaksana", values=values, at=at, by=by)
    by = office.cast.actor("pelaksana-2")
    return accept_step(incident.number, at=office.wait(minutes=1), by=by)


@pytest.mark.parametrize("how", ["ends", "barred"])
def test_a_step_given_to_somebody_who_left_waits_for_the_whole_office(office, how):
    incident = given(office)
    assert numbers(office, "pelaksana") == []
    if how == "ends":
        leaves(office, "pelaksana-2")
    else:
        user, by = office.cast.user("pelaksana-2"), office.cast.actor("admin")
        actions.set_active(user, False, at=office.at, by=by)
    assert [watch_offices(at=office.wait(seconds=15)) for _ in range(2)] == [1, 0]
    assert numbers(office, "pelaksana") == [incident.number]
    told = Notice.objects.get(event="step-released", user__username="pelaksana")
    assert "Dedi Supriatna" in told.subject
    accept_step(incident.number, at=office.wait(minutes=1), by=person(office, "pelaksana"))
    assert_true_record(incident, office)


def test_what_was_given_to_somebody_who_stays_is_left_alone(office):
    given(office)
    leaves(office, "pelaksana")
    watch_offices(at=office.wait(seconds=15))
    assert Incident.objects.get().assignee == "pelaksana-2"


def test_a_person_barred_let_in_and_barred_again_is_handed_over_each_time(office):
    user, by = office.cast.user("pelaksana-2"), office.cast.actor("admin")
    for _ in range(2):
        incident = given(office)
        actions.set_active(user, False, at=office.at, by=by)
        watch_offices(at=office.wait(seconds=15))
        assert Incident.objects.get(pk=incident.pk).assignee == ""
        actions.set_active(user, True, at=office.at, by=by)


def test_a_limited_appointment_shows_and_allows_its_steps_only(office):
    appointed(office, "kasi", "kabid", steps=["disposisi"], scope="hanya disposisi")
    first = office.report()
    last = office.walk(office.report(), *FIELD, "laporkan-kasi", "laporkan-kabid")
    assert numbers(office, "kasi") == [first.number]
    exit_by(office, first, "disposisikan", "kasi")
    with pytest.raises(NotAllowed):
        exit_by(office, last, "konfirmasikan", "kasi")


def test_a_limited_holder_leaves_the_other_steps_to_the_superior(office):
    leaves(office, "kabid")
    appointed(office, "kasi", "kabid", steps=["disposisi"])
    of_step = {
        step: [user.username for user in holders("kabid", at=office.at, step=step)]
        for step in ("disposisi", "konfirmasi")
    }
    assert of_step == {"disposisi": ["kasi"], "konfirmasi": ["kadis"]}
    assert person(office, "kadis").does("kabid", "konfirmasi")


def test_a_limited_appointment_gives_no_right_over_the_whole_case(office):
    appointed(office, "operator", "kabid", steps=["disposisi"])
    office.report()
    by = person(office, "operator")
    assert by.holds("kabid")
    assert not by.holds_fully("kabid")


def test_vacancies_are_the_empty_seats_of_the_office(office):
    leaves(office, "kasi")
    Position.objects.create(key="pelaksana-utara", title="Pelaksana Utara", role="pelaksana")
    assert [seat.key for seat in vacancies(office.at)] == ["kasi", "pelaksana-utara"]


def test_the_same_person_in_two_offices_declares_the_check_and_it_is_counted(office):
    appointed(office, "admin-jaringan", "kasi")
    incident = office.walk(office.report(), *FIELD, "laporkan-kasi")
    after = exit_by(office, incident, "laporkan-kabid", "admin-jaringan")
    assert after.self_checks == 1
    assert StepVisit.objects.get(incident=incident, step="pemeriksaan").declaration == "Cuti"
    assert_true_record(incident, office)


def test_renaming_and_leaving_change_nothing_that_was_signed(office):
    incident = exit_by(office, office.report(), "disposisikan", "kabid")
    admin = office.cast.actor("admin")
    seat = office.cast.positions["kabid"]
    actions.rename_position(seat, "Kepala Bidang Infrastruktur Digital", at=office.at, by=admin)
    leaves(office, "kabid")
    signed = StepVisit.objects.get(incident=incident, step="disposisi").left_by
    assert signed["capacity"] == "Kepala Bidang TIK"
    assert signed["name"].startswith("Hj. Ratna")
    assert_true_record(incident, office)
