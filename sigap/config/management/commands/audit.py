"""`sigap audit`: proves that the ledger was not bent, and hands it out for others to prove."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext, ngettext

from sigap.audit.queries.lines import lines
from sigap.audit.queries.roots import last_root, sheet_of, sheets
from sigap.audit.signing import public_key
from sigap.config.command import FAILED, WRONG_USE, SigapCommand, sentence
from sigap.domain.roots import Sheet, read_sheet
from sigap.incidents.actions.sealing import as_text, seal_now, write_sheet
from sigap.incidents.exporting import write_bundle
from sigap.incidents.queries.sealing import breaks_of_record
from sigap.incidents.stampfiles import write_stamps
from sigap.kit import clock


class Command(SigapCommand):
    """Exit codes: 0 the record is whole, 1 it is broken, 2 wrong use."""

    help = "Periksa keutuhan jejak audit, segel, serahkan lembar hariannya, atau keluarkan isinya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("verify", help="periksa segel, lembar harian, perkara, dan berkas")
        check.add_argument("--json", action="store_true", help="keluaran untuk mesin")
        check.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="BERKAS",
            help="lembar harian yang disimpan di luar, atau map berisi lembar; boleh berulang",
        )
        root = acts.add_parser("root", help="segel sekarang juga; cetak lembarnya")
        root.add_argument("--key", action="store_true", help="cetak kunci publik saja")
        anchor = acts.add_parser("anchor", help="serahkan lembar harian untuk disimpan di luar")
        anchor.add_argument("-o", "--output", metavar="MAP", help="tulis semua lembar ke map ini")
        export = acts.add_parser("export", help="cetak setiap catatan, satu baris satu catatan")
        export.add_argument("--stream", default="", metavar="KUNCI", help="satu aliran saja")
        export.add_argument(
            "-o", "--output", metavar="MAP", help="tulis catatan, lembar, naskah dan pemeriksanya"
        )

    def handle(self, **options: Any) -> None:
        acts = {
            "verify": self._verify,
            "root": self._root,
            "anchor": self._anchor,
            "export": self._export,
        }
        acts[options["act"]](options)

    def _verify(self, options: dict[str, Any]) -> None:
        progress = self._progress if self.stderr.isatty() else None
        anchors = [sheet for name in options["anchor"] for sheet in _anchors(Path(name))]
        faults = [
            {"stream": one.stream, "seq": one.seq, "kind": one.kind, "reason": sentence(one)}
            for one in breaks_of_record(anchors, progress)
        ]
        if options["json"]:
            self.say_json({"ok": not faults, "breaks": faults})
        for fault in [] if options["json"] else faults:
            self.stdout.write(f"{fault['stream']}: {fault['reason']} [{fault['kind']}]")
        if faults:
            message = ngettext("%(n)s kerusakan.", "%(n)s kerusakan.", len(faults))
            self.stderr.write(message % {"n": len(faults)})
            raise SystemExit(FAILED)
        if not options["json"]:
            self.stdout.write(_whole(anchors))

    def _progress(self, checked: int, total: int) -> None:
        self.stderr.write(f"\r{checked}/{total}", ending="" if checked < total else "\n")

    def _root(self, options: dict[str, Any]) -> None:
        if options["key"]:
            self.stdout.write(public_key())
            return
        row = seal_now(at=clock.now())
        if row is None:
            raise CommandError(
                gettext("Lembar lain baru saja disegel; coba sekali lagi."), returncode=FAILED
            )
        self.stdout.write(as_text(sheet_of(row)), ending="")

    def _anchor(self, options: dict[str, Any]) -> None:
        newest = last_root()
        if newest is None:
            raise CommandError(
                gettext("Belum ada lembar harian; jalankan sigap audit root."), returncode=FAILED
            )
        if not options["output"]:
            self.stdout.write(as_text(sheet_of(newest)), ending="")
            return
        try:
            for sheet in sheets():
                self.stdout.write(str(write_sheet(sheet, Path(options["output"]))))
            write_stamps(Path(options["output"]))
        except OSError as error:
            raise _unwritable(options["output"], error) from error

    def _export(self, options: dict[str, Any]) -> None:
        if not options["output"]:
            for line in lines(options["stream"]):
                self.stdout.write(line)
            return
        if options["stream"]:
            raise CommandError(
                gettext("--output mengeluarkan seluruh catatan; hilangkan --stream."),
                returncode=WRONG_USE,
            )
        try:
            write_bundle(Path(options["output"]))
        except OSError as error:
            raise _unwritable(options["output"], error) from error
        message = gettext("Tertulis di %(folder)s; periksa dengan python verify_sigap.py di sana.")
        self.stdout.write(message % {"folder": options["output"]})


def _whole(anchors: list[Sheet]) -> str:
    if not anchors:
        return gettext("Jejak audit utuh; keadaan setiap perkara sesuai catatannya.")
    message = gettext(
        "Jejak audit utuh dan sesuai jangkar sampai lembar nomor %(no)s; keadaan setiap perkara"
        " sesuai catatannya."
    )
    return message % {"no": max(sheet.no for sheet in anchors)}


def _anchors(path: Path) -> Iterator[Sheet]:
    """The sheets of a file or of all .json files of a folder; CommandError (2) for none."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise CommandError(
            gettext("%(file)s: tidak ada lembar di dalamnya.") % {"file": path},
            returncode=WRONG_USE,
        )
    for file in files:
        try:
            yield read_sheet(json.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=WRONG_USE) from error
        except (RecursionError, ValueError) as error:
            message = gettext("%(file)s bukan lembar harian Sigap, atau isinya rusak.")
            raise CommandError(message % {"file": file}, returncode=WRONG_USE) from error


def _unwritable(place: str, error: OSError) -> CommandError:
    return CommandError(f"{place}: {error.strerror}", returncode=FAILED)
