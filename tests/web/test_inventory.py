"""The pages of the inventory: read by the office, written by its keepers, corrected by all."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.inventory import actions
from sigap.inventory.actions.credentials import MeantFor, keep_credential
from sigap.inventory.models import Credential, Device, Import, Proposal, Source
from sigap.kit import clock
from sigap.web.stamps import PROVED_AT
from tests.office import CHECKED, REMOTE, Office
from tests.web.sending import counted, signed_in, text_of

SWITCH = "/inventaris/perangkat/sw-disdik/"
SECRET = "k0munitas-sangat-rahasia"
NEW = {"key": "r-1", "name": "Router", "site": "rsud", "kind": "router", "status": "dipakai"}


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def keeper(office: Office):
    """The keeper's browser, at the office's moment; his proof of identity is fresh."""
    with clock.at(office.at):
        yield signed_in(office, "admin-jaringan")


@pytest.fixture
def officer(office: Office):
    """The browser of one who may read and propose."""
    with clock.at(office.at):
        yield signed_in(office, "pelaksana")


def kept(office: Office) -> Credential:
    return keep_credential(
        "umum",
        kind="snmp-v2c",
        name="SNMP umum",
        typed={"community": SECRET},
        meant_for=MeantFor(rest=True),
        new=True,
        at=office.at,
        by=SYSTEM,
    )


def test_a_device_is_added_by_its_form_and_found_by_its_address(keeper: Client) -> None:
    answer = keeper.post("/inventaris/baru/perangkat/", NEW | {"management_address": "10.1.2.3"})
    assert answer["Location"] == "/inventaris/perangkat/r-1/"
    assert "/inventaris/perangkat/r-1/" in text_of(keeper.get("/inventaris/?q=10.1.2.3"))


def test_a_faulty_form_comes_back_with_everything_that_was_typed(keeper: Client) -> None:
    answer = keeper.post("/inventaris/baru/perangkat/", NEW | {"site": "nowhere", "model": "X9"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="nowhere"' in page
    assert 'value="X9"' in page
    assert not Device.objects.filter(key="r-1").exists()


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(
    office: Office, keeper: Client
) -> None:
    actions.change_item("device", "sw-disdik", {"model": "A"}, at=office.at, by=SYSTEM)
    actions.change_item("device", "sw-disdik", {"model": "B"}, at=office.at, by=SYSTEM)
    sent = NEW | {"name": "Switch", "model": "C", "seen": "1", "site": "kantor-disdik"}
    answer = keeper.post(f"{SWITCH}ubah", sent)
    assert answer.status_code == 409
    assert 'value="C"' in text_of(answer)
    assert Device.objects.get(key="sw-disdik").model == "B"


def test_the_page_of_a_device_tells_its_cases_its_history_and_what_it_was(
    office: Office, keeper: Client
) -> None:
    case = office.report(device="sw-disdik")
    actions.change_item("device", "sw-disdik", {"model": "C9200"}, at=office.at, by=SYSTEM)
    page = text_of(keeper.get(SWITCH))
    assert case.number in page
    assert "C9200" in page
    assert "Diubah" in page
    assert "C9200" not in text_of(keeper.get(f"{SWITCH}?pada=2026-11-20"))


def test_an_item_that_was_not_there_yet_is_not_found_then(office: Office, keeper: Client) -> None:
    keeper.post("/inventaris/baru/perangkat/", NEW)
    assert keeper.get("/inventaris/perangkat/r-1/?pada=2026-01-01").status_code == 404


@pytest.mark.parametrize(
    ("word", "kind", "own"),
    [
        ("lokasi", "site", {"agency": "dinas-kesehatan", "kind": "pop"}),
        ("perangkat", "device", {"site": "rsud", "kind": "switch"}),
    ],
)
def test_a_list_asks_as_much_for_one_item_as_for_many(
    office: Office, keeper: Client, word: str, kind: str, own: dict[str, str]
) -> None:
    with counted() as few:
        keeper.get(f"/inventaris/{word}/")
    for number in range(12):
        values = {"key": f"x-{number}", "name": f"X {number}"}
        actions.add_item(kind, values | own, at=office.at, by=SYSTEM)
    with counted() as many:
        page = text_of(keeper.get(f"/inventaris/{word}/"))
    assert "X 11" in page
    assert len(many) <= len(few)


def test_a_list_is_narrowed_and_goes_on(office: Office, keeper: Client) -> None:
    for number in range(55):
        values = {"key": f"x-{number:02}", "name": f"X {number}", "site": "rsud", "kind": "ap"}
        actions.add_item("device", values, at=office.at, by=SYSTEM)
    page = text_of(keeper.get("/inventaris/perangkat/?agency=dinas-kesehatan&sort=ap"))
    assert "x-49" in page
    assert "x-50" not in page
    assert "sw-disdik" not in page
    assert "cursor=x-49" in page


@pytest.mark.parametrize("who", ["opd-pendidikan", "opd-kesehatan"])
def test_the_inventory_is_closed_to_contacts(office: Office, who: str) -> None:
    with clock.at(office.at):
        client = signed_in(office, who)
        for address in ("/inventaris/", SWITCH, "/inventaris/unduh/perangkat.csv"):
            assert client.get(address).status_code == 403


def test_an_officer_proposes_and_a_keeper_decides(officer: Client, keeper: Client) -> None:
    sent = {"model": "C9300", "evidence": "Tertulis di badan.", "status": "dipakai"}
    officer.post(f"{SWITCH}usul", sent)
    row = Proposal.objects.get()
    assert (row.after, Device.objects.get(key="sw-disdik").model) == ({"model": "C9300"}, "")
    assert "C9300" in text_of(keeper.get("/inventaris/usulan/"))
    keeper.post("/inventaris/usulan/", {"proposal": row.pk, "act": "terima"})
    assert Device.objects.get(key="sw-disdik").model == "C9300"


def test_a_closed_case_leads_to_a_correction_of_its_place(office: Office, officer: Client) -> None:
    case = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    page = text_of(officer.get(f"/gangguan/{case.number}/"))
    address = f"/inventaris/lokasi/kantor-disdik/usul?case_number={case.number}"
    assert address in page
    assert f'value="{case.number}"' in text_of(officer.get(address))


def test_a_refusal_of_a_proposal_needs_its_reason(officer: Client, keeper: Client) -> None:
    officer.post(f"{SWITCH}usul", {"model": "C9300"})
    row = Proposal.objects.get()
    answer = keeper.post("/inventaris/usulan/", {"proposal": row.pk, "act": "tolak"})
    assert answer.status_code == 422
    keeper.post("/inventaris/usulan/", {"proposal": row.pk, "act": "tolak", "reason": "Keliru."})
    assert Proposal.objects.get().state == "ditolak"


def upload(client: Client, content: bytes) -> str:
    answer = client.post("/inventaris/impor/", {"file": ContentFile(content, "perangkat.csv")})
    return answer.get("Location", "") or text_of(answer)


def test_an_import_is_looked_at_then_carried_out_then_taken_back(keeper: Client) -> None:
    address = upload(keeper, b"kunci;nama;lokasi\nr-1;Router;rsud\n")
    page = text_of(keeper.get(address))
    assert "Semua baris dapat dijalankan" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    keeper.post(f"{address}jalankan", {"seen": seen})
    assert Device.objects.filter(key="r-1").exists()
    keeper.post(f"{address}batalkan")
    assert not Device.objects.filter(key="r-1").exists()


def test_a_file_that_is_none_is_refused_on_the_form(keeper: Client) -> None:
    assert "bukan CSV maupun XLSX" in upload(keeper, b"\x00\x01")
    assert not Import.objects.exists()


def test_what_an_import_would_do_otherwise_now_is_shown_again(
    office: Office, keeper: Client
) -> None:
    address = upload(keeper, b"kunci;nama;lokasi\nr-1;Router;rsud\n")
    answer = keeper.post(f"{address}jalankan", {"seen": "lain"})
    assert answer.status_code == 409
    assert not Device.objects.filter(key="r-1").exists()


def test_no_page_shows_what_a_credential_holds(office: Office, keeper: Client) -> None:
    kept(office)
    for address in ("", "umum/", "baru/snmp-v2c/"):
        assert SECRET not in text_of(keeper.get(f"/inventaris/kredensial/{address}"))
    assert SECRET not in text_of(keeper.get(SWITCH))


def test_a_form_with_faults_does_not_give_the_secret_back(keeper: Client) -> None:
    sent = {"key": "K K", "name": "", "community": SECRET}
    answer = keeper.post("/inventaris/kredensial/baru/snmp-v2c/", sent)
    assert answer.status_code == 422
    assert SECRET not in text_of(answer)


def test_reading_a_credential_asks_who_one_is_first(office: Office, keeper: Client) -> None:
    kept(office)
    session = keeper.session
    del session[PROVED_AT]
    session.save()
    answer = keeper.post("/inventaris/kredensial/umum/baca", {"reason": "Masuk dari konsol"})
    assert answer.status_code == 403
    assert SECRET not in text_of(answer)
    assert not Entry.objects.filter(kind="kredensial-dibaca").exists()


def test_after_a_proof_it_is_shown_once_and_goes_on_the_record(
    office: Office, keeper: Client
) -> None:
    kept(office)
    answer = keeper.post("/inventaris/kredensial/umum/baca", {"reason": "Masuk dari konsol"})
    assert SECRET in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.get(kind="kredensial-dibaca").data["reason"] == "Masuk dari konsol"
    assert SECRET not in text_of(keeper.get("/inventaris/kredensial/umum/"))


def test_a_source_is_kept_and_its_token_never_shown(keeper: Client) -> None:
    sent = {"kind": "netbox", "name": "Kota", "url": "https://n.example", "token": SECRET}
    keeper.post("/inventaris/sumber/baru/", sent | {"active": "ya"})
    row = Source.objects.get()
    assert (row.key, row.token, row.automatic) == ("kota", SECRET, False)
    keeper.post("/inventaris/sumber/kota/", sent | {"token": "", "name": "Kota baru"})
    assert Source.objects.get().token == SECRET
    for address in ("", "kota/"):
        assert SECRET not in text_of(keeper.get(f"/inventaris/sumber/{address}"))


def test_a_faulty_source_comes_back_without_its_token(keeper: Client) -> None:
    sent = {"kind": "", "name": "Kota", "url": "netbox", "token": SECRET}
    answer = keeper.post("/inventaris/sumber/baru/", sent)
    assert answer.status_code == 422
    assert 'value="netbox"' in text_of(answer)
    assert SECRET not in text_of(answer)


def test_the_templates_have_the_headings_that_an_import_reads(keeper: Client) -> None:
    answer = keeper.get("/inventaris/unduh/perangkat.csv?templat=1")
    assert answer.content.decode("utf-8-sig").startswith("Kunci;Nama;Lokasi;Peran")
    assert keeper.get("/inventaris/unduh/tautan.xlsx?templat=1").content.startswith(b"PK")
