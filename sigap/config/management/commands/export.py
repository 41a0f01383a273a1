"""`sigap export csv`: the register of cases, one row for each round of each step."""

import csv
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError
from django.utils import timezone

from sigap.config.command import WRONG_USE, SigapCommand
from sigap.incidents.models import Hold, Incident, StepVisit
from sigap.incidents.queries.cases import procedure_of
from sigap.incidents.queries.clocks import read
from sigap.kit import clock

COLUMNS = (
    "number",
    "procedure",
    "version",
    "agency",
    "site",
    "category",
    "summary",
    "channel",
    "priority",
    "status",
    "reported_at",
    "recorded_at",
    "finished_at",
    "step_no",
    "step",
    "role",
    "round",
    "entered_at",
    "received_at",
    "received_by",
    "left_at",
    "left_by",
    "verb",
    "outcome",
    "standard_seconds",
    "net_seconds",
    "gross_seconds",
    "held_seconds",
    "verdict",
)
_AT_ONCE = 500
# A spreadsheet would take such a cell for a formula and carry it out.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Command(SigapCommand):
    """Writes while it reads: the size of the register does not matter."""

    help = "Keluarkan register gangguan: satu baris untuk setiap putaran langkah (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        sheet = kinds.add_parser("csv", help="untuk lembar sebar dan program statistik")
        sheet.add_argument("-o", "--output", metavar="BERKAS", help="bukan ke layar")
        sheet.add_argument("--since", type=_day, metavar="TANGGAL", help="dicatat sejak hari ini")
        sheet.add_argument("--until", type=_day, metavar="TANGGAL", help="sampai dengan hari ini")

    def handle(self, **options: Any) -> None:
        cases = _cases(options["since"], options["until"])
        if options["output"] is None:
            self._to_screen(cases)
            return
        try:
            with Path(options["output"]).open("w", encoding="utf-8", newline="") as file:
                _write(file, cases)
        except OSError as error:
            message = f"{options['output']}: {error.strerror}"
            raise CommandError(message, returncode=WRONG_USE) from None

    def _to_screen(self, cases: Iterator[Incident]) -> None:
        try:
            _write(self.stdout, cases)
            self.stdout.flush()
        except BrokenPipeError:
            # The reader (`head`) has seen enough; Python would complain once more when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _cases(since: date | None, until: date | None) -> Iterator[Incident]:
    """The cases recorded on these days of the office, oldest first, with visits and holds."""
    rows = Incident.objects.select_related("procedure", "agency", "site", "category")
    if since is not None:
        rows = rows.filter(recorded_at__gte=_midnight(since))
    if until is not None:
        rows = rows.filter(recorded_at__lt=_midnight(until + timedelta(days=1)))
    rows = rows.defer("procedure__source").prefetch_related("visits", "holds").order_by("pk")
    return rows.iterator(chunk_size=_AT_ONCE)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _write(file: Any | TextIO, cases: Iterator[Incident]) -> None:
    now = clock.now()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for incident in cases:
        for visit in sorted(incident.visits.all(), key=lambda row: (row.ordinal, row.pk)):
            rows.writerow([_cell(value) for value in _row(incident, visit, now=now)])


def _row(incident: Incident, visit: StepVisit, *, now: datetime) -> tuple[object, ...]:
    procedure = procedure_of(incident)
    return (
        incident.number,
        procedure.key,
        procedure.version,
        incident.agency.key,
        incident.site.key if incident.site else "",
        incident.category.key,
        incident.summary,
        incident.channel,
        incident.priority,
        incident.status,
        incident.reported_at,
        incident.recorded_at,
        incident.finished_at,
        procedure.step(visit.step).no,
        visit.step,
        visit.role,
        visit.round,
        visit.entered_at,
        visit.received_at,
        (visit.received_by or {}).get("name"),
        visit.left_at,
        (visit.left_by or {}).get("name"),
        visit.verb,
        visit.outcome,
        *_clock(incident, visit, now=now),
    )


def _clock(incident: Incident, visit: StepVisit, *, now: datetime) -> tuple[object, ...]:
    """Standard, net, gross, held and verdict; what was fixed on leaving stays as it was."""
    if visit.entered_at is None:
        return (None,) * 5
    holds: list[Hold] = [hold for hold in incident.holds.all() if hold.ordinal == visit.ordinal]
    if visit.left_at is not None and not holds:
        return (visit.standard, visit.net, visit.gross, timedelta(), visit.verdict)
    reading = read(incident, visit, holds, now=now)
    if visit.left_at is not None:
        return (visit.standard, visit.net, visit.gross, reading.held, visit.verdict)
    return (reading.standard, reading.net, reading.gross, reading.held, reading.verdict.value)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case timedelta():
            return str(int(value.total_seconds()))
        case str() if value.startswith(_FORMULAS):
            return f"'{value}"
        case _:
            return str(value)
