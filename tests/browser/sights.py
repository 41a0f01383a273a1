"""Every page as somebody meets it: who goes where, what they do there, which addresses it uses."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from playwright.sync_api import Page, expect

from sigap.notifications.actions.channels import add_channel
from sigap.notifications.models import Channel, Message
from sigap.notifications.queries.channels import channels
from tests.browser import (
    archive_sights,
    calendar_scene,
    diagnosis_sights,
    duty_scene,
    guide_sights,
    inventory_sights,
    monitoring_scene,
    news_scene,
    organisation_scene,
    paper_scene,
    readings_sights,
    record_scene,
    security_sights,
    signin_scene,
    signing_scene,
    sop_scene,
    topology_sights,
)
from tests.browser.hands import fill, work
from tests.browser.scene import Scene
from tests.browser.sight import Sight, case, press
from tests.messages import message, queued

STRANGER: Final = ""
LADDER: Final = "/pengaturan/eskalasi/penanganan-gangguan/disposisi/"


def _save_wrong_ladder(page: Page, scene: Scene) -> None:
    page.get_by_label("Setelah").nth(1).fill("1")
    page.get_by_role("button", name=re.compile("^Simpan tangga")).click()
    expect(page.get_by_role("alert")).to_contain_text("Harus lebih lama")


def _send_empty_step(page: Page, scene: Scene) -> None:
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_role("alert")).to_be_visible()


def _too_late(page: Page, scene: Scene) -> None:
    case = scene.office.report(summary="Sudah ditangani orang lain")
    page.goto(f"/gangguan/{case.number}/")
    fill(work(page), {"Instruksi": "Periksa uplink."})
    scene.office.walk(case, "disposisikan")
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_role("alert")).to_contain_text("Yang terjadi sejak Anda membuka")


def _draft(page: Page, scene: Scene) -> None:
    page.get_by_label("Instruksi").fill("Periksa uplink.")
    page.reload()
    expect(page.get_by_text("Draf dipulihkan.")).to_be_visible()


def _question(page: Page, scene: Scene) -> None:
    page.locator("summary", has_text="Batalkan laporan").click()
    page.get_by_role("button", name=re.compile("^Batalkan laporan")).last.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _keys(page: Page, scene: Scene) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Pintasan papan ketik")).to_be_visible()


def _menu(page: Page, scene: Scene) -> None:
    page.get_by_role("banner").locator("summary").click()


def _dark(page: Page, scene: Scene) -> None:
    _menu(page, scene)
    page.get_by_role("button", name="Gelap").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def _leave(page: Page, scene: Scene) -> None:
    _menu(page, scene)
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


def _find_place(page: Page, scene: Scene) -> None:
    scene.case("induk")
    page.get_by_label("Lokasi atau Perangkat Daerah").press_sequentially("jati")
    page.get_by_role("radio", name="Puskesmas Jatiasih").check()
    expect(page.get_by_role("heading", name="Puskesmas Jatiasih")).to_be_visible()


def _letter(page: Page, scene: Scene) -> None:
    page.get_by_role("radio", name="Surat").check()
    press("Daftarkan laporan")(page, scene)
    expect(page.get_by_role("alert")).to_be_visible()


def _paste(*changes: tuple[str, str]) -> Callable[[Page, Scene], None]:
    def then(page: Page, scene: Scene) -> None:
        page.get_by_label("atau tempelkan isinya").fill(scene.sop(*changes))
        press("Periksa")(page, scene)

    return then


def _wrong_code(page: Page, scene: Scene) -> None:
    page.get_by_label("Kode lacak").fill("XXX-XXX-XXX")
    press("Lihat")(page, scene)
    expect(page.get_by_label("Kode lacak")).to_have_attribute("aria-invalid", "true")


def _room(scene: Scene) -> str:
    """The page of a channel that is in trouble, with a message that it has given up."""
    at, by = scene.office.at, scene.office.cast.actor("admin")
    if "webhook" not in channels():
        typed = {"url": "http://127.0.0.1:9/", "secret": "rahasia"}
        add_channel("webhook", name="Ruang siaga", typed=typed, at=at, by=by)
        queued(message(at=at, channel="webhook", address=""))
        Message.objects.update(failed_at=at, last_error="404 tidak ada")
        trouble = {"trouble": "502 Bad Gateway", "trouble_kind": "tak-terjangkau"}
        Channel.objects.update(trouble_since=at, shut_until=at, **trouble)
    return "/pengaturan/saluran/webhook/"


def _listed(scene: Scene) -> str:
    return _room(scene).removesuffix("webhook/")


def _dead(scene: Scene) -> str:
    return f"{_listed(scene)}gagal/"


def _plan_turns(page: Page, scene: Scene) -> None:
    page.get_by_role("link", name="Pola mingguan").click()
    page.locator("summary", has_text="Tambah pola").click()
    press("Tambahkan pola")(page, scene)
    expect(page.get_by_role("alert")).to_be_visible()


def _own_question(page: Page, scene: Scene) -> None:
    page.get_by_role("button", name=re.compile("^Masih gangguan")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


FIFTEEN_MINUTES: Final = ("waktu = { menit = 15 }", "waktu = { menit = 20 }")
UNKNOWN_LANE: Final = ('pelaksana = "kabid"', 'pelaksana = "satpam"')

SIGHTS: Final[Mapping[str, tuple[Sight, ...]]] = {
    STRANGER: (
        Sight("masuk", "/masuk/", ("sign-in",)),
        Sight("masuk keliru", "/masuk/", ("sign-in",), press("Masuk")),
        Sight("langkah dua", "/masuk/", ("sign-in-second",), signin_scene.second_step),
        Sight(
            "kunci tak dikenal",
            "/masuk/",
            ("sign-in-passkey-options", "sign-in-passkey"),
            signin_scene.no_passkey,
        ),
        Sight("minta tautan", signin_scene.with_mail, ("sign-in-link",), signin_scene.ask),
        Sight("tautan keliru", signin_scene.with_mail, ("sign-in-link",), press("Kirim")),
        Sight("tanpa SSO", "/masuk/sso/sso/", ("openid_connect_login",)),
        Sight("pulang tanpa SSO", "/masuk/sso/sso/kembali/", ("openid_connect_callback",)),
        Sight("tautan", signin_scene.a_link, ("sign-in-with-link",)),
        Sight("lacak", "/lacak/", ("track",)),
        Sight("verifikasi", "/verifikasi/", ("verify",)),
        Sight("verifikasi keliru", "/verifikasi/", ("verify",), press("Periksa berkas")),
        Sight("naskah terdaftar", paper_scene.verified, ("verification",)),
        Sight("lacak keliru", "/lacak/", ("track",), _wrong_code),
        Sight("kemajuan awal", lambda scene: scene.tracked("disposisi"), ("tracking",)),
        Sight("kemajuan selesai", lambda scene: scene.tracked("selesai"), ("tracking",)),
        Sight("konfirmasi publik", lambda scene: scene.tracked("konfirmasi"), ("tracking",)),
        Sight(
            "jawaban publik",
            lambda scene: scene.tracked("konfirmasi", "/masih-gangguan"),
            ("tracking-answer",),
        ),
    ),
    "opd-pendidikan": (
        Sight("kotak masuk kontak", "/", ("inbox",)),
        Sight("daftar kontak", "/gangguan/", ("incidents",)),
        case("perbaikan"),
        case("konfirmasi", "yang dijawab", then=_own_question),
        Sight("lapor kontak", "/lapor/", ("report",), press("Kirim laporan")),
        Sight(
            "tanda terima",
            paper_scene.receipt,
            ("receipt", "receipt-pdf"),
            paper_scene.fetch_receipt,
        ),
        Sight("menu", "/bantuan/", ("help",), _menu),
        Sight("keluar", "/bantuan/", ("sign-out", "sign-in"), _leave),
    ),
    "operator": (
        Sight("pesan masuk", paper_scene.incoming, ("incoming",)),
        Sight("satu pesan", paper_scene.letter, ("letter",), press("Lampirkan ke perkara")),
        Sight("lapor", "/lapor/", ("report",)),
        Sight(
            "lapor di tempat",
            "/lapor/",
            ("report", "report-places", "report-context"),
            _find_place,
        ),
        Sight("lapor keliru", "/lapor/", ("report",), _letter),
        Sight("tampilan gelap", "/pemberitahuan/", ("notices", "display"), _dark),
    ),
    "kabid": (
        Sight("kotak masuk", "/", ("inbox",)),
        Sight("pintasan", "/", ("inbox",), _keys),
        Sight("daftar", "/gangguan/", ("incidents",)),
        Sight("daftar kosong", "/gangguan/?q=tidakada&late=ya", ("incidents",)),
        case("disposisi", "dengan draf", then=_draft),
        case("disposisi", "yang dibatalkan", then=_question),
        Sight(
            "isian kurang",
            lambda scene: scene.page("disposisi"),
            ("incident", "incident-act"),
            _send_empty_step,
        ),
        Sight("terlambat kirim", "/", ("incident-act",), _too_late),
        case("konfirmasi"),
        Sight("menunggu tanda tangan", signing_scene.waiting, ("signing",)),
        case("menyimpang"),
        case("siber"),
        Sight("siber", lambda scene: scene.page("siber", "siber"), ("cyber-notice",)),
        Sight("bukan wewenang", "/pengaturan/", ("settings",)),
        Sight("tidak ada", "/gangguan/2026-999999/", ("incident",)),
        Sight("berita", lambda scene: scene.notice("kabid"), ("notice", "incident")),
        Sight(
            "berita dilihat",
            "/pemberitahuan/",
            ("notices", "notices-seen"),
            press("Tandai semua"),
        ),
        Sight("berita sekarang", "/langsung/sekarang", ("live-now",), ours=False),
        Sight("cara diberi tahu", news_scene.own_ways, ("live",), news_scene.wait_for_stream),
        Sight(
            "cara diberi tahu keliru",
            news_scene.own_ways,
            ("own-news",),
            news_scene.save_too_little,
        ),
        Sight("peramban dilepas", news_scene.own_ways, ("own-browser",), press("Hentikan")),
    ),
    "kasi": (
        *archive_sights.KASI,
        *topology_sights.KASI,
        *diagnosis_sights.KASI,
        *readings_sights.KASI,
        case("arahan"),
        Sight("pemantauan", monitoring_scene.board, ("monitoring",)),
        Sight("perangkat terpantau", monitoring_scene.target, ("monitoring-target",)),
        Sight("hasil periksa", monitoring_scene.probed, ("monitoring-target",)),
        case("pemeriksaan"),
        Sight("daftar SOP", "/sop/", ("sop",)),
        Sight("tawaran jaga", duty_scene.asked, ("duty", "duty-answer"), press("Tolak")),
        Sight("pola piket baru", "/piket/pola/", ("duty-plan",), press("Buat daftar")),
        Sight("pola piket", duty_scene.piket, ("duty",), _plan_turns),
        Sight("ubah jaga", duty_scene.one_shift, ("duty-change",), press("Serahkan")),
        Sight("tambah jaga", "/piket/ubah/", ("duty-change",), press("Tambahkan")),
        Sight("impor piket", "/piket/impor/", ("duty-import",), duty_scene.check_file),
    ),
    "admin-jaringan": (
        *inventory_sights.KEEPER,
        *diagnosis_sights.ADMIN,
        *readings_sights.KEEPER,
        case("terlambat"),
        Sight(
            "periksa sekarang",
            monitoring_scene.target,
            ("monitoring-probe", "monitoring-target", "monitoring-result"),
            monitoring_scene.ask,
        ),
        Sight(
            "pemeriksaan keliru",
            monitoring_scene.questions,
            ("monitoring-checks",),
            press("Tambahkan"),
        ),
        Sight("pembanding", monitoring_scene.segment, ("monitoring-segment",), press("Simpan")),
        case("laporan-lengkap"),
        case("tertunda"),
        case("turunan"),
        case("induk"),
        case("berkas"),
        Sight(
            "berkas",
            lambda scene: scene.page(
                "berkas", f"berkas/{scene.case('berkas').attachments.get().key}"
            ),
            ("incident-file",),
            ours=False,
        ),
    ),
    "pelaksana": (
        *guide_sights.FIELD,
        *inventory_sights.OFFICER,
        case("dikembalikan"),
        Sight("SOP", "/sop/penanganan-gangguan/", ("sop-newest",)),
        Sight("berkas SOP", sop_scene.PAGE, ("sop-pdf", "sop-bpmn"), sop_scene.fetch_files),
        Sight("tawarkan jaga", duty_scene.own_shift, ("duty-swap",), press("Tawarkan")),
        Sight(
            "kalender piket",
            duty_scene.piket,
            ("duty", "duty-subscribe", "duty-feed", "duty-calendar"),
            duty_scene.subscribe,
        ),
    ),
    "kadis": (
        *archive_sights.KADIS,
        *security_sights.ANYBODY,
    ),
    "auditor": (
        case("selesai"),
        case("dibatalkan"),
        Sight("berkas perkara", paper_scene.papers, ("berkas",), paper_scene.fetch_berkas),
        Sight("jejak audit", record_scene.sealed, ("record",)),
        Sight("bukan lembar", record_scene.PAGE, ("record-sheet",), record_scene.bring_no_sheet),
        Sight("bantuan", "/bantuan/", ("help",)),
    ),
    "admin": (
        *archive_sights.ADMIN,
        *guide_sights.ADMIN,
        Sight("naskah", paper_scene.papers, ("papers", "paper"), paper_scene.fetch_paper),
        Sight(
            "tanda tangan naskah",
            signing_scene.one_paper,
            ("paper-signatures", "paper-signed"),
            signing_scene.fetch_copy,
        ),
        Sight("penanda tangan", "/pengaturan/naskah/tanda-tangan/", ("signing-rules",)),
        Sight("pengaturan naskah", paper_scene.register, ("paper-settings",)),
        Sight("pola keliru", paper_scene.register, ("paper-settings",), paper_scene.wrong_pattern),
        Sight("pengaturan", "/pengaturan/", ("settings",)),
        Sight("saluran", _listed, ("channels",)),
        Sight("saluran terganggu", _room, ("channel",)),
        Sight("uji saluran", _room, ("channel-act", "channel-test"), press("Kirim pesan uji")),
        Sight("saluran baru", "/pengaturan/saluran/baru/sms/", ("channel-new",), press("Simpan")),
        Sight("pesan gagal", _dead, ("dead-letters",)),
        Sight("eskalasi", "/pengaturan/eskalasi/", ("escalation",)),
        Sight("tangga keliru", LADDER, ("escalation-ladder",), _save_wrong_ladder),
        Sight("aturan pemberitahuan", news_scene.rules, ("news-rules",)),
        Sight("satu aturan", news_scene.one_rule, ("news-rule",), press("Simpan aturan")),
        Sight("aturan keliru", news_scene.one_rule, ("news-rule",), news_scene.save_wrong_minutes),
        Sight("jabatan", organisation_scene.chart, ("positions",)),
        Sight(
            "angkat keliru",
            organisation_scene.empty_seat,
            ("position", "position-act"),
            organisation_scene.appoint_nobody,
        ),
        Sight(
            "angkat",
            organisation_scene.empty_seat,
            ("people-suggested", "position-act"),
            organisation_scene.appoint_by_letters,
        ),
        Sight("jabatan baru", "/pengaturan/jabatan/baru/", ("position-new",), press("Buat")),
        Sight("orang", "/pengaturan/orang/", ("people",)),
        Sight("satu orang", organisation_scene.person, ("person",)),
        Sight("NIK", organisation_scene.person, ("person-act",), organisation_scene.open_nik),
        Sight("orang baru", "/pengaturan/orang/baru/", ("person-new",), press("Tambahkan")),
        Sight(
            "kalender", "/pengaturan/kalender/", ("calendars",), calendar_scene.make_without_a_name
        ),
        Sight("satu kalender", calendar_scene.CALENDAR, ("calendar",)),
        Sight("versi kalender", f"{calendar_scene.CALENDAR}versi/", ("calendar-versions",)),
        Sight("dampak", calendar_scene.decree, ("calendar-change",), calendar_scene.read_effects),
        Sight(
            "jam keliru",
            f"{calendar_scene.CALENDAR}ubah/jam/",
            ("calendar-change",),
            press("Periksa"),
        ),
        Sight("kelas layanan", "/pengaturan/kelas-layanan/?q=rsud", ("service-classes",)),
        Sight(
            "kelas keliru", "/pengaturan/kelas-layanan/baru/", ("service-class",), press("Simpan")
        ),
        Sight("SOP draf", "/sop/penyambungan-baru/v1/", ("sop-version",)),
        Sight("banding", "/sop/penanganan-gangguan/banding", ("sop-compare",)),
        Sight("versi baru", "/sop/baru/", ("sop-new",), press("Periksa")),
        Sight("versi salah", "/sop/baru/", ("sop-new",), _paste(UNKNOWN_LANE)),
        Sight("versi betul", "/sop/baru/", ("sop-new",), _paste(FIFTEEN_MINUTES)),
    ),
}
