"""`sigap berkas`: a whole case as one PDF, for the archive or for whoever has to read it."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from sigap.config.command import WRONG_USE, SigapCommand, actor_named
from sigap.incidents.actions.berkas import bind_berkas
from sigap.kit import clock


class Command(SigapCommand):
    """Exit codes: 0 written, 1 refused, 2 wrong use."""

    help = "Tulis berkas satu perkara: PDF/A-3 dengan data dan lampirannya di dalam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", metavar="NUMBER", help="nomor perkara, misalnya 2026-000017")
        parser.add_argument("-o", "--out", metavar="FILE", required=True, help="- ke keluaran")
        parser.add_argument("--user", metavar="NAME", help="atas nama pengguna ini, dengan haknya")

    def handle(self, **options: Any) -> None:
        by = actor_named(options["user"]) if options["user"] else None
        made = bind_berkas(options["number"], by=by, at=clock.now(), most_bytes=None)
        if options["out"] == "-":
            sys.stdout.buffer.write(made.content)
            return
        try:
            Path(options["out"]).write_bytes(made.content)
        except OSError as error:
            message = f"{options['out']}: {error.strerror}"
            raise CommandError(message, returncode=WRONG_USE) from error
        self.stdout.write(f"{options['out']}: {len(made.content)} B")
