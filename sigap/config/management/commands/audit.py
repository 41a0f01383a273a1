"""`sigap audit`: proves that the ledger was not bent, and hands it out for others to prove."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext, ngettext

from sigap.audit.models import Entry, Stream
from sigap.audit.queries import verify
from sigap.config.command import FAILED, SigapCommand, sentence
from sigap.domain.ledger import moment

_ROWS_AT_ONCE = 2000


class Command(SigapCommand):
    """Exit codes: 0 the ledger is whole, 1 it is broken, 2 wrong use."""

    help = "Periksa keutuhan jejak audit, atau keluarkan isinya (JSON Lines)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("verify", help="periksa setiap segel; sebut yang rusak")
        check.add_argument("--json", action="store_true", help="keluaran untuk mesin")
        export = acts.add_parser("export", help="cetak setiap catatan, satu baris satu catatan")
        export.add_argument("--stream", default="", metavar="KUNCI", help="satu aliran saja")

    def handle(self, **options: Any) -> None:
        if options["act"] == "export":
            self._export(options["stream"])
        else:
            self._verify(as_json=options["json"])

    def _verify(self, *, as_json: bool) -> None:
        breaks = list(verify(self._progress if self.stderr.isatty() else None))
        if as_json:
            faults = [
                {
                    "stream": one.stream,
                    "seq": one.found.seq,
                    "kind": one.found.kind,
                    "reason": sentence(one.found),
                }
                for one in breaks
            ]
            self.say_json({"ok": not breaks, "breaks": faults})
        elif breaks:
            for one in breaks:
                self.stdout.write(f"{one.stream}: {sentence(one.found)} [{one.found.kind}]")
        else:
            self.stdout.write(gettext("Jejak audit utuh."))
        if breaks:
            message = ngettext("%(n)s aliran rusak.", "%(n)s aliran rusak.", len(breaks))
            self.stderr.write(message % {"n": len(breaks)})
            raise SystemExit(FAILED)

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
