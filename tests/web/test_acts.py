"""Every act of a case by its form: what is written, and how a refusal gives everything back."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from sigap.domain.case import Status
from sigap.incidents.actions.exceptions import record_deviation
from sigap.incidents.models import Attachment, Incident
from sigap.incidents.queries.cases import procedure_of
from sigap.kit import clock
from tests.office import CHECKED, FIELD, REMOTE, Office, filled
from tests.web.sending import signed_in, text_of
from tests.web.uploads import lying_photo, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def fresh(incident: Incident) -> Incident:
    return Incident.objects.select_related("procedure", "ledger", "parent").get(pk=incident.pk)


def send(
    office: Office, incident: Incident, who: str, act: str, *, follow: bool = False, **typed: Any
) -> HttpResponse:
    """Send one form of the case's page as it is now, a minute later."""
    seen = {"expected": fresh(incident).ledger.length, "step": fresh(incident).step}
    with clock.at(office.wait(minutes=1)):
        address = f"/gangguan/{incident.number}/{act}/"
        return signed_in(office, who).post(address, seen | typed, follow=follow)


def step_answers(incident: Incident, verb: str) -> dict[str, Any]:
    """The least the step's form wants for this verb, by the form's own names."""
    case = fresh(incident)
    step = procedure_of(case).step(case.step)
    return {f"isi-{key}": value for key, value in filled(step, verb).items()}


def take(office: Office, incident: Incident, verb: str, **typed: Any) -> HttpResponse:
    """Press one of the buttons of the step as its performer."""
    who = fresh(incident).role
    answers = step_answers(incident, verb) | {"note": "Belum beres"}
    return send(office, incident, who, "langkah", verb=verb, **answers | typed)


@pytest.mark.parametrize("way", [REMOTE, FIELD])
def test_a_case_goes_through_all_its_steps_by_forms_alone(office, way):
    incident = office.report()
    for verb in (*way, *CHECKED, "konfirmasikan"):
        assert take(office, incident, verb).status_code == 302
    assert fresh(incident).status == Status.CLOSED


def test_what_was_done_is_said_with_the_next_deadline(office):
    incident = office.report()
    answers = step_answers(incident, "disposisikan")
    answer = send(office, incident, "kabid", "langkah", follow=True, verb="disposisikan", **answers)
    assert "Diteruskan ke Kepala Seksi Infrastruktur" in text_of(answer)
    assert "tenggat pukul 09.31 WIB" in text_of(answer)


def test_a_missing_answer_is_named_at_its_field_and_nothing_typed_is_lost(office):
    incident = office.report()
    typed = {"verb": "disposisikan", "isi-sifat": "segera", "isi-instruksi": " "}
    answer = send(office, incident, "kabid", "langkah", **typed)
    text = text_of(answer)
    assert answer.status_code == 422
    assert 'href="#langkah-isi-instruksi"' in text
    assert "Instruksi belum diisi." in text
    assert 'value="segera" id="langkah-isi-sifat-2" checked' in text
    assert fresh(incident).step == "disposisi"


def test_a_way_that_is_closed_by_an_answer_says_which_answers_open_it(office):
    incident = office.walk(office.report(), "disposisikan")
    typed = step_answers(incident, "limpahkan") | {"isi-kepemilikan": "Jaringan Pemerintah Kota"}
    answer = send(office, incident, "kasi", "langkah", verb="limpahkan", **typed)
    assert answer.status_code == 422
    assert "Untuk “Limpahkan” isian ini harus salah satu dari" in text_of(answer)


def test_a_return_without_a_reason_is_asked_for_one_and_with_one_goes_back(office):
    incident = office.walk(office.report(), *FIELD)
    refused = take(office, incident, "kembalikan", note="")
    assert refused.status_code == 422
    assert "Alasan wajib diisi" in text_of(refused)
    assert take(office, incident, "kembalikan").status_code == 302
    assert fresh(incident).step == "perbaikan"


def test_the_second_of_two_is_told_what_happened_and_keeps_what_was_typed(office):
    incident = office.report()
    answers = step_answers(incident, "disposisikan") | {"isi-instruksi": "Cek ODP Margajaya"}
    send(office, incident, "operator", "catat", text="PIC menunggu", internal="ya")
    late = send(
        office, incident, "kabid", "langkah", verb="disposisikan", **answers | {"expected": 1}
    )
    assert late.status_code == 409
    assert "baru saja diubah orang lain" in text_of(late)
    assert "PIC menunggu" in text_of(late)
    assert "Cek ODP Margajaya</textarea>" in text_of(late)
    again = send(office, incident, "kabid", "langkah", verb="disposisikan", **answers)
    assert again.status_code == 302


def test_what_was_typed_is_kept_even_when_the_step_has_moved_on(office):
    incident = office.report()
    answers = step_answers(incident, "disposisikan") | {"isi-instruksi": "Cek ODP Margajaya"}
    seen = {"expected": fresh(incident).ledger.length, "step": "disposisi"}
    take(office, incident, "disposisikan")
    late = send(office, incident, "kabid", "langkah", verb="disposisikan", **answers | seen)
    assert late.status_code == 409
    assert "Isian Anda yang belum terkirim" in text_of(late)
    assert "Cek ODP Margajaya</textarea>" in text_of(late)


def test_files_sent_with_the_step_become_part_of_its_output(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    extra = {"isi-lampiran-berkas": [photo("a.png"), photo("b.png")]}
    assert take(office, incident, "teratasi", **extra).status_code == 302
    output = incident.visits.get(step="penanganan").output
    assert [file["label"] for file in output["lampiran"]] == ["a.png", "b.png"]


def test_a_file_is_kept_when_the_rest_of_the_form_is_refused(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    extra = {"isi-lampiran-berkas": photo(), "isi-temuan": ""}
    answer = take(office, incident, "teratasi", **extra)
    key = Attachment.objects.get(incident=incident).key
    assert answer.status_code == 422
    assert f'name="isi-lampiran" value="{key}" checked' in text_of(answer)
    assert take(office, incident, "teratasi", **{"isi-lampiran": key}).status_code == 302


def test_a_file_with_a_lying_name_is_refused_at_its_field_before_it_is_stored(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    answer = take(office, incident, "teratasi", **{"isi-lampiran-berkas": lying_photo()})
    assert answer.status_code == 422
    assert "akhiran namanya harus" in text_of(answer)
    assert not Attachment.objects.filter(incident=incident).exists()
    assert fresh(incident).step == "penanganan"


def test_a_step_is_received_held_and_resumed(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    send(office, incident, "admin-jaringan", "terima")
    assert fresh(incident).received
    until = f"{timezone.localtime(office.at + timedelta(days=1)):%Y-%m-%dT%H:%M}"
    wanted = {"reason": "vendor-isp", "until": until}
    refused = send(office, incident, "admin-jaringan", "tunda", **wanted)
    assert refused.status_code == 422
    assert "Nomor tiket vendor/ISP wajib diisi" in text_of(refused)
    assert f'value="{until}"' in text_of(refused)
    send(office, incident, "admin-jaringan", "tunda", **wanted | {"evidence": "Tiket 88"})
    assert fresh(incident).status == Status.ON_HOLD
    send(office, incident, "admin-jaringan", "lanjutkan")
    assert fresh(incident).status == Status.RUNNING


def test_a_hold_without_a_readable_moment_is_a_fault_of_that_field(office):
    incident = office.report()
    answer = send(office, incident, "kabid", "tunda", reason="pln", until="besok sore")
    assert answer.status_code == 422
    assert 'href="#tunda-until"' in text_of(answer)
    assert 'value="besok sore"' in text_of(answer)


def test_a_hand_over_is_given_back_with_a_reason(office):
    incident = office.walk(office.report(), "disposisikan")
    assert send(office, incident, "kasi", "tolak", reason="").status_code == 422
    send(office, incident, "kasi", "tolak", reason="Salah seksi")
    assert fresh(incident).step == "disposisi"


def test_a_deviation_is_recorded_and_ratified_by_another(office):
    incident = office.report()
    told = {"kind": "perintah-lisan", "reason": "Darurat", "authority": "Kepala Dinas"}
    send(office, incident, "kabid", "menyimpang", to="penanganan", **told)
    assert fresh(incident).step == "penanganan"
    assert send(office, incident, "kadis", "sahkan", deviation="1").status_code == 302
    assert incident.deviations.get().ratified_by["key"] == "kadis"


def test_nobody_ratifies_his_own_deviation_by_a_handmade_form(office):
    incident = office.report()
    record_deviation(
        incident.number, reason="x", authority="y", at=office.at, by=office.cast.actor("kabid")
    )
    assert send(office, incident, "kabid", "sahkan", deviation="1").status_code == 403


def test_a_report_is_cancelled_as_a_duplicate_of_a_case_that_exists(office):
    first, second = office.report(), office.report()
    told = {"reason": "duplikat", "explanation": "Sama", "duplicate_of": "2026-999999"}
    refused = send(office, second, "kabid", "batalkan", **told)
    assert refused.status_code == 422
    assert 'href="#batalkan-duplicate_of"' in text_of(refused)
    send(office, second, "kabid", "batalkan", **told | {"duplicate_of": first.number})
    assert fresh(second).status == Status.CANCELLED


def test_a_report_follows_a_parent_and_is_taken_out_again(office):
    parent, child = office.report(), office.report()
    unknown = send(office, child, "operator", "ikuti", parent="2026-999999")
    assert unknown.status_code == 422
    assert 'value="2026-999999"' in text_of(unknown)
    send(office, child, "operator", "ikuti", parent=f" {parent.number} ")
    assert fresh(child).parent == parent
    send(office, child, "operator", "lepaskan", reason="Penyebabnya lain")
    assert fresh(child).parent is None


def test_an_agency_is_added_by_the_name_people_use(office):
    incident = office.report()
    unknown = send(office, incident, "kasi", "perangkat-daerah", agency="Antariksa")
    assert unknown.status_code == 422
    send(office, incident, "kasi", "perangkat-daerah", agency="dinkes")
    assert incident.affected.filter(agency__key="dinas-kesehatan").exists()
