"""`sigap inventory`: import a file all or nothing, take the last import back, export a kind."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext

from sigap.config.command import FAILED, WRONG_USE, SigapCommand, sentence
from sigap.domain.actor import SYSTEM
from sigap.domain.inventory import KINDS, WORDS
from sigap.domain.inventory_import import Act, Plan, Planned
from sigap.inventory.actions.imports import carry_out, discard_import, keep_import, take_back
from sigap.inventory.models import Import
from sigap.inventory.pictures import picture_of, with_references
from sigap.inventory.queries.imports import last_done, preview
from sigap.inventory.sheets import csv_of, read_sheets, workbook_of
from sigap.kit import clock


class Command(SigapCommand):
    """Exit codes: 0 all right, 1 the file is faulty or refused, 2 wrong use."""

    help = "Impor dan ekspor inventaris: lokasi, perangkat, antarmuka, tautan, sirkit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        take = acts.add_parser("import", help="impor berkas CSV atau XLSX, semua atau tidak")
        take.add_argument("file", metavar="FILE", help="berkas CSV atau XLSX")
        take.add_argument("--jenis", choices=list(WORDS), help="isi tabel; bawaan: dikenali")
        take.add_argument("--dry-run", action="store_true", help="periksa saja, jangan simpan")
        take.add_argument("--json", action="store_true", help="keluaran untuk mesin")
        acts.add_parser("undo", help="batalkan impor terakhir")
        give = acts.add_parser("export", help="tulis satu jenis dalam bentuk impor")
        give.add_argument("kind", metavar="JENIS", choices=list(WORDS))
        give.add_argument("-o", "--out", metavar="FILE", required=True, help="*.csv, *.xlsx, -")

    def handle(self, **options: Any) -> None:
        acts = {"import": self._import, "undo": self._undo, "export": self._export}
        acts[options["act"]](options)

    def _import(self, options: dict[str, Any]) -> None:
        name = options["file"]
        content = _read(name)
        kind = WORDS[options["jenis"]].key if options["jenis"] else ""
        at = clock.now()
        sheets = read_sheets(Path(name).name, content, kind=kind)
        run = keep_import(Path(name).name, sheets, content=content, at=at, by=SYSTEM)
        found = preview(run)
        done = found.sound and not options["dry_run"]
        if done:
            carry_out(run, at=at, by=SYSTEM)
        else:
            discard_import(run, at=at, by=SYSTEM)
        self._tell(run, found, done, options)
        if found.count(Act.REFUSE):
            raise SystemExit(FAILED)

    def _tell(self, run: Import, found: Plan, done: bool, options: dict[str, Any]) -> None:
        counts = {act.value: found.count(act) for act in Act}
        if options["json"]:
            rows = [_told(row) for row in found.rows if row.act is not Act.SAME]
            self.say_json({"import": run.pk, "done": done, "counts": counts, "rows": rows})
            return
        for row in found.rows:
            for name, fault in row.faults.items():
                self.stderr.write(f"{row.sheet}:{row.line}: {name}: {sentence(fault)}")
        if found.ignored:
            listed = ", ".join(found.ignored)
            self.stderr.write(gettext("kolom dilewati: %(names)s") % {"names": listed})
        self.stdout.write(" · ".join(f"{word} {count}" for word, count in counts.items()))
        said = gettext("Impor %(no)s dijalankan.") if done else gettext("Belum ada yang disimpan.")
        self.stdout.write(said % {"no": run.pk} if done else said)

    def _undo(self, options: dict[str, Any]) -> None:
        row = last_done()
        if row is None:
            raise CommandError(gettext("Tidak ada impor yang dapat dibatalkan."), returncode=FAILED)
        take_back(row, at=clock.now(), by=SYSTEM)
        self.stdout.write(gettext("Impor %(no)s dibatalkan.") % {"no": row.pk})

    def _export(self, options: dict[str, Any]) -> None:
        kind = WORDS[options["kind"]]
        rows = with_references(kind.key).order_by("key").iterator(chunk_size=2000)
        pictures = (picture_of(kind.key, row) for row in rows)
        out = options["out"]
        is_workbook = out.endswith(".xlsx")
        content = workbook_of({kind.key: pictures}) if is_workbook else csv_of(kind, pictures)
        if out == "-":
            sys.stdout.buffer.write(content)
            return
        try:
            Path(out).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}", returncode=WRONG_USE) from error
        self.stdout.write(f"{out}: {len(content)} B")


def _told(row: Planned) -> dict[str, Any]:
    kind = KINDS[row.kind]
    return {
        "sheet": row.sheet,
        "line": row.line,
        "kind": kind.word,
        "key": row.key,
        "act": row.act.value,
        "changes": {name: list(pair) for name, pair in row.changes.items()},
        "faults": {name: sentence(fault) for name, fault in row.faults.items()},
    }


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=WRONG_USE) from error
