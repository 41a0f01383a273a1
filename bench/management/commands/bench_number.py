"""`bench_number`: one writer that makes papers, or bare pairs of rows, as fast as it can."""

import os
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from bench.models import Remark, Ticket
from sigap.documents.actions.papers import issue_paper
from sigap.documents.models import Paper
from sigap.domain.actor import SYSTEM
from sigap.people.models import User

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class Command(BaseCommand):
    """Prints how many it made, in how many seconds, and with how many of the processor."""

    help = "Make numbered papers, or bare rows, for some seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["papers", "bare"])
        parser.add_argument("--seconds", type=float, default=5.0)

    def handle(self, *, what: str, seconds: float, **options: Any) -> None:
        template = Paper.objects.filter(kind="arahan").first()
        self.facts = template.facts if template else {}
        self.author = User.objects.first()
        act = self._paper if what == "papers" else self._bare
        act(0)
        made, began, used = 1, time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            act(made)
            made += 1
        took, worked = time.perf_counter() - began, time.process_time() - used
        self.stdout.write(f"{made - 1} {took:.3f} {worked:.3f}")

    def _paper(self, number: int) -> None:
        """Fix one paper with the next number of a count that all writers share."""
        issue_paper(
            "arahan",
            title="Nota Dinas",
            number="2026-000001",
            step="arahan",
            facts=self.facts,
            dedupe_key=f"bench/{os.getpid()}/{number}",
            on=AT,
            at=AT,
            by=SYSTEM,
        )

    def _bare(self, number: int) -> None:
        assert self.author is not None
        with transaction.atomic():
            ticket = Ticket.objects.create(
                title="Bare", body="Bare", author=self.author, created_at=AT
            )
            Remark.objects.create(ticket=ticket, text=f"Bare {number}", created_at=AT)
