"""The sealed record: a sheet a day, handed out, and whatever is bent afterwards is found by it."""

import json
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings as product
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from sigap.audit import actions, guards, signing
from sigap.audit.models import Check, Entry, Handing, Root, Stream
from sigap.audit.queries import verify
from sigap.audit.queries.roots import broken_roots, last_root, sheet_of, sheets
from sigap.documents import storage
from sigap.documents.models import Paper, Template
from sigap.domain import ledger
from sigap.domain.actor import AUDITOR, SYSTEM_ADMIN, Actor
from sigap.domain.roots import Sheet, read_sheet
from sigap.incidents.actions import sealing
from sigap.incidents.queries.sealing import breaks_of_record, documents
from sigap.notifications.models import Message
from tests.cast import MONDAY_MORNING

pytestmark = pytest.mark.django_db

KEY, OTHER = "gangguan/2026-000017", "gangguan/2026-000018"
BY = Actor("kabid", "Bu Kabid", {"kabid": "Kepala Bidang TIK"}).signature()
AUDITING = Actor("auditor", "Pak Auditor", {AUDITOR: "Auditor", SYSTEM_ADMIN: "Admin"})
MIDNIGHT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""Of Monday to Tuesday, in WIB."""


def write(key: str, times: int = 1) -> None:
    with transaction.atomic():
        stream = actions.take_stream(key)
        acts = [("langkah", {"ke": stream.length + n}) for n in range(1, times + 1)]
        actions.append(stream, acts, at=MONDAY_MORNING, by=BY)


def paper(code: str = "AAAA-BBBB", content: bytes = b"%PDF satu") -> Paper:
    template, _ = Template.objects.get_or_create(
        kind="arahan", version=1, made_at=MONDAY_MORNING, defaults={"made_by": BY}
    )
    return Paper.objects.create(
        kind="arahan", title="Arahan", number="2026-000017", facts={}, template=template,
        code=code, dedupe_key=code, made_at=MONDAY_MORNING, made_by=BY,
        drawn_at=MONDAY_MORNING, sha256=storage.keep(content), size=len(content),
    )  # fmt: skip


@pytest.fixture
def anchor() -> Sheet:
    """Two days sealed over two cases and a paper; the second sheet was kept elsewhere."""
    write(KEY, 3)
    write(OTHER, 2)
    paper()
    sealing.seal_the_day(at=MIDNIGHT)
    write(KEY, 2)
    sealing.seal_the_day(at=MIDNIGHT + timedelta(days=1))
    row = last_root()
    assert row is not None
    return read_sheet(json.loads(sealing.as_text(sheet_of(row))))


def sql(statement: str, *params: object) -> None:
    """Raw SQL by somebody who owns the tables and has taken the guards away."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def rewrite(key: str, kept: int, kind: str = "langkah") -> None:
    """Write a stream anew with `kept` entries and perfect seals, and its head with it."""
    stream = Stream.objects.get(key=key)
    salts = dict(stream.entries.values_list("seq", "salt"))
    sql("DELETE FROM audit_entry WHERE stream_id = %s", stream.pk)
    forged = actions.open_stream(key)
    forged.pk = None
    prev, rows = forged.head, []
    for seq in range(1, kept + 1):
        said = (seq, MONDAY_MORNING, kind, BY, {"ke": seq})
        mark = ledger.seal(key, *said, prev, salts.get(seq, ""))
        names = ("seq", "at", "kind", "actor", "data")
        told = dict(zip(names, said, strict=True))
        rows.append(Entry(stream=stream, **told, prev=prev, seal=mark, salt=salts.get(seq, "")))
        prev = mark
    Entry.objects.bulk_create(rows)
    sql("UPDATE audit_stream SET length = %s, head = %s WHERE id = %s", kept, prev, stream.pk)


def found(*anchors: Sheet) -> list[tuple[str, str, int]]:
    breaks = broken_roots(documents(), anchors)
    return [(bent.stream, bent.found.kind, bent.found.seq) for bent in breaks]


def test_the_record_is_sealed_once_in_every_day_after_its_midnight_here():
    write(KEY)
    moments = [MIDNIGHT + timedelta(hours=hours) for hours in (0, 1, 23.9, 24, 72, 73)]
    assert [sealing.seal_the_day(at=at) for at in moments] == [1, 0, 0, 1, 1, 0]
    assert [f"{root.day:%d}" for root in Root.objects.all()] == ["23", "24", "26"]


def test_a_sheet_names_only_what_changed_and_counts_everything(anchor):
    first, second = sheets()
    assert [leaf.name for leaf in first.leaves] == [KEY, OTHER, "naskah/AAAA-BBBB"]
    assert [(leaf.name, leaf.length) for leaf in second.leaves] == [(KEY, 5)]
    assert (second.streams, second.entries, second.documents) == (2, 7, 1)
    assert second.prev == first.digest


def test_a_sheet_is_signed_with_the_key_of_the_installation(anchor):
    assert anchor.key == signing.public_key()
    assert (product.SIGAP_DATA_DIR / signing.NAME).stat().st_mode & 0o777 == 0o600


def test_an_untouched_record_is_not_blamed_nor_what_came_after(anchor):
    assert found(anchor) == []
    write(KEY, 4)
    write("gangguan/2026-000019")
    paper("CCCC-DDDD", b"%PDF dua")
    assert found(anchor) == []
    assert list(verify()) == []


@pytest.mark.parametrize("kept", [1, 4])
def test_a_tail_cut_off_with_its_head_is_found_though_the_chain_looks_whole(anchor, kept):
    rewrite(KEY, kept)
    assert list(verify()) == []
    assert found() == [(KEY, ledger.CUT, kept + 1)]


def test_a_chain_written_anew_is_found_though_the_chain_looks_whole(anchor):
    rewrite(KEY, 6, kind="palsu")
    assert list(verify()) == []
    assert found() == [(KEY, ledger.CHANGED, 3)]


def test_a_stream_that_is_gone_is_found(anchor):
    sql(
        "DELETE FROM audit_entry WHERE stream_id IN (SELECT id FROM audit_stream WHERE key = %s)",
        OTHER,
    )
    sql("DELETE FROM audit_stream WHERE key = %s", OTHER)
    assert found() == [(OTHER, ledger.DROPPED, 1)]


def test_a_record_written_anew_with_its_sheets_is_found_by_the_anchor(anchor):
    for table in ("audit_leaf", "audit_root"):
        sql(f"DELETE FROM {table}")
    rewrite(KEY, 6, kind="palsu")
    for day in (0, 1):
        sealing.seal_the_day(at=MIDNIGHT + timedelta(days=day))
    assert found() == []
    assert found(anchor) == [("lembar/2", ledger.CHANGED, 2), (KEY, ledger.CHANGED, 5)]


def test_sheets_taken_out_at_the_end_are_found_by_the_anchor(anchor):
    sql("DELETE FROM audit_leaf WHERE root_id IN (SELECT id FROM audit_root WHERE no = 2)")
    sql("DELETE FROM audit_root WHERE no = 2")
    assert found() == []
    assert found(anchor) == [("lembar/2", ledger.DROPPED, 2)]


@pytest.mark.parametrize("column", ["tree", "changes", "prev", "digest", "key"])
def test_a_bent_sheet_is_found_and_named(anchor, column):
    sql(f"UPDATE audit_root SET {column} = %s WHERE no = 2", "0" * 64)
    assert found() == [("lembar/2", ledger.CHANGED, 2)]


def test_a_bent_list_of_changes_is_found_and_named(anchor):
    sql("UPDATE audit_leaf SET length = 1 WHERE name = %s", OTHER)
    assert ("lembar/1", ledger.CHANGED, 1) in found()


def test_a_swapped_paper_is_found_even_after_it_was_sealed_again(anchor):
    Paper.objects.update(sha256=storage.keep(b"%PDF palsu"))
    assert found() == [("naskah/AAAA-BBBB", ledger.CHANGED, 1)]
    sealing.seal_the_day(at=MIDNIGHT + timedelta(days=2))
    assert found() == [("naskah/AAAA-BBBB", ledger.CHANGED, 1)]


def test_a_paper_that_was_taken_out_is_found(anchor):
    Paper.objects.all().delete()
    assert found() == [("naskah/AAAA-BBBB", ledger.DROPPED, 1)]


def test_a_paper_whose_bytes_were_changed_is_found(anchor):
    storage.path_of(Paper.objects.get().sha256).write_bytes(b"%PDF palsu")
    try:
        assert [(one.stream, one.kind) for one in breaks_of_record()] == [
            ("naskah/AAAA-BBBB", "file")
        ]
    finally:
        storage.path_of(Paper.objects.get().sha256).write_bytes(b"%PDF satu")


@pytest.mark.parametrize("table", ["audit_root", "audit_leaf", "audit_handing"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id + 100", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_bend_the_sheets(anchor, tmp_path, table, act):
    sealing.hand_to_folder(tmp_path, at=MIDNIGHT)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(act.format(table))


@pytest.mark.django_db(transaction=True)
def test_of_several_who_seal_at_the_same_time_one_does(anchor):
    together = Barrier(4)

    def seal() -> int:
        together.wait()
        try:
            return sealing.seal_the_day(at=MIDNIGHT + timedelta(days=2))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(each.result() for each in [pool.submit(seal) for _ in range(4)]) == 1
    assert (Root.objects.count(), found(anchor)) == (3, [])


def test_a_folder_gets_every_sheet_once_and_what_is_there_stays(anchor, tmp_path, settings):
    settings.SIGAP_ANCHOR_DIR = tmp_path / "jangkar"
    assert [sealing.hand_out_sheets(at=MIDNIGHT) for _ in "12"] == [2, 0]
    names = sorted(path.name for path in settings.SIGAP_ANCHOR_DIR.iterdir())
    assert names == ["lembar-000001-2026-11-23.json", "lembar-000002-2026-11-24.json"]
    assert read_sheet(json.loads((settings.SIGAP_ANCHOR_DIR / names[1]).read_text())) == anchor
    (settings.SIGAP_ANCHOR_DIR / names[1]).write_text("tetap")
    sealing.write_sheet(anchor, settings.SIGAP_ANCHOR_DIR)
    assert (settings.SIGAP_ANCHOR_DIR / names[1]).read_text() == "tetap"


def test_a_folder_that_cannot_be_written_is_said_and_tried_again(anchor, tmp_path, caplog):
    blocked = tmp_path / "berkas"
    blocked.write_text("bukan map")
    with caplog.at_level(logging.WARNING):
        assert sealing.hand_to_folder(blocked, at=MIDNIGHT) == 0
    assert "could not be written" in caplog.text
    blocked.unlink()
    assert sealing.hand_to_folder(blocked, at=MIDNIGHT) == 2


def test_a_mailbox_gets_the_newest_sheet_once(anchor, settings):
    settings.EMAIL_ENABLED = True
    settings.SIGAP_ANCHOR_EMAIL = ("inspektorat@contoh.go.id",)
    assert [sealing.hand_out_sheets(at=MIDNIGHT) for _ in "12"] == [1, 0]
    message = Message.objects.get()
    assert message.address == "inspektorat@contoh.go.id"
    body = message.body
    assert read_sheet(json.loads(body[body.index("{\n") : body.rindex("}") + 1])) == anchor
    assert Handing.objects.get().root.no == 2


def test_without_a_mail_server_nothing_is_noted_as_given(anchor, settings):
    settings.SIGAP_ANCHOR_EMAIL = ("inspektorat@contoh.go.id",)
    assert sealing.hand_out_sheets(at=MIDNIGHT) == 0
    assert not Handing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_proof_that_was_asked_for_is_made_with_the_anchor_that_was_brought(anchor):
    rewrite(KEY, 4)
    Check.objects.bulk_create(
        [Check(asked_at=MIDNIGHT, asked_by=BY, anchor=anchor.written()) for _ in "12"]
    )
    assert [sealing.check_record(at=MIDNIGHT) for _ in "12"] == [2, 0]
    check = Check.objects.first()
    assert (check.finished_at, check.sheets, check.entries) == (MIDNIGHT, 2, 6)
    assert KEY in [each["stream"] for each in check.breaks]
    assert check.broken == len(check.breaks)


def test_an_export_is_found_whole_by_its_own_verifier(anchor, tmp_path):
    write(KEY, 2)
    call_command("audit", "export", "-o", str(tmp_path))
    (tmp_path / "jangkar.json").write_text(sealing.as_text(anchor))
    command = [sys.executable, "-I", "-S", str(tmp_path / "verify_sigap.py"), "--json"]
    key = ["--key", signing.public_key(), "--anchor", str(tmp_path / "jangkar.json")]
    ran = subprocess.run([*command, *key], capture_output=True, check=False)
    told = json.loads(ran.stdout)
    assert (told["ok"], told["faults"], told["stamps"]) == (True, [], {}), ran.stderr


def test_verify_says_up_to_which_sheet_an_anchor_proves_the_record(anchor, tmp_path, capsys):
    call_command("audit", "anchor", "-o", str(tmp_path))
    call_command("audit", "verify", "--anchor", str(tmp_path))
    assert "sampai lembar nomor 2" in capsys.readouterr().out
    rewrite(KEY, 4)
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", "--json", "--anchor", str(tmp_path))
    assert ended.value.code == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["breaks"][0]["stream"], said["breaks"][0]["kind"]) == (KEY, ledger.CUT)


def test_a_root_is_sealed_and_printed_on_demand(capsys):
    write(KEY)
    call_command("audit", "root")
    assert read_sheet(json.loads(capsys.readouterr().out)).entries == 1
    call_command("audit", "root", "--key")
    assert capsys.readouterr().out.strip() == signing.public_key()
    assert Path(product.SIGAP_DATA_DIR, signing.NAME).exists()


def test_one_stream_is_exported_alone_and_in_order(anchor, capsys):
    call_command("audit", "export", "--stream", OTHER)
    head, *entries = map(json.loads, capsys.readouterr().out.splitlines())
    assert (head["stream"], head["length"], head["head"]) == (OTHER, 2, entries[-1]["seal"])
    assert [entry["seq"] for entry in entries] == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "--stream", KEY, "-o", "x"], "hilangkan --stream"),
        (["verify", "--anchor", "/tidak/ada"], "No such file"),
        (["verify", "--anchor", __file__], "bukan lembar harian"),
        (["anchor"], "Belum ada lembar harian"),
    ],
)
def test_wrong_use_is_told_in_clear_words(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("audit", *arguments)
