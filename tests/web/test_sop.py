"""The register of SOPs: what is in force, what changes, and what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sigap.incidents.models import PublishedProcedure
from sigap.kit import clock
from tests.office import PROCEDURES, Office
from tests.web.sending import counted, signed_in, text_of

KEY = "penanganan-gangguan"
EVERYBODY = ("kabid", "kasi", "admin-jaringan", "pelaksana", "operator", "opd-pendidikan", "kadis")


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def second_version() -> str:
    text = (PROCEDURES / f"{KEY}.v1.toml").read_text(encoding="utf-8")
    return text.replace("versi = 1", "versi = 2", 1).replace("menit = 15", "menit = 20", 1)


def send(office: Office, text: str, stage: str = "periksa", who: str = "kabid"):
    with clock.at(office.at):
        return signed_in(office, who).post("/sop/baru/", {"text": text, "tahap": stage})


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_the_sops(office: Office, who: str) -> None:
    client = signed_in(office, who)
    for address in ("/sop/", f"/sop/{KEY}/", f"/sop/{KEY}/v1/"):
        assert client.get(address).status_code == 200


def test_a_draft_is_never_taken_for_one_in_force(office: Office) -> None:
    client = signed_in(office, "kasi")
    assert "Draf, belum berlaku" in text_of(client.get("/sop/"))
    assert "Draf, belum berlaku" in text_of(client.get("/sop/penyambungan-baru/"))
    assert "Draf, belum berlaku" not in text_of(client.get(f"/sop/{KEY}/"))


def test_a_version_shows_its_steps_forms_readings_and_origin(office: Office) -> None:
    office.report()
    page = text_of(signed_in(office, "auditor").get(f"/sop/{KEY}/"))
    row = PublishedProcedure.objects.get(key=KEY)
    said = [row.digest, "1 berjalan dari 1", '<svg class="flow"', "Judul tabel langkah"]
    for step in office.procedure.steps:
        said += [step.short, step.output.title, *(way.label for way in step.exits)]
    assert not [each for each in said if each not in page]


def test_an_unknown_sop_or_version_is_not_found(office: Office) -> None:
    client = signed_in(office, "kasi")
    assert client.get("/sop/tidak-ada/").status_code == 404
    assert client.get(f"/sop/{KEY}/v9/").status_code == 404
    assert client.get(f"/sop/{KEY}/banding").status_code == 404


@pytest.mark.parametrize("who", ["kasi", "operator", "opd-pendidikan", "auditor"])
def test_only_kabid_and_admin_publish(office: Office, who: str) -> None:
    assert send(office, second_version(), "terbitkan", who).status_code == 403
    assert signed_in(office, who).get("/sop/baru/").status_code == 403
    assert PublishedProcedure.objects.filter(key=KEY).count() == 1


def test_checking_shows_the_difference_and_publishes_nothing(office: Office) -> None:
    answer = send(office, second_version())
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<del>15 menit</del>" in page
    assert "<ins>20 menit</ins>" in page
    assert PublishedProcedure.objects.filter(key=KEY).count() == 1


def test_publishing_brings_it_into_force_and_the_two_can_be_compared(office: Office) -> None:
    answer = send(office, second_version(), "terbitkan", "admin")
    assert answer["Location"] == f"/sop/{KEY}/v2/"
    client = signed_in(office, "kasi")
    assert "Digantikan versi baru" in text_of(client.get("/sop/"))
    page = text_of(client.get(f"/sop/{KEY}/banding?dari=1&ke=2"))
    assert "1. Disposisi" in page
    assert "<ins>20 menit</ins>" in page


def test_every_fault_is_told_with_its_line_and_the_text_is_kept(office: Office) -> None:
    text = second_version().replace('pelaksana = "kasi"', 'pelaksana = "tukang"')
    answer = send(office, text)
    page = text_of(answer)
    assert answer.status_code == 422
    line = text[: text.index('"tukang"')].count("\n") + 1
    assert f"Baris {line}" in page
    assert "pelaksana = &#34;tukang&#34;" in page


def test_a_published_version_cannot_be_changed(office: Office) -> None:
    text = second_version().replace("versi = 2", "versi = 1", 1)
    for stage in ("periksa", "terbitkan"):
        answer = send(office, text, stage)
        assert answer.status_code == 422
        assert "Naikkan nomor versinya" in text_of(answer)


def test_a_file_may_be_chosen_instead_of_pasting(office: Office) -> None:
    client = signed_in(office, "kabid")
    file = SimpleUploadedFile("baru.toml", second_version().encode())
    assert "Berkas dapat dipakai." in text_of(client.post("/sop/baru/", {"file": file}))
    noise = SimpleUploadedFile("baru.toml", b"\xff\xfe\x00")
    assert client.post("/sop/baru/", {"file": noise}).status_code == 422


def test_an_empty_form_is_refused(office: Office) -> None:
    answer = send(office, "")
    assert answer.status_code == 422
    assert "tempelkan isinya" in text_of(answer)


def test_the_register_costs_a_fixed_number_of_queries(office: Office) -> None:
    client = signed_in(office, "kasi")
    with counted() as few:
        client.get("/sop/")
    send(office, second_version(), "terbitkan")
    office.report()
    with counted() as many:
        client.get("/sop/")
    assert len(few) == len(many) <= 6
