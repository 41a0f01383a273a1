"""The macros that pages are built from say what they promise."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template import engines

from sigap.domain.errors import Fault
from sigap.domain.standards import Reading, measure
from sigap.domain.workcalendar import PERPRES_21_2023, WorkCalendar

NOW = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
CALENDAR = WorkCalendar("kota", "Asia/Jakarta", (PERPRES_21_2023,), (), {})


def reading(minutes: int) -> Reading:
    start = NOW - timedelta(minutes=minutes)
    hour = timedelta(hours=1)
    return measure(CALENDAR, standard=hour, entered_at=start, left_at=None, holds=[], now=NOW)


def shown(file: str, call: str, **context: Any) -> str:
    name = call.split("(")[0]
    source = f'{{% from "components/{file}.html" import {name} %}}{{{{ {call} }}}}'
    return engines["jinja2"].from_string(source).render(context)


def test_a_state_is_a_word_an_icon_and_a_tone_together() -> None:
    badge = shown("state", "state('terlambat', '6 menit')")
    assert "Terlambat" in badge
    assert "<svg" in badge
    assert 'data-tone="buruk"' in badge


def test_the_clock_says_deadline_and_rest_as_people_do() -> None:
    clock = shown("clock", "clock(reading, at)", reading=reading(22), at=NOW)
    assert "tenggat pukul 10.43 WIB" in clock
    assert "sisa 38 menit kerja" in clock


def test_a_late_clock_says_by_how_much() -> None:
    clock = shown("clock", "clock(reading, at)", reading=reading(66), at=NOW)
    assert "terlambat 6 menit kerja" in clock
    assert 'data-tone="buruk"' in clock


def test_the_clock_shows_the_sum_behind_it() -> None:
    clock = shown("clock", "clock(reading, at)", reading=reading(22), at=NOW)
    assert "<details>" in clock
    assert "22 menit" in clock


def test_a_faulty_field_is_tied_to_its_sentence() -> None:
    fault = Fault("too-long", "Paling banyak %(most)s huruf.", {"most": 200})
    field = shown("fields", "text('summary', 'Ringkasan', '<b>', fault)", fault=fault)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="isian-summary-fault"' in field
    assert "Paling banyak 200 huruf." in field
    assert 'value="&lt;b&gt;"' in field


def test_the_error_summary_leads_to_each_field() -> None:
    faults = {"site": "Pilih lokasi."}
    summary = shown("fields", "error_summary(faults, {'site': 'Lokasi'})", faults=faults)
    assert 'href="#isian-site"' in summary
    assert "Lokasi: Pilih lokasi." in summary


def test_a_password_field_never_shows_a_value() -> None:
    field = shown("fields", "text('password', 'Kata sandi', 'rahasia', type='password')")
    assert "rahasia" not in field


def test_an_act_says_what_will_happen_and_asks_before() -> None:
    button = shown("acts", "button('Kirim', then='Surat Tugas dibuat', confirm='Tidak kembali.')")
    assert "Surat Tugas dibuat" in button
    assert 'data-confirm="Tidak kembali."' in button


def test_typed_text_keeps_its_lines_and_loses_its_marks() -> None:
    events = [{"at": NOW, "title": "Catatan", "by": "", "text": "satu\n<i>dua", "tone": ""}]
    line = shown("case", "timeline(events)", events=events)
    assert "satu<br>&lt;i&gt;dua" in line


def test_a_name_that_a_page_forgot_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        shown("state", "state(forgotten.key)")
