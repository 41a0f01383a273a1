"""Every component on one page, for the people who build pages; only with DEBUG."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sigap.domain.actor import KABID, Actor
from sigap.domain.errors import Fault
from sigap.domain.procedure import parse
from sigap.domain.standards import HoldSpan, Reading, measure
from sigap.domain.workcalendar import PERPRES_21_2023, WorkCalendar
from sigap.web.flowchart import Trail, svg
from sigap.web.middleware import PageRequest

PROCEDURE = Path(__file__).parents[2] / "procedures" / "penanganan-gangguan.v1.toml"
NOW = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
CALENDAR = WorkCalendar(
    key="contoh", zone="Asia/Jakarta", patterns=(PERPRES_21_2023,), ramadan=(), days_off={}
)
STEPS = (
    ("Laporan diteruskan", "selesai", "Senin 08.31, dijanjikan 08.45"),
    ("Gangguan dianalisa", "selesai", "Senin 08.44, dijanjikan 08.46"),
    ("Ditangani jarak jauh", "selesai", "Senin 09.20, dijanjikan 09.44"),
    ("Diperbaiki di lokasi", "sekarang", "dijanjikan Selasa 09.20"),
    ("Hasil diperiksa", "nanti", "1 jam"),
    ("Diperiksa Kepala Seksi", "nanti", "1 jam"),
    ("Dikonfirmasi kepada Anda", "nanti", "1 jam"),
)
FILED = {"href": "#bukti", "at": NOW}
EVENTS = (
    {
        "title": "Ditahan: menunggu suku cadang",
        "by": "Admin Joko",
        "text": "SFP 10G, tiket VDR-881",
        "tone": "hampir",
    },
    {
        "title": "Arahan diberikan",
        "by": "Pak Bambang, Plh. Kepala Seksi",
        "text": "Cek ODP Margajaya.",
        "tone": "baik",
    },
    {"title": "Laporan diterima", "by": "Operator Wulan", "text": "", "tone": ""},
)


def show(request: PageRequest) -> HttpResponse:
    """The page of samples, with real clocks of an invented Monday morning."""
    if request.actor is None:
        request.actor = Actor("ratna", "Bu Ratna", {KABID: "Kepala Bidang TIK"})
    return render(request, "styleguide.html", {**_samples(), **_parts(request)})


def _parts(request: HttpRequest) -> dict[str, Any]:
    faulty = {"summary": Fault("empty", "Isi ringkasan gangguan, misalnya “WiFi lantai 2 mati”.")}
    procedure = parse(PROCEDURE.read_text(encoding="utf-8"))
    first, second, third = (step.key for step in procedure.steps[:3])
    taken = frozenset({(first, second), (second, third)})
    drawing = svg(procedure, Trail(third, frozenset({first, second}), taken))
    return {
        "drawing": drawing,
        "faults": faulty if "salah" in request.GET else {},
        "unread_notices": 3,
    }


def _samples() -> dict[str, Any]:
    return {
        "at": NOW,
        "clocks": [
            ("berjalan", _reading(22, 60), None),
            ("mendekati", _reading(50, 60), None),
            ("terlambat", _reading(66, 60), None),
            ("tertunda", _reading(40, 60, held=True), NOW - timedelta(minutes=15)),
        ],
        "steps": [
            {"no": no, "title": title, "state": state, "words": words}
            for no, (title, state, words) in enumerate(STEPS, start=1)
        ],
        "events": [
            {"at": NOW - timedelta(minutes=minutes), **said}
            for minutes, said in zip((4, 40, 55), EVENTS, strict=True)
        ],
        "files_list": [
            {"name": "foto-odp.jpg", "size": 1_240_000, "by": "Rina", "kind": "image"} | FILED,
            {"name": "surat-laporan.pdf", "size": 88_000, "by": "", "kind": "file"} | FILED,
        ],
    }


def _reading(minutes: int, standard: int, *, held: bool = False) -> Reading:
    start = NOW - timedelta(minutes=minutes)
    holds = [HoldSpan(NOW - timedelta(minutes=15))] if held else []
    return measure(
        CALENDAR,
        standard=timedelta(minutes=standard),
        entered_at=start,
        left_at=None,
        holds=holds,
        now=NOW,
    )
