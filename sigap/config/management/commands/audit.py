"""`sigap audit`: proves that the ledger was not bent, and hands it out for others to prove."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, ngettext

from sigap.audit.models import Entry, Stream
from sigap.audit.queries import verify
from sigap.config.command import FAILED, SigapCommand, sentence
from sigap.domain.ledger import moment
from sigap.incidents.queries.proof import Progress, mismatches

_ROWS_AT_ONCE = 2000


class Command(SigapCommand):
    """Exit codes: 0 the ledger is whole, 1 it is broken, 2 wrong use."""

    help = "Periksa keutuhan jejak audit, atau keluarkan isinya (JSON Lines)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("verify", help="periksa segel, keadaan perkara, dan berkas")
        check.add_argument("--json", action="store_true", help="keluaran untuk mesin")
        export = acts.add_parser("export", help="cetak setiap catatan, satu baris satu catatan")
        export.add_argument("--stream", default="", metavar="KUNCI", help="satu aliran saja")

    def handle(self, **options: Any) -> None:
        if options["act"] == "export":
            self._export(options["stream"])
        else:
            self._verify(as_json=options["json"])

    def _verify(self, *, as_json: bool) -> None:
        progress = self._progress if self.stderr.isatty() else None
        faults = [*self._broken_seals(progress), *self._differing_cases(progress)]
        if as_json:
            self.say_json({"ok": not faults, "breaks": faults})
        for fault in [] if as_json else faults:
            self.stdout.write(f"{fault['stream']}: {fault['reason']} [{fault['kind']}]")
        if faults:
            message = ngettext("%(n)s kerusakan.", "%(n)s kerusakan.", len(faults))
            self.stderr.write(message % {"n": len(faults)})
            raise SystemExit(FAILED)
        if not as_json:
            self.stdout.write(
                gettext("Jejak audit utuh; keadaan setiap perkara sesuai catatannya.")
            )

    @staticmethod
    def _broken_seals(progress: Progress | None) -> Iterator[dict[str, Any]]:
        for one in verify(progress):
            reason = sentence(one.found)
            yield {
                "stream": one.stream,
                "seq": one.found.seq,
                "kind": one.found.kind,
                "reason": reason,
            }

    @staticmethod
    def _differing_cases(progress: Progress | None) -> Iterator[dict[str, Any]]:
        for one in mismatches(progress):
            stream = "sop" if one.kind == "procedure" else f"perkara/{one.number}"
            yield {"stream": stream, "seq": None, "kind": one.kind, "reason": sentence(one)}

    def _progress(self, checked: int, total: int) -> None:
        self.stderr.write(f"\r{checked}/{total}", ending="" if checked < total else "\n")

    def _export(self, stream: str) -> None:
        """Streams with their length and head first, so that a cut tail shows offline too."""
        heads = Stream.objects.order_by("pk")
        rows = Entry.objects.select_related("stream").order_by("stream_id", "seq")
        if stream:
            heads, rows = heads.filter(key=stream), rows.filter(stream__key=stream)
        for head in heads.iterator(chunk_size=_ROWS_AT_ONCE):
            self._line({"stream": head.key, "length": head.length, "head": head.head})
        for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
            self._line(
                {
                    "stream": row.stream.key,
                    "seq": row.seq,
                    "at": moment(row.at),
                    "kind": row.kind,
                    "actor": row.actor,
                    "data": row.data,
                    "prev": row.prev,
                    "seal": row.seal,
                }
            )

    def _line(self, value: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
