"""`bench_papers`: a page, a berkas, verification, the workers, and numbers from many writers."""

import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import groupby
from statistics import median
from typing import Any

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from PIL import Image

from bench.dataset import Office
from bench.paths import FIELD, Desk
from sigap.config.demo_people import load_demo_people
from sigap.config.office import load_office
from sigap.documents.actions.papers import drawing
from sigap.documents.models import NumberEntry, Paper
from sigap.documents.renderers.typst import _folders
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.berkas import bind_berkas
from sigap.incidents.actions.papers import draw_papers, make_papers, pictures_of
from sigap.incidents.models import Incident, StepVisit
from sigap.kit import clock

# A working Monday at 10.00 in Jakarta.
AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)
_RUNS = 11
_PATIENCE = 600.0
# As bare as a page of text can be in the same format: no letterhead, no QR code, no facts.
_BARE = """
#set document(title: "Uji", date: datetime(year: 2026, month: 11, day: 23))
#set text(font: "Arimo", lang: "id")
= Judul
#lorem(200)
"""


class Command(BaseCommand):
    """Each measure by itself, with what it is measured beside."""

    help = "Measure papers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--papers", type=int, default=1000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--photos", type=int, default=20)
        parser.add_argument("--writers", type=int, default=8)
        parser.add_argument("--seconds", type=float, default=5.0)
        parser.add_argument("--only", default="")

    def handle(self, *, only: str, **wanted: Any) -> None:
        load_office(at=AT - timedelta(days=1), by=SYSTEM)
        load_demo_people(at=AT - timedelta(days=1), by=SYSTEM, password="none signs in by it")
        self.office, self.wanted = Office(), wanted
        self.stdout.write(f"{connection.vendor}")
        measures = (
            ("one page", self._pages),
            ("berkas", self._berkas),
            ("verification", self._verification),
            ("worker", self._workers),
            ("numbers", self._numbers),
        )
        for name, measure in measures:
            if only in name:
                for told in measure():
                    self.stdout.write(f"{name}: {told}")

    def _closed(self, photos: int = 0) -> Incident:
        """A case that went through the field, with as many photos of the technician."""
        desk = Desk(AT)
        incident = desk.walk(self.office.report(desk), FIELD[:3])
        for place in range(photos):
            photo, name = _photo(place), f"foto-{place}.jpg"
            by = desk.actor("pelaksana")
            attach_file(incident.number, name=name, stream=BytesIO(photo), at=desk.at, by=by)
        incident = desk.walk(incident, FIELD[3:])
        while make_papers(at=desk.at):
            pass
        return incident

    def _pages(self) -> Iterator[str]:
        """Every kind drawn again and again, beside Typst with nothing but text."""
        incident = self._closed()
        papers = Paper.objects.filter(number=incident.number).select_related("template", "shared")
        bare = _milliseconds(_bare)
        yield f"bare Typst {bare:.1f} ms"
        for kind, rows in groupby(sorted(papers, key=_kind), key=_kind):
            row = next(rows)
            took = _milliseconds(lambda row=row: drawing(row, pictures_of(row)))
            yield f"{kind} {took:.1f} ms, {took / bare:.1f} times bare Typst"

    def _berkas(self) -> Iterator[str]:
        for photos in sorted({0, self.wanted["photos"]}):
            incident = self._closed(photos)
            draw_papers(at=AT)
            made = bind_berkas(incident.number, by=None, at=LATER)
            took = _milliseconds(
                lambda n=incident.number: bind_berkas(n, by=None, at=LATER), runs=5
            )
            size = len(made.content) / 1e6
            yield f"{photos} photos of 12 megapixels {took:.0f} ms, {size:.1f} MB"

    def _verification(self) -> Iterator[str]:
        """The public page as it answers, without the network between."""
        incident = self._closed()
        draw_papers(at=AT)
        row = Paper.objects.filter(number=incident.number).exclude(sha256="")[0]
        content, client = drawing(row, pictures_of(row)), Client(SERVER_NAME="127.0.0.1")
        by_code = _milliseconds(lambda: _get(client, f"/verifikasi/{row.code}"))
        by_file = _milliseconds(lambda: _post(client, content))
        other = _milliseconds(lambda: _post(client, content + b" "))
        bare = _milliseconds(lambda: _get(client, "/healthz"))
        yield f"by code {by_code:.1f} ms, by file {by_file:.1f} ms, a changed file {other:.1f} ms"
        yield f"beside a page that says it is alive {bare:.1f} ms"

    def _numbers(self) -> Iterator[str]:
        """As many papers of one count as writers can make, and two bare rows by as many."""
        self._closed()
        bare, bare_cpu = self._written("bare")
        before = NumberEntry.objects.count()
        rate, cpu = self._written("papers")
        given = list(NumberEntry.objects.filter(kind="arahan").order_by("n").values_list("n"))
        gaps = given != [(n,) for n in range(1, len(given) + 1)]
        yield f"{rate:.0f} papers a second by {self.wanted['writers']} writers"
        yield f"bare two rows {bare:.0f} a second, {bare / max(rate, 1e-9):.1f} times as many"
        yield f"cpu of the writers {cpu:.1f} ms for a paper, {bare_cpu:.1f} ms for two bare rows"
        yield f"{NumberEntry.objects.count() - before} numbers, {'GAPS' if gaps else 'no gap'}"

    def _written(self, what: str) -> tuple[float, float]:
        """How many a second, and the milliseconds of the processor for each."""
        connection.close()
        command = [sys.executable, "-m", "django", "bench_number", what]
        command += ["--seconds", str(self.wanted["seconds"])]
        writers = [
            subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(self.wanted["writers"])
        ]
        patience = self.wanted["seconds"] + _PATIENCE
        told = [writer.communicate(timeout=patience)[0].split() for writer in writers]
        rate = sum(int(count) / float(seconds) for count, seconds, _ in told)
        cpu = sum(float(worked) for *_, worked in told) / sum(int(count) for count, *_ in told)
        return rate, cpu * 1000

    def _workers(self) -> Iterator[str]:
        """From the ends of the steps to drawn papers, by workers as `sigap worker` runs them."""
        while Paper.objects.count() + _expected() < self.wanted["papers"]:
            desk = Desk(AT)
            desk.walk(self.office.report(desk), FIELD)
        wanted = Paper.objects.filter(drawn_at__isnull=True).count() + _expected()
        began = time.perf_counter()
        with _at_work(self.wanted["workers"]):
            while _expected() or Paper.objects.filter(drawn_at__isnull=True).exists():
                if time.perf_counter() - began > _PATIENCE:
                    raise RuntimeError("the workers did not come to an end")
                time.sleep(0.1)
        took = time.perf_counter() - began
        drawn = Paper.objects.exclude(sha256="").count()
        yield f"about {wanted} papers made and drawn in {took:.1f} s by {self.wanted['workers']}"
        yield f"{drawn} drawn in all, {wanted / took:.0f} a second, starting included"


def _expected() -> int:
    """Steps whose papers are not made; most give one, a few give two."""
    rows = StepVisit.objects.filter(papers_at=None, left_at__isnull=False, output__isnull=False)
    return rows.count()


@contextmanager
def _at_work(count: int) -> Iterator[None]:
    command = [sys.executable, "-m", "sigap.config.cli", "worker"]
    workers = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=60)


def _photo(place: int) -> bytes:
    """A JPEG of twelve megapixels as a telephone takes it, each another one."""
    grain = Image.effect_noise((500, 375), 60 + place).convert("RGB")
    made = BytesIO()
    grain.resize((4000, 3000)).save(made, "JPEG", quality=88)
    return made.getvalue()


def _bare() -> bytes:
    made: Any = typst.compile(
        {"main.typ": _BARE.encode()},
        font_paths=list(_folders()),
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
    )
    return bytes(made)


def _kind(row: Paper) -> str:
    return row.kind


def _get(client: Client, path: str) -> None:
    with clock.at(AT):
        assert client.get(path).status_code == 200


def _post(client: Client, content: bytes) -> None:
    file = SimpleUploadedFile("naskah.pdf", content, "application/pdf")
    with clock.at(AT):
        assert client.post("/verifikasi/", {"file": file}).status_code == 200


def _milliseconds(act: Callable[[], object], runs: int = _RUNS) -> float:
    """The median of some runs after a first one: one alone would tell of the neighbours."""
    act()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)
