"""Guides on the pages: at a case one question at a time, their settings, what they bring along."""

import re

import pytest

from sigap.config.office import GUIDES, shipped_guides
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.guides import load_guides, withdraw_guide
from sigap.incidents.models import GuideVersion, Incident
from sigap.kit import clock
from sigap.kit.briefly import forget_all
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

pytestmark = pytest.mark.django_db

POWER = (GUIDES / "listrik.v1.toml").read_text(encoding="utf-8")
SECOND = POWER.replace("versi = 1", "versi = 2").replace("Listrik dan UPS", "Listrik kantor")
TO_LEAF = "tidak.padam.ya"


@pytest.fixture
def office() -> Office:
    office = Office()
    load_guides(shipped_guides(), at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def handled(office: Office) -> Incident:
    """A case in step 3, the network administrator's."""
    return office.walk(office.report(), "disposisikan", "arahkan")


def seen(office: Office, who: str, path: str, status: int = 200) -> str:
    with clock.at(office.at):
        answer = signed_in(office, who).get(path)
    assert answer.status_code == status
    return text_of(answer)


def guide(incident: Incident, key: str = "listrik", query: str = "") -> str:
    return f"/gangguan/{incident.number}/panduan/{key}/{query}"


def value_of(page: str, field: str) -> str:
    """What stands in a long text of the step's form."""
    found = re.search(rf'<textarea[^>]* name="isi-{field}"[^>]*>\s*(.*?)</textarea>', page, re.S)
    assert found is not None
    return found[1]


def test_the_open_step_offers_its_guides_to_its_performer_alone(office, handled):
    page = seen(office, "admin-jaringan", f"/gangguan/{handled.number}/")
    links = re.findall(rf'href="/gangguan/{handled.number}/panduan/([\w-]+)/"', page)
    assert links == ["mulai", "listrik", "kabel", "wifi", "dhcp", "captive-portal"]
    assert "panduan/" not in seen(office, "kasi", f"/gangguan/{handled.number}/")


def test_a_guide_asks_one_question_at_a_time_and_keeps_the_answers_in_the_address(office, handled):
    first = seen(office, "admin-jaringan", guide(handled))
    assert "Adakah lampu yang menyala" in first
    assert "Apakah listrik gedung menyala?" not in first
    assert guide(handled, query="?jawab=tidak") in first
    second = seen(office, "admin-jaringan", guide(handled, query="?jawab=tidak"))
    assert "Apakah listrik gedung menyala?" in second
    assert guide(handled, query="?jawab=tidak.padam") in second
    assert "Tidak satu pun" in second  # what was answered so far


def test_at_the_end_the_conclusion_fills_the_empty_fields_of_the_step(office, handled):
    leaf = seen(office, "admin-jaringan", guide(handled, query=f"?jawab={TO_LEAF}"))
    assert "Listrik PLN padam di kawasan ini" in leaf
    asked = re.search(r'href="(/gangguan/[^"]+\?isi=[^"#]+)#langkah"', leaf)
    assert asked is not None
    page = seen(office, "admin-jaringan", asked[1])
    assert 'value="Listrik/UPS" selected' in page
    assert value_of(page, "tindakan").startswith("Melaporkan padam ke PLN")
    findings = value_of(page, "temuan")
    assert findings.startswith("Panduan “Listrik dan UPS” versi 1:\n1. Adakah lampu")
    assert findings.endswith("Simpulan: Listrik PLN padam di kawasan ini; perangkat tidak rusak.")
    assert "Dari panduan “Listrik dan UPS” versi 1:" in page


def test_what_stands_in_a_field_is_never_changed(office, handled):
    office.walk(handled, "teratasi", "kembalikan")
    number = handled.number
    page = seen(office, "admin-jaringan", f"/gangguan/{number}/?isi=panduan:listrik:{TO_LEAF}")
    assert value_of(page, "temuan") == "Sudah dikerjakan"
    assert 'value="Listrik/UPS" selected' in page
    assert "Tidak disentuh karena sudah berisi: Temuan, Tindakan." in page


@pytest.mark.parametrize(
    "asked",
    [
        *("panduan:listrik:", "panduan:listrik:tidak", "panduan:listrik:tidak.x", "panduan"),
        *(
            "panduan:tidak-ada:x",
            "lain:listrik:tidak",
            ":",
            "",
            "panduan:listrik:" + "tidak." * 500,
        ),
    ],
)
def test_what_leads_to_nothing_fills_nothing(office, handled, asked):
    page = seen(office, "admin-jaringan", f"/gangguan/{handled.number}/?isi={asked}")
    assert value_of(page, "temuan") == ""
    assert "Dari panduan" not in page


def test_somebody_else_reads_the_advice_without_a_button(office, handled):
    leaf = seen(office, "kasi", guide(handled, query=f"?jawab={TO_LEAF}"))
    assert "Hubungi PLN 123" in leaf
    assert "?isi=" not in leaf
    page = seen(office, "kasi", f"/gangguan/{handled.number}/?isi=panduan:listrik:{TO_LEAF}")
    assert "Dari panduan" not in page


def test_an_answer_that_is_not_known_leaves_one_at_the_last_question_that_is(office, handled):
    page = seen(office, "admin-jaringan", guide(handled, query="?jawab=tidak.entah.padam"))
    assert "tidak dikenal lagi" in page
    assert "Apakah listrik gedung menyala?" in page


def test_a_leaf_leads_on_to_a_guide_in_use_only(office, handled):
    path = guide(handled, "mulai", "?jawab=mati")
    assert guide(handled, "listrik") in seen(office, "admin-jaringan", path)
    withdraw_guide("listrik", at=office.at, by=office.cast.actor("admin"))
    assert guide(handled, "listrik") not in seen(office, "admin-jaringan", path)
    assert "tidak ada" in seen(office, "admin-jaringan", guide(handled), status=404)


def test_the_whole_guide_stands_on_one_page(office, handled):
    page = seen(office, "admin-jaringan", guide(handled, "kabel", "?semua=1"))
    assert page.count('id="tanya-') == 13
    assert page.count('id="hasil-') == 17
    for target in re.findall(r'href="#((?:tanya|hasil)-[\w-]+)"', page):
        assert f'id="{target}"' in page


def test_a_case_that_one_may_not_know_of_has_no_guide_page(office, handled):
    Incident.objects.filter(pk=handled.pk).update(restricted=True)
    seen(office, "operator", guide(handled), status=404)
    seen(office, "opd-pendidikan", guide(handled), status=403)


def test_the_pages_cost_a_fixed_number_of_queries(office, handled):
    client = signed_in(office, "admin-jaringan")
    costs = []
    for path in (guide(handled), guide(handled, query=f"?jawab={TO_LEAF}")):
        client.get(path)
        with clock.at(office.at), counted() as queries:
            client.get(path)
        costs.append(len(queries))
    client.get(f"/gangguan/{handled.number}/")
    with clock.at(office.at), counted() as kept:
        client.get(f"/gangguan/{handled.number}/")
    forget_all()
    with clock.at(office.at), counted() as anew:
        client.get(f"/gangguan/{handled.number}/")
    assert costs == [5, 6]
    assert len(anew) - len(kept) <= 2


def sent(office: Office, path: str, **typed: str):
    with clock.at(office.at):
        return signed_in(office, "admin").post(path, typed)


def test_the_settings_list_the_guides_and_show_one_as_a_tree(office):
    page = seen(office, "admin", "/pengaturan/panduan/")
    assert page.count('class="open"') == 6
    assert "mulai dipakai" in page
    one = seen(office, "admin", "/pengaturan/panduan/listrik/")
    assert one.count('id="tanya-') == 10
    assert "3. Penanganan teknis: Kategori penyebab: Listrik/UPS" in one
    seen(office, "admin", "/pengaturan/panduan/tidak-ada/", status=404)


def test_a_new_version_is_checked_shown_kept_and_put_into_use(office):
    checked = text_of(sent(office, "/pengaturan/panduan/baru/", text=SECOND, tahap="periksa"))
    assert "Berkas dapat dipakai." in checked
    assert GuideVersion.objects.filter(key="listrik").count() == 1
    sent(office, "/pengaturan/panduan/baru/", text=SECOND, tahap="simpan")
    row = GuideVersion.objects.get(key="listrik", version=2)
    assert row.in_force_since is None
    sent(office, "/pengaturan/panduan/listrik/", row=str(row.pk))
    assert "Listrik kantor" in seen(office, "admin", "/pengaturan/panduan/")
    shipped = GuideVersion.objects.get(key="listrik", version=1)
    sent(office, "/pengaturan/panduan/listrik/", row=str(shipped.pk))
    shipped.refresh_from_db()
    assert shipped.in_force_since is not None


def test_a_faulty_file_comes_back_with_its_lines_and_nothing_typed_is_lost(office):
    faulty = SECOND.replace('ke = "gedung"', 'ke = "gedong"')
    answer = sent(office, "/pengaturan/panduan/baru/", text=faulty, tahap="simpan")
    page = text_of(answer)
    assert answer.status_code == 422
    line = 1 + SECOND[: SECOND.index('ke = "gedung"')].count("\n")
    assert f"Baris {line}</strong>" in page
    assert "mungkin maksudnya “gedung”" in page
    assert "ke = &#34;gedong&#34;" in page
    assert GuideVersion.objects.filter(key="listrik").count() == 1


def test_another_text_under_a_version_that_is_there_is_refused_before_it_is_kept(office):
    taken = POWER.replace("Adakah", "Apakah ada")
    answer = sent(office, "/pengaturan/panduan/baru/", text=taken, tahap="periksa")
    assert answer.status_code == 422
    assert "sudah ada dan tidak dapat diubah" in text_of(answer)
    empty = sent(office, "/pengaturan/panduan/baru/", text=" ", tahap="periksa")
    assert empty.status_code == 422


def test_a_guide_is_withdrawn_and_its_file_comes_out_as_it_went_in(office):
    sent(office, "/pengaturan/panduan/wifi/", act="tarik")
    assert "tidak dipakai" in seen(office, "admin", "/pengaturan/panduan/")
    row = GuideVersion.objects.get(key="wifi")
    path = f"/pengaturan/panduan/wifi/{row.pk}.toml"
    assert signed_in(office, "admin").get(path).content.decode() == row.source
    seen(office, "admin", f"/pengaturan/panduan/listrik/{row.pk}.toml", status=404)
    begun = seen(office, "admin", f"/pengaturan/panduan/baru/?dari={row.pk}")
    assert "WiFi dan titik akses" in begun


def test_a_number_that_no_version_can_have_is_not_found(office):
    seen(office, "admin", f"/pengaturan/panduan/listrik/{10**20}.toml", status=404)
    answer = sent(office, "/pengaturan/panduan/listrik/", row="9" * 30)
    assert answer.status_code == 404
