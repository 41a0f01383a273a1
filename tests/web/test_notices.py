"""What stands behind the bell, the help page and the overview of the installation."""

import pytest

from sigap.incidents.models import Incident
from sigap.notifications.models import Notice
from sigap.notifications.queries import unseen_count
from sigap.people.models import Appointment
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def incident(office: Office) -> Incident:
    return office.report()


def unseen(office: Office, who: str) -> int:
    return unseen_count(office.cast.user(who).pk)


def test_a_new_report_waits_behind_the_bell_of_the_kabid(
    office: Office, incident: Incident
) -> None:
    page = text_of(signed_in(office, "kabid").get("/pemberitahuan/"))
    assert incident.number in page
    assert "1 belum dilihat" in page
    assert incident.number not in text_of(signed_in(office, "kasi").get("/pemberitahuan/"))


def test_following_a_notice_marks_it_seen(office: Office, incident: Incident) -> None:
    row = Notice.objects.get(user=office.cast.user("kabid"))
    answer = signed_in(office, "kabid").get(f"/pemberitahuan/{row.pk}")
    assert answer["Location"] == f"/gangguan/{incident.number}/"
    assert unseen(office, "kabid") == 0


def test_the_notice_of_another_person_is_not_found(office: Office, incident: Incident) -> None:
    row = Notice.objects.get(user=office.cast.user("kabid"))
    assert signed_in(office, "kasi").get(f"/pemberitahuan/{row.pk}").status_code == 404
    signed_in(office, "kasi").post("/pemberitahuan/dilihat", {"id": row.pk})
    assert unseen(office, "kabid") == 1


@pytest.mark.parametrize("which", ["one", "all"])
def test_notices_are_marked_seen(office: Office, incident: Incident, which: str) -> None:
    office.report(summary="Kabel putus")
    row = Notice.objects.filter(user=office.cast.user("kabid")).first()
    chosen = row.pk if which == "one" else "semua"
    signed_in(office, "kabid").post("/pemberitahuan/dilihat", {"id": chosen})
    assert unseen(office, "kabid") == (1 if which == "one" else 0)


def test_an_empty_list_teaches(office: Office) -> None:
    page = text_of(signed_in(office, "kadis").get("/pemberitahuan/"))
    assert "Belum ada pemberitahuan" in page


def test_the_list_costs_a_fixed_number_of_queries(office: Office, incident: Incident) -> None:
    client = signed_in(office, "kabid")
    with counted() as few:
        client.get("/pemberitahuan/")
    for _ in range(5):
        office.report()
    with counted() as many:
        client.get("/pemberitahuan/")
    assert len(few) == len(many) <= 6


@pytest.mark.parametrize("who", ["kabid", "operator", "opd-pendidikan", "auditor", "admin"])
def test_everybody_gets_help(office: Office, who: str) -> None:
    page = text_of(signed_in(office, who).get("/bantuan/"))
    assert "Perbaikan di lokasi" in page


def test_the_overview_is_the_administrators(office: Office) -> None:
    assert signed_in(office, "kabid").get("/pengaturan/").status_code == 403
    page = text_of(signed_in(office, "admin").get("/pengaturan/"))
    for said in ("Bambang Wicaksono, S.T., M.T.", "Perpres 21/2023", "Asia/Jakarta"):
        assert said in page


def test_an_empty_office_is_shown_as_empty(office: Office) -> None:
    Appointment.objects.filter(position__key="kasi").delete()
    assert "kosong" in text_of(signed_in(office, "admin").get("/pengaturan/"))


def test_the_overview_costs_a_fixed_number_of_queries(office: Office) -> None:
    client = signed_in(office, "admin")
    with counted() as queries:
        client.get("/pengaturan/")
    assert len(queries) <= 12
