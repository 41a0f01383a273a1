"""`sigap up`: prepares the installation and runs web and worker together."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from sigap.config.command import FAILED, SigapCommand
from sigap.config.office import load_office
from sigap.config.processes import run_together
from sigap.config.serving import bind, is_taken, web_command, worker_command
from sigap.domain.actor import SYSTEM
from sigap.kit import clock


class Command(SigapCommand):
    """Migrates, collects static files, fills in the office (and the demo, if wanted), serves."""

    help = "Siapkan basis data dan berkas statis, lalu jalankan web dan pekerja bersama-sama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prepare-only", action="store_true", help="siapkan saja, jangan jalankan"
        )

    def handle(self, **options: Any) -> None:
        if not options["prepare_only"] and is_taken():
            raise CommandError(
                f"{bind()} sudah dipakai program lain (barangkali Sigap sudah berjalan);"
                " hentikan yang itu, atau isi SIGAP_PORT dengan porta lain.",
                returncode=FAILED,
            )
        self._prepare()
        if options["prepare_only"]:
            return
        # The children open their own connections; one that is shared would be shut for both.
        connections.close_all()
        self.stdout.write(f"Sigap siap di {settings.SIGAP_BASE_URL}  (Ctrl-C untuk berhenti)")
        self.stdout.flush()
        raise SystemExit(
            run_together({"web": web_command(), "worker": worker_command()}, self.stderr.write)
        )

    def _prepare(self) -> None:
        settings.SIGAP_DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.SIGAP_DEMO:
            call_command("demo", stdout=self.stdout)
        # After the demo, whose office is dated before its cases; adds only what is missing.
        load_office(at=clock.now(), by=SYSTEM)
