"""`bench_fill`: an empty database becomes an office of many years."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from bench.dataset import fill
from sigap.incidents.models import Incident
from sigap.kit import clock


class Command(BaseCommand):
    """Fills an empty database; one that already holds cases is left as it is."""

    help = "Fill an empty database with cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=100_000)

    def handle(self, *, cases: int, **options: Any) -> None:
        if Incident.objects.exists():
            self.stdout.write(f"{Incident.objects.count():,} cases are already there.")
            return
        begun = time.monotonic()
        fill(cases, now=clock.now(), say=self.stdout.write)
        self.stdout.write(f"filled in {time.monotonic() - begun:.0f} s")
