"""The inventory in the browser: two routers and a link, made when they are first asked for."""

import re

from playwright.sync_api import Page, expect

from sigap.domain.actor import SYSTEM
from sigap.inventory.actions import add_item, change_item
from sigap.inventory.actions.credentials import MeantFor, keep_credential
from sigap.inventory.actions.imports import carry_out, keep_import
from sigap.inventory.actions.proposals import propose_change
from sigap.inventory.actions.sources import keep_source
from sigap.inventory.models import Credential, Device, Import, Source
from sigap.inventory.sheets import read_sheets
from tests.browser.scene import Scene

FILE = b"kunci;nama;lokasi;peran\nr-9;Router baru;rsud;router\nr-1;Router satu;;\nx;;nowhere;\n"


def _wired(scene: Scene) -> None:
    if Device.objects.filter(key="r-1").exists():
        return
    at = scene.office.at
    for key in ("r-1", "r-2"):
        values = {"key": key, "name": f"Router {key}", "site": "pop-inti", "kind": "router"}
        add_item("device", values, at=at, by=SYSTEM)
    add_item("interface", {"device": "r-1", "name": "ether1"}, at=at, by=SYSTEM)
    link = {"key": "r1-r2", "a_device": "r-1", "a_interface": "ether1", "b_device": "r-2"}
    add_item("link", link, at=at, by=SYSTEM)
    change_item("device", "r-1", {"model": "RB5009", "status": "rusak"}, at=at, by=SYSTEM)
    propose_change(
        "device",
        "r-1",
        {"model": "RB4011"},
        source="koreksi",
        evidence="Tertulis di badan perangkat.",
        case_number=scene.case("selesai").number,
        at=at,
        by=scene.office.cast.actor("pelaksana"),
    )


def front(scene: Scene) -> str:
    """The first page, with a proposal that waits."""
    _wired(scene)
    return "/inventaris/"


def device(scene: Scene) -> str:
    """A device with a port, a link, a history and a proposal."""
    _wired(scene)
    return "/inventaris/perangkat/r-1/"


def spare(scene: Scene) -> str:
    """A device that nothing else here needs."""
    _wired(scene)
    return "/inventaris/perangkat/r-2/"


def device_then(scene: Scene) -> str:
    """The same device as it was at the end of the day."""
    _wired(scene)
    return f"/inventaris/perangkat/r-1/?pada={scene.office.at:%Y-%m-%d}"


def proposals(scene: Scene) -> str:
    """What waits for a decision."""
    _wired(scene)
    return "/inventaris/usulan/"


def credential(scene: Scene) -> str:
    """A credential that is kept."""
    if not Credential.objects.exists():
        keep_credential(
            "snmp-umum",
            kind="snmp-v3",
            name="SNMP umum",
            typed={"user": "baca", "auth_protocol": "sha", "auth_password": "delapan-huruf"},
            meant_for=MeantFor(platforms=["cisco_ios"], rest=True),
            new=True,
            at=scene.office.at,
            by=SYSTEM,
        )
    return "/inventaris/kredensial/snmp-umum/"


def credentials(scene: Scene) -> str:
    """The list of credentials."""
    credential(scene)
    return "/inventaris/kredensial/"


def sources(scene: Scene) -> str:
    """A NetBox that could not be reached, whose rows were left out the night before."""
    if not Source.objects.exists():
        keep_source(
            "kota",
            kind="netbox",
            name="NetBox kota",
            url="https://netbox.bekasikota.example",
            token="contoh",
            active=True,
            automatic=False,
            at=scene.office.at,
            by=SYSTEM,
        )
        Source.objects.update(
            trouble="Sumber ini tidak dapat dihubungi.", skipped=["lokasi x: agency: Wajib diisi."]
        )
    return "/inventaris/sumber/"


def done_import(scene: Scene) -> str:
    """An import that was carried out and can be taken back."""
    run = Import.objects.filter(state="dijalankan").order_by("-pk").first()
    if run is None:
        content = b"kunci;nama;lokasi\nr-7;Router tujuh;rsud\n"
        sheets = read_sheets("perangkat.csv", content)
        at = scene.office.at
        run = keep_import("perangkat.csv", sheets, content=content, at=at, by=SYSTEM)
        carry_out(run, at=at, by=SYSTEM)
    return f"/inventaris/impor/{run.pk}/"


def look_up(page: Page, scene: Scene) -> None:
    """Search over everything, then a list of one kind."""
    page.get_by_label("Cari di seluruh inventaris").fill("r-1")
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(page.get_by_role("heading", name="Perangkat")).to_be_visible()


def send_file(page: Page, scene: Scene) -> None:
    """A file of which one row is added, one changed and one refused."""
    _wired(scene)
    page.get_by_label("Berkas", exact=True).set_input_files(
        {"name": "perangkat.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    page.get_by_role("button", name=re.compile("^Periksa berkas")).click()
    expect(page.get_by_text("Ada baris yang ditolak")).to_be_visible()


def wrong_device(page: Page, scene: Scene) -> None:
    """A form that is given back with its faults, with suggestions of a site on the way."""
    with page.expect_response(re.compile("/inventaris/saran/lokasi")):
        page.get_by_label("Lokasi").press_sequentially("jati")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("isian yang perlu diperbaiki")


def take_out_of_use(page: Page, scene: Scene) -> None:
    """A device that is no longer in the network."""
    page.get_by_role("button", name="Tidak dipakai lagi").click()
    page.get_by_role("dialog").get_by_role("button", name="Tidak dipakai lagi").click()
    expect(page.get_by_text("riwayatnya tetap")).to_be_visible()


def fetch_table(page: Page, scene: Scene) -> None:
    """The list as a file."""
    address = page.get_by_role("link", name="CSV").get_attribute("href")
    answer = page.evaluate("async (path) => (await fetch(path)).text()", address)
    assert "Kunci;Nama" in answer


def undo(page: Page, scene: Scene) -> None:
    """Take an import back."""
    page.get_by_role("button", name="Batalkan impor ini").click()
    page.get_by_role("dialog").get_by_role("button", name="Batalkan impor ini").click()
    expect(page.get_by_text("inventaris seperti sebelumnya")).to_be_visible()


def ask_to_read(page: Page, scene: Scene) -> None:
    """Reading a credential asks first who one is."""
    page.get_by_label("Keperluan").fill("Masuk dari konsol")
    page.get_by_role("button", name="Tampilkan isi kredensial").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
