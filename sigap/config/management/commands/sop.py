"""`sigap sop`: check a procedure file, publish it, list, compare and draw published versions."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext

from sigap.config.command import FAILED, WRONG_USE, SigapCommand, read_text
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import NotFound, words
from sigap.domain.procedure import ProcedureFaults, differences, parse
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.models import PublishedProcedure
from sigap.incidents.papers.procedures import sop_bpmn, sop_pdf
from sigap.incidents.queries.procedures import of_version, parsed, published
from sigap.kit import clock


class Command(SigapCommand):
    """Exit codes: 0 all right, 1 the file is faulty or refused, 2 wrong use."""

    help = "Periksa, terbitkan, daftar dan bandingkan SOP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("check", help="periksa berkas SOP; sebut baris dan sebabnya")
        publish = acts.add_parser("import", help="terbitkan berkas SOP sebagai versi baru")
        for act in (check, publish):
            act.add_argument("file", metavar="FILE", help="berkas TOML, atau - untuk masukan baku")
        listing = acts.add_parser("list", help="daftar SOP yang terbit")
        compare = acts.add_parser("compare", help="bandingkan dua versi langkah demi langkah")
        compare.add_argument("key", metavar="KEY")
        compare.add_argument("old", metavar="V1", type=int)
        compare.add_argument("new", metavar="V2", type=int)
        for name, told in (
            ("render", "gambar SOP sebagai naskah PDF menurut PermenPAN-RB 35/2012"),
            ("bpmn", "tulis alir SOP sebagai BPMN 2.0"),
        ):
            act = acts.add_parser(name, help=told)
            act.add_argument("key", metavar="KEY", help="kunci SOP yang terbit")
            act.add_argument(
                "--versi",
                dest="version_no",
                metavar="V",
                type=int,
                help="versi; bawaan: yang berlaku",
            )
            act.add_argument("-o", "--out", metavar="FILE", required=True, help="- ke keluaran")
        for act in (check, listing, compare):
            act.add_argument("--json", action="store_true", help="keluaran untuk mesin")

    def handle(self, **options: Any) -> None:
        acts = {
            "check": self._check,
            "import": self._import,
            "list": self._list,
            "compare": self._compare,
            "render": self._render,
            "bpmn": self._render,
        }
        acts[options["act"]](options)

    def _check(self, options: dict[str, Any]) -> None:
        text = read_text(options["file"])
        try:
            procedure = parse(text)
        except ProcedureFaults as refusal:
            self.say_faults(options["file"], refusal, as_json=options.get("json", False))
            raise SystemExit(FAILED) from None
        if options["json"]:
            self.say_json({"file": options["file"], "ok": True, "faults": []})
            return
        self.stdout.write(
            gettext("%(file)s: benar. %(title)s versi %(version)s, %(steps)s langkah.")
            % {
                "file": options["file"],
                "title": procedure.title,
                "version": procedure.version,
                "steps": len(procedure.steps),
            }
        )

    def _import(self, options: dict[str, Any]) -> None:
        try:
            row = import_procedure(read_text(options["file"]), at=clock.now(), by=SYSTEM)
        except ProcedureFaults as refusal:
            self.say_faults(options["file"], refusal, as_json=options.get("json", False))
            raise SystemExit(FAILED) from None
        self.stdout.write(f"{row.key} v{row.version} {row.status}")

    def _list(self, options: dict[str, Any]) -> None:
        rows = [
            {"key": row.key, "version": row.version, "status": row.status, "title": row.title}
            for row in published().defer("source")
        ]
        if options["json"]:
            self.say_json(rows)
            return
        for row in rows:
            self.stdout.write(f"{row['key']} v{row['version']} {row['status']}  {row['title']}")

    def _compare(self, options: dict[str, Any]) -> None:
        old, new = (parsed(of_version(options["key"], options[name])) for name in ("old", "new"))
        found = differences(old, new)
        if options["json"]:
            names = ("step_no", "what", "before", "after")
            self.say_json([{name: getattr(one, name) for name in names} for one in found])
            return
        for one in found:
            place = gettext("langkah %(no)s") % {"no": one.step_no} if one.step_no else "SOP"
            self.stdout.write(f"{place}: {gettext(one.what)}")
            self.stdout.write(f"  - {one.before or '–'}\n  + {one.after or '–'}")

    def _render(self, options: dict[str, Any]) -> None:
        row = _published(options["key"], options["version_no"])
        content = sop_pdf(row) if options["act"] == "render" else sop_bpmn(row)
        if options["out"] == "-":
            sys.stdout.buffer.write(content)
            return
        try:
            Path(options["out"]).write_bytes(content)
        except OSError as error:
            message = f"{options['out']}: {error.strerror}"
            raise CommandError(message, returncode=WRONG_USE) from error
        self.stdout.write(f"{options['out']}: {row.key} v{row.version}, {len(content)} B")


def _published(key: str, version: int | None) -> PublishedProcedure:
    """The version asked for, else the one in force, else the newest draft."""
    if version is not None:
        return of_version(key, version)
    rows = list(published(key))
    if not rows:
        raise NotFound("procedure-not-found", words("SOP %(key)s tidak ada."), key=key)
    return next((row for row in rows if row.status == "berlaku"), rows[0])
