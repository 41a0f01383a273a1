"""The page of the templates: a draft is tried, kept as a version, compared, and put back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Paper, Template
from sigap.documents.queries import newest_template
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import make_papers
from tests.office import Office
from tests.web.test_security import grow_old

pytestmark = pytest.mark.django_db
PAGE = "/pengaturan/naskah/templat/"
ONE = f"{PAGE}arahan/"


@pytest.fixture
def office() -> Office:
    office = Office()
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def admin(office) -> Client:
    client = Client()
    client.force_login(office.cast.user("admin"))
    return client


def draft(**told: object) -> dict[str, object]:
    source = newest_template("arahan").source + "\nTembusan: arsip.\n"
    return {"act": "lihat", "source": source, "after": 1, **told}


def test_every_kind_is_listed_with_its_version(admin):
    page = admin.get(PAGE).content.decode()
    assert "Lembar Disposisi" in page
    assert "bawaan Sigap" in page


def test_a_draft_is_shown_with_the_facts_of_a_case_and_nothing_is_kept(office, admin):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    make_papers(at=office.at)
    answer = admin.post(ONE, draft(case=incident.number))
    assert answer.status_code == 200
    assert "data:image/png;base64," in answer.content.decode()
    assert "data:" in answer.headers["Content-Security-Policy"]
    assert Template.objects.filter(kind="arahan").count() == 1
    assert not Paper.objects.exclude(sha256="").exists()


def test_without_a_case_it_is_drawn_with_a_sample_also_as_pdf(admin):
    answer = admin.post(ONE, draft(act="pdf"))
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_all_papers_share_is_shown_below_a_paper(office, admin):
    incident = office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    source = newest_template("naskah").source
    told = draft(source=source, case=incident.number)
    assert "data:image/png" in admin.post(f"{PAGE}naskah/", told).content.decode()


@pytest.mark.parametrize("number", ["2026-999999", "bukan"])
def test_a_case_without_such_a_paper_is_told_and_the_draft_stays(office, admin, number):
    office.report()
    answer = admin.post(ONE, draft(case=number))
    assert answer.status_code == 422
    assert "Tembusan: arsip." in answer.content.decode()


def test_a_mistake_is_told_in_words_with_its_line_and_nothing_typed_is_lost(admin):
    answer = admin.post(ONE, draft(source="Satu\n#foo", note="Coba saja"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Baris 2" in page
    assert "nama “foo” tidak dikenal" in page
    assert "Coba saja" in page


def test_it_is_saved_as_the_next_version_and_put_back_again(admin):
    told = draft(act="simpan", note="Tembusan")
    assert admin.post(ONE, told).status_code == 302
    assert newest_template("arahan").version == 2
    back = {"act": "kembali", "version": 0, "after": 2, "source": ""}
    assert admin.post(ONE, back).status_code == 302
    assert newest_template("arahan").origin == "bawaan"
    page = admin.get(f"{ONE}banding?dari=1&ke=2").content.decode()
    assert "+ Tembusan: arsip." in page


def test_a_version_made_meanwhile_is_not_written_over(admin):
    admin.post(ONE, draft(act="simpan", note="Satu"))
    answer = admin.post(ONE, draft(act="simpan", note="Dua"))
    assert answer.status_code == 422
    assert "baru saja dibuat orang lain" in answer.content.decode()


def test_a_file_takes_the_place_of_what_was_typed(admin):
    file = SimpleUploadedFile(
        "arahan.typ", b'#import "naskah.typ": *\n#show: halaman\nDari berkas.'
    )
    assert "Dari berkas." in admin.post(ONE, draft(file=file)).content.decode()
    wrong = SimpleUploadedFile("arahan.typ", b"\xff\xfe")
    assert admin.post(ONE, draft(file=wrong)).status_code == 422


def test_each_version_can_be_taken_away_as_a_file(admin):
    answer = admin.get(f"{ONE}v1.typ")
    assert answer.content.decode() == newest_template("arahan").source
    assert admin.get(f"{ONE}v9.typ").status_code == 404
    assert admin.get(f"{PAGE}sop/").status_code == 404


def test_others_do_not_see_the_templates(office):
    client = Client()
    client.force_login(office.cast.user("kasi"))
    assert client.get(PAGE).status_code == 403


def test_saving_needs_a_fresh_proof_and_nothing_typed_is_lost(office):
    user = office.cast.user("admin")
    user.set_password("jeruk-pagar-lampu-7")
    user.save()
    admin = Client()
    admin.force_login(user)
    grow_old(admin)
    answer = admin.post(ONE, draft(act="simpan", note="Tembusan"))
    assert answer.status_code == 403
    assert "Tembusan: arsip." in answer.content.decode()
    assert newest_template("arahan").version == 1
