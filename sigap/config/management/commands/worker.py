"""`sigap worker`: does what is due, again and again, until it is told to stop."""

from argparse import ArgumentParser
from typing import Any

from sigap.config.command import SigapCommand
from sigap.worker.loop import run


class Command(SigapCommand):
    """Any number of workers may run on any number of machines; they share the work."""

    help = "Jalankan pekerja: kirim pemberitahuan, awasi tenggat (boleh lebih dari satu)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="satu putaran saja, lalu selesai")

    def handle(self, **options: Any) -> None:
        run(once=options["once"])
