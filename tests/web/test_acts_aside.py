"""Answers, files and remarks by their forms, and who may not do what."""

import pytest

from sigap.domain.case import Status
from sigap.incidents.models import Attachment
from tests.office import CHECKED, REMOTE, Office
from tests.web.sending import signed_in, text_of
from tests.web.test_acts import fresh, send
from tests.web.uploads import lying_photo, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_contact_confirms_for_the_own_agency(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    told = {"agency": "dinas-pendidikan", "result": "pulih"}
    answer = send(office, incident, "opd-pendidikan", "jawab", follow=True, **told)
    assert "Jawaban tercatat: jaringan sudah pulih." in text_of(answer)
    row = incident.affected.get()
    assert (row.result, row.informant) == ("pulih", "Agus Hermawan, S.Pd.")


def test_still_down_reopens_the_case(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    told = {"agency": "dinas-pendidikan", "result": "masih-gangguan"}
    send(office, incident, "opd-pendidikan", "jawab", **told)
    assert (fresh(incident).status, fresh(incident).step) == (Status.RUNNING, "penanganan")


def test_the_office_records_the_answer_of_a_report_that_follows_on_the_parents_page(office):
    parent = office.report()
    child = office.report(site="kantor-dinkes", follows=parent.number)
    office.walk(parent, *REMOTE, *CHECKED)
    told = {"agency": "dinas-kesehatan", "of": child.number, "result": "pulih"}
    answer = send(office, parent, "kabid", "jawab", channel="telepon", **told)
    assert answer.headers["Location"] == f"/gangguan/{parent.number}/"
    assert child.affected.get().result == "pulih"


def test_nobody_answers_for_another_agency(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    told = {"agency": "dinas-pendidikan", "result": "pulih"}
    assert send(office, incident, "opd-kesehatan", "jawab", **told).status_code == 404
    assert incident.affected.get().result == ""


def test_an_answer_of_no_known_kind_opens_that_form_again(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    told = {"agency": "dinas-pendidikan", "result": "entah", "informant": "Pak Agus"}
    key = f"{incident.number}/dinas-pendidikan"
    answer = send(office, incident, "kabid", "jawab", key=key, **told)
    assert answer.status_code == 422
    assert 'value="Pak Agus"' in text_of(answer)


def test_a_contacts_remark_is_never_internal(office):
    incident = office.report()
    send(office, incident, "opd-pendidikan", "catat", text="Lantai 3 juga mati", internal="ya")
    page = signed_in(office, "opd-pendidikan").get(f"/gangguan/{incident.number}/")
    assert "Lantai 3 juga mati" in text_of(page)


def test_an_empty_remark_is_asked_for(office):
    answer = send(office, office.report(), "kabid", "catat", text=" ")
    assert answer.status_code == 422
    assert "Tulis catatan" in text_of(answer)


def test_good_files_are_kept_when_one_of_them_is_refused(office):
    incident = office.report()
    files = {"file": [photo(), lying_photo()]}
    answer = send(office, incident, "opd-pendidikan", "lampirkan", **files)
    assert answer.status_code == 422
    assert [row.internal for row in Attachment.objects.filter(incident=incident)] == [False]


def test_no_file_at_all_is_asked_for(office):
    answer = send(office, office.report(), "kabid", "lampirkan")
    assert "Pilih paling sedikit satu berkas." in text_of(answer)


@pytest.mark.parametrize("who", ["auditor", "kadis", "admin", "pelaksana", "operator"])
def test_a_step_of_another_office_is_refused(office, who):
    incident = office.report()
    answer = send(office, incident, who, "langkah", verb="disposisikan")
    assert answer.status_code == 403
    assert fresh(incident).step == "disposisi"


def test_a_verb_that_is_not_open_is_refused_with_those_that_are(office):
    answer = send(office, office.report(), "kabid", "langkah", verb="laporkan")
    assert answer.status_code == 409
    assert "disposisikan" in text_of(answer)


def test_another_agency_cannot_act_on_what_it_may_not_see(office):
    incident = office.report()
    for act in ("catat", "lampirkan", "batalkan", "jawab"):
        assert send(office, incident, "opd-kesehatan", act, text="x").status_code == 404


def test_coming_back_by_link_shows_the_case_and_an_unknown_act_is_not_there(office):
    incident = office.report()
    client = signed_in(office, "kabid")
    back = client.get(f"/gangguan/{incident.number}/langkah/")
    assert back.headers["Location"] == f"/gangguan/{incident.number}/"
    assert client.post(f"/gangguan/{incident.number}/hapus/").status_code == 404


@pytest.mark.parametrize("expected", ["", "banyak", "99999999999999999999", "²"])
def test_a_form_that_does_not_say_what_it_saw_is_stale(office, expected):
    incident = office.report()
    answer = send(office, incident, "kabid", "terima", expected=expected)
    assert answer.status_code == 409
