"""Import files: looked at first, then all or nothing, and taken back while nothing stands on it."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from sigap.audit.models import Entry
from sigap.audit.queries import verify
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, Refused, Stale
from sigap.domain.inventory import KINDS
from sigap.domain.inventory_import import Act
from sigap.inventory import actions
from sigap.inventory.actions.imports import carry_out, keep_import, take_back
from sigap.inventory.models import Device, Import, Interface, Link, Site, Version
from sigap.inventory.pictures import picture_of, with_references
from sigap.inventory.queries.imports import outcome, preview
from sigap.inventory.sheets import csv_of, read_sheets, workbook_of
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db

DEVICES = """Kunci;Nama;Lokasi;Peran;Nomor seri;Warna
r-1;Router inti;pop-inti;router;SN1;hijau
r-2;Router Jatiasih;POP Jatiasih;Router;SN2;
"""


@pytest.fixture
def team() -> Cast:
    return cast()


def kept(team: Cast, content: bytes | str, name: str = "perangkat.csv", kind: str = "") -> Import:
    raw = content.encode() if isinstance(content, str) else content
    sheets = read_sheets(name, raw, kind=kind)
    return keep_import(name, sheets, content=raw, at=team.at, by=team.actor("admin-jaringan"))


def carried(team: Cast, content: bytes | str, name: str = "perangkat.csv") -> Import:
    run = kept(team, content, name)
    carry_out(run, at=team.at, by=team.actor("admin-jaringan"))
    return Import.objects.get(pk=run.pk)


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def pictures(kind: str) -> list[dict[str, object]]:
    return [picture_of(kind, row) for row in with_references(kind).order_by("key")]


def test_a_dry_run_says_what_would_be_added_and_writes_nothing(team: Cast) -> None:
    found = preview(kept(team, DEVICES))
    assert [row.act for row in found.rows] == [Act.ADD, Act.ADD]
    assert found.ignored == ("Warna",)
    assert not Device.objects.filter(key="r-1").exists()


def test_a_carried_out_import_is_one_entry_and_a_version_each(team: Cast) -> None:
    run = carried(team, DEVICES)
    assert Device.objects.get(key="r-2").site == team.site("pop-jatiasih")
    assert Version.objects.filter(run=run).count() == 2
    entry = Entry.objects.get(kind="impor-dijalankan")
    assert entry.data["counts"] == {"tambah": 2, "ubah": 0, "sama": 0, "tolak": 0}
    assert list(verify()) == []


def test_a_second_look_shows_old_and_new_and_an_empty_cell_leaves_what_is_there(team: Cast) -> None:
    carried(team, DEVICES)
    again = "kunci,name,site,role,serial number\nr-1,Router baru,,,-\nr-2,,,,\n"
    changed, same = preview(kept(team, again)).rows
    assert changed.changes == {"name": ("Router inti", "Router baru"), "serial": ("SN1", "")}
    assert same.act is Act.SAME


def test_one_refused_row_refuses_the_file_with_row_and_column(team: Cast) -> None:
    run = kept(team, DEVICES + "r-3;;nowhere;kulkas;SN1;\n")
    row = preview(run).rows[2]
    assert (row.line, row.act, set(row.faults)) == (
        4,
        Act.REFUSE,
        {"name", "site", "kind", "serial"},
    )
    with pytest.raises(Invalid):
        carry_out(run, at=team.at, by=SYSTEM)
    assert not Device.objects.filter(key="r-1").exists()


def test_the_same_item_twice_in_a_file_is_refused(team: Cast) -> None:
    found = preview(kept(team, DEVICES + "r-1;Router lain;rsud;;;\n"))
    assert found.rows[2].faults["key"].params == {"line": 2}


def test_rows_may_hang_below_each_other_in_any_order_but_not_in_a_loop(team: Cast) -> None:
    head = "kunci;nama;perangkat daerah;jenis;lokasi induk\n"
    rows = "a;A;Dinas Pendidikan;pop;b\nb;B;dinas-pendidikan;pop;c\nc;C;Disdik;pop;{}\n"
    carried(team, head + rows.format(""), "lokasi.csv")
    assert Site.objects.get(key="a").upstream.upstream.key == "c"
    looped = preview(kept(team, head + "c;;;;A\n", "lokasi.csv"))
    assert looped.rows[0].faults["upstream"].code == "upstream-loop"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-8"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_files_are_read_as_offices_send_them(team: Cast, encoding: str, delimiter: str) -> None:
    text = "kunci;nama;lokasi\nx;Caf\u00e9 W\u00fcst;rsud\n".replace(";", delimiter)
    carried(team, text.encode(encoding))
    assert Device.objects.get(key="x").name == "Caf\u00e9 W\u00fcst"


def test_a_workbook_holds_several_kinds_and_its_rows_know_each_other(team: Cast) -> None:
    content = workbook(
        tautan=[
            ["Kunci", "Perangkat A", "Antarmuka A", "Perangkat B", "Kapasitas"],
            ["l-1", "r-1", "Gi0/1", "Router B", "10 Gbps"],
        ],
        antarmuka=[["Perangkat", "Nama"], ["Router A", "Gi0/1"]],
        perangkat=[
            ["Kunci", "Nama", "Lokasi"],
            ["r-1", "Router A", "rsud"],
            ["r-2", "Router B", "rsud"],
        ],
    )
    carried(team, content, "kota.xlsx")
    link = Link.objects.get()
    assert (link.a_interface.key, link.b_device.key) == ("r-1.gigabitethernet0-1", "r-2")


def test_a_formula_is_kept_as_its_text_and_leaves_quoted(team: Cast) -> None:
    content = workbook(
        perangkat=[["Kunci", "Nama", "Lokasi"], ["x", '=HYPERLINK("http://a")', "rsud"]]
    )
    carried(team, content, "perangkat.xlsx")
    assert Device.objects.get(key="x").name == '=HYPERLINK("http://a")'
    assert "'=HYPERLINK" in csv_of(KINDS["device"], pictures("device")).decode("utf-8-sig")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(team: Cast, form: str) -> None:
    carried(team, DEVICES)
    values = {
        "device": "r-1",
        "name": "+weird",
        "addresses": "10.0.0.1/30",
        "speed_bps": "1500 kbps",
    }
    actions.add_item("interface", values, at=team.at, by=SYSTEM)
    actions.change_item(
        "site", "rsud", {"latitude": "-6.2", "longitude": "106.9"}, at=team.at, by=SYSTEM
    )
    for kind in ("site", "device", "interface"):
        found = pictures(kind)
        content = csv_of(KINDS[kind], found) if form == "csv" else workbook_of({kind: found})
        rows = preview(kept(team, content, f"{KINDS[kind].word}.{form}")).rows
        assert {row.act for row in rows} == {Act.SAME}, [(row.faults, row.changes) for row in rows]


def test_what_changed_after_the_look_is_shown_again_before_anything_is_done(team: Cast) -> None:
    run = kept(team, DEVICES)
    seen = outcome(preview(run))
    actions.add_item(
        "device", {"key": "r-1", "name": "lain", "site": "rsud"}, at=team.at, by=SYSTEM
    )
    with pytest.raises(Stale):
        carry_out(run, seen=seen, at=team.at, by=SYSTEM)


def test_an_undone_import_leaves_everything_as_before_but_its_history(team: Cast) -> None:
    before = pictures("device")
    text = DEVICES + "sw-disdik;Switch baru;;;;\n"
    run = carried(team, text)
    take_back(run, at=team.at, by=SYSTEM)
    assert pictures("device") == before
    assert Version.objects.filter(key="r-1", valid_to=None).count() == 0
    assert Import.objects.get(pk=run.pk).state == "dibatalkan"
    assert list(verify()) == []


def test_an_import_that_was_built_upon_is_not_undone_and_says_why(team: Cast) -> None:
    run = carried(team, DEVICES)
    actions.change_item("device", "r-1", {"name": "Lain"}, at=team.at, by=SYSTEM)
    with pytest.raises(Refused, match="device/r-1"):
        take_back(run, at=team.at, by=SYSTEM)
    assert Device.objects.get(key="r-1").name == "Lain"


def test_what_others_refer_to_by_now_is_not_taken_away(team: Cast) -> None:
    run = carried(team, DEVICES)
    actions.add_item("interface", {"device": "r-2", "name": "Gi0/1"}, at=team.at, by=SYSTEM)
    with pytest.raises(Refused, match="Gi0/1"):
        take_back(run, at=team.at, by=SYSTEM)
    assert Device.objects.filter(key="r-1").exists()
    assert Interface.objects.exists()


def test_only_the_newest_import_is_undone(team: Cast) -> None:
    first = carried(team, DEVICES)
    carried(team, "kunci;nama;lokasi\nx;X;rsud\n")
    with pytest.raises(Refused):
        take_back(first, at=team.at, by=SYSTEM)


def test_nobody_but_a_keeper_imports(team: Cast) -> None:
    sheets = read_sheets("perangkat.csv", DEVICES.encode())
    with pytest.raises(NotAllowed):
        keep_import("x", sheets, content=b"", at=team.at, by=team.actor("pelaksana"))


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * (90 * 1024 * 1024))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\x00\x01\x02", "not-a-text-file"),
        (b"PK\x03\x04broken", "xlsx-unreadable"),
        (b"apa;ini\n1;2\n", "kind-unclear"),
        (b"kunci;nama;lokasi\n" + b"a;b;c\n" * 20_001, "too-many-rows"),
        (b"kunci;nama\n" + b"x" * 5_000 + b";b\n", "row-too-long"),
        (b"x" * (5 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_sheets("berkas.csv", content)
    assert refusal.value.faults["file"].code == code


def test_a_small_file_that_would_grow_large_is_not_opened() -> None:
    content = bomb()
    assert len(content) < 200_000
    with pytest.raises(Invalid) as refusal:
        read_sheets("berkas.xlsx", content)
    assert refusal.value.faults["file"].code == "too-large"
