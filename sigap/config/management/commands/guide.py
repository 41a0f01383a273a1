"""`sigap guide`: check guide files, take them in, list what is there."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from sigap.config.command import FAILED, SigapCommand, read_text
from sigap.config.doctor import PROCEDURES
from sigap.domain.actor import SYSTEM
from sigap.domain.guides_toml import GuideFaults, parse_guide
from sigap.domain.procedure import Procedure, parse
from sigap.incidents.actions.guides import import_guide, put_guide_into_force
from sigap.incidents.queries.guides import guide_versions, known_guides, known_procedures
from sigap.kit import clock


class Command(SigapCommand):
    """Exit codes: 0 all right, 1 a file is faulty or refused, 2 wrong use."""

    help = "Periksa, muat, dan daftar panduan pemeriksaan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("check", help="periksa berkas panduan; sebut baris dan sebabnya")
        check.add_argument("files", metavar="FILE", nargs="+", help="berkas TOML, atau -")
        take = acts.add_parser("import", help="muat berkas panduan sebagai versi baru")
        take.add_argument("file", metavar="FILE", help="berkas TOML, atau - untuk masukan baku")
        take.add_argument("--berlaku", action="store_true", help="langsung pakai versi ini")
        listing = acts.add_parser("list", help="daftar panduan dan versinya")
        for act in (check, listing):
            act.add_argument("--json", action="store_true", help="keluaran untuk mesin")

    def handle(self, **options: Any) -> None:
        acts = {"check": self._check, "import": self._import, "list": self._list}
        acts[options["act"]](options)

    def _check(self, options: dict[str, Any]) -> None:
        """Guides that lead to one another are checked together: each knows the others."""
        texts = {file: read_text(file) for file in options["files"]}
        procedures, guides = _procedures(), known_guides() | _keys(texts.values())
        faulty = False
        for file, text in texts.items():
            try:
                guide = parse_guide(text, procedures=procedures, guides=guides)
            except GuideFaults as refusal:
                self.say_faults(file, refusal, as_json=options["json"])
                faulty = True
                continue
            if options["json"]:
                self.say_json({"file": file, "ok": True, "faults": []})
                continue
            told = {"file": file, "title": guide.title, "version": guide.version}
            told |= {"questions": len(guide.questions), "leaves": len(guide.leaves)}
            said = gettext(
                "%(file)s: benar. %(title)s versi %(version)s, %(questions)s pertanyaan,"
                " %(leaves)s hasil."
            )
            self.stdout.write(said % told)
        if faulty:
            raise SystemExit(FAILED)

    def _import(self, options: dict[str, Any]) -> None:
        at = clock.now()
        try:
            row = import_guide(read_text(options["file"]), at=at, by=SYSTEM)
            if options["berlaku"]:
                row = put_guide_into_force(row.key, row.pk, at=at, by=SYSTEM)
        except GuideFaults as refusal:
            self.say_faults(options["file"], refusal, as_json=False)
            raise SystemExit(FAILED) from None
        self.stdout.write(f"{row} {'berlaku' if row.in_force_since else 'belum berlaku'}")

    def _list(self, options: dict[str, Any]) -> None:
        rows = guide_versions().defer("source")
        if options["json"]:
            names = ("key", "version", "origin", "title", "digest", "in_force_since")
            self.say_json([{name: getattr(row, name) for name in names} for row in rows])
            return
        for row in rows:
            self.stdout.write(f"{row}{' berlaku' if row.in_force_since else ''}  {row.title}")


def _procedures() -> dict[str, Procedure]:
    """The SOPs of this office; where it has none of a key yet, the one that ships."""
    shipped = (parse(file.read_text("utf-8")) for file in sorted(PROCEDURES.glob("*.toml")))
    return {each.key: each for each in shipped} | known_procedures()


def _keys(texts: Iterable[str]) -> set[str]:
    """The keys of those guides that can be read at all."""
    found = set()
    for text in texts:
        try:
            found.add(parse_guide(text).key)
        except GuideFaults:
            continue
    return found
