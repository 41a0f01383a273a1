"""What an office may do to a calendar: each act as a form, read into a change of its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sigap.domain.calendarcontent import (
    DAY_KINDS,
    MINUTE,
    Content,
    FreeDay,
    Hours,
    Ramadan,
    from_json,
    with_day_off,
    with_decree,
    with_hours,
    with_listed_days,
    with_ramadan,
    without_day_off,
)
from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.workcalendar import Pattern, Spans, Week
from sigap.people.library import ESTIMATED, listed_days
from sigap.people.worktime import version_row

Values = Mapping[str, str]
WEEKDAYS: Final = (
    _("Senin"),
    _("Selasa"),
    _("Rabu"),
    _("Kamis"),
    _("Jumat"),
    _("Sabtu"),
    _("Minggu"),
)
KIND_NAMES: Final = {
    "libur": _("Libur nasional"),
    "cuti-bersama": _("Cuti bersama"),
    "daerah": _("Libur daerah"),
}
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; `type` is day, number, text or kind."""

    name: str
    label: str | Promise
    type: str = "text"
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a calendar that was read from a form, not yet made."""

    change: Callable[[Content], Content]
    source: str


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """One kind of change: its words, its questions, and how the answers are read.

    `read` gets the key of the calendar and the typed values and raises Invalid with every value
    that cannot be read; what the calendar itself does not allow, the change raises.
    """

    key: str
    title: str | Promise
    about: str | Promise
    fields: tuple[Field, ...]
    read: Callable[[str, Values], Proposal]


class _Reader:
    """Typed values with the faults found while reading them."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.faults: dict[str, Fault] = {}

    def text(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def day(self, name: str) -> date:
        try:
            day = date.fromisoformat(self.text(name))
        except ValueError:
            day = date.min
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            template = words("Isi tanggal lengkap, tahun 2000 sampai 2099.")
            self.faults[name] = Fault("not-a-day", template)
        return day

    def number(self, name: str, least: int, most: int) -> int:
        typed = self.text(name)
        if typed.isdecimal() and len(typed) < 6 and least <= int(typed) <= most:
            return int(typed)
        template = words("Isi angka %(least)s sampai %(most)s.")
        self.faults[name] = Fault("not-a-number", template, {"least": least, "most": most})
        return least

    def year(self) -> int:
        return self.number("year", _FIRST_YEAR, _LAST_YEAR)

    def week(self, prefix: str) -> Week:
        one, two, three, four, five, six, seven = (
            self._spans(f"{prefix}-{day}") for day in range(7)
        )
        return one, two, three, four, five, six, seven

    def _spans(self, name: str) -> Spans:
        """ "07.30-12.00, 13.00-16.00"; nothing on a day without work."""
        parts = self.text(name).replace(",", " ").replace("–", "-").split()
        spans: list[tuple[time, time]] = []
        free_from = 0
        try:
            for part in parts:
                start, end = (_clock(typed) for typed in part.split("-"))
                free_from = _end_of_span(start, end, free_from)
                spans.append((start, end))
        except ValueError:
            template = words("Tulis seperti 07.30-12.00, 13.00-16.00; kosong berarti libur.")
            self.faults[name] = Fault("not-hours", template)
            return ()
        return tuple(spans)

    def finish(self) -> None:
        if self.faults:
            raise Invalid(self.faults)


def _clock(typed: str) -> time:
    hour, _, minute = typed.replace(":", ".").partition(".")
    if not (hour.isdecimal() and minute.isdecimal()):
        raise ValueError("no time of day")
    return time(0) if typed.startswith("24") else time(int(hour), int(minute))


def _end_of_span(start: time, end: time, free_from: int) -> int:
    """The minute of the day at which a span ends; ValueError where it overlaps or runs back."""
    begin, finish = start.hour * 60 + start.minute, (end.hour * 60 + end.minute) or _DAY
    if not free_from <= begin < finish:
        raise ValueError("hours overlap or run backwards")
    return finish


def _day_off(key: str, values: Values) -> Proposal:
    read = _Reader(values)
    on = read.day("on")
    read.finish()
    day = FreeDay(on, read.text("name"), read.text("kind"), read.text("source"))
    return Proposal(lambda content: with_day_off(content, day), day.source)


def _day_back(key: str, values: Values) -> Proposal:
    read = _Reader(values)
    on, source = read.day("on"), read.text("source")
    read.finish()
    return Proposal(lambda content: without_day_off(content, on, source=source), source)


def _ramadan(key: str, values: Values) -> Proposal:
    read = _Reader(values)
    span = Ramadan(read.day("starts_on"), read.day("ends_on"), read.text("source"))
    read.finish()
    return Proposal(lambda content: with_ramadan(content, span), span.source)


def _hours(key: str, values: Values) -> Proposal:
    read = _Reader(values)
    pattern = Pattern(
        valid_from=read.day("valid_from"),
        hours=read.week("hours"),
        ramadan_hours=read.week("ramadan_hours"),
        day=timedelta(minutes=read.number("day_minutes", 1, _DAY)),
        ramadan_day=timedelta(minutes=read.number("ramadan_day_minutes", 1, _DAY)),
    )
    read.finish()
    hours = Hours(pattern, read.text("source"))
    return Proposal(lambda content: with_hours(content, hours), hours.source)


def _library(key: str, values: Values) -> Proposal:
    read = _Reader(values)
    year = read.year()
    read.finish()
    return Proposal(lambda content: with_listed_days(content, listed_days(year)), ESTIMATED)


def _decree(key: str, values: Values) -> Proposal:
    read = _Reader(values)
    year, source = read.year(), read.text("source")
    read.finish()
    return Proposal(lambda content: with_decree(content, year, source=source), source)


def _back(key: str, values: Values) -> Proposal:
    read = _Reader(values)
    number, source = read.number("version", 1, 99_999), read.text("source")
    if not source:
        read.faults["source"] = Fault(
            "source-missing", words("Sebutkan dasarnya, misalnya SKB yang dicabut.")
        )
    read.finish()
    old = from_json(version_row(key, number).content)
    return Proposal(lambda _: old, source)


_SOURCE = Field("source", _("Dasar"), hint=_("Nomor dan tanggal SKB, keputusan atau surat edaran."))
_YEAR = Field("year", _("Tahun"), "number")

FORMS: Final = {
    form.key: form
    for form in (
        ChangeForm(
            "libur",
            _("Tambah hari libur"),
            _("Libur nasional, cuti bersama atau libur daerah, juga yang ditetapkan mendadak."),
            (
                Field("on", _("Tanggal"), "day"),
                Field("name", _("Nama hari libur")),
                Field("kind", _("Jenis"), "kind"),
                _SOURCE,
            ),
            _day_off,
        ),
        ChangeForm(
            "hapus-libur",
            _("Batalkan hari libur"),
            _("Hari itu menjadi hari kerja lagi."),
            (Field("on", _("Tanggal"), "day"), _SOURCE),
            _day_back,
        ),
        ChangeForm(
            "ramadan",
            _("Tetapkan Ramadan"),
            _("Menggantikan rentang tahun itu yang masih perkiraan."),
            (
                Field("starts_on", _("Hari pertama"), "day"),
                Field("ends_on", _("Hari terakhir"), "day"),
                _SOURCE,
            ),
            _ramadan,
        ),
        ChangeForm(
            "jam",
            _("Jam kerja baru"),
            _("Berlaku sejak tanggal tertentu; jam sebelum tanggal itu tidak berubah."),
            (Field("valid_from", _("Berlaku sejak"), "day"), _SOURCE),
            _hours,
        ),
        ChangeForm(
            "pustaka",
            _("Isi dari daftar pustaka"),
            _("Hari libur satu tahun menurut daftar umum, ditandai perkiraan sampai ditetapkan."),
            (_YEAR,),
            _library,
        ),
        ChangeForm(
            "penetapan",
            _("Tetapkan hari libur perkiraan"),
            _("Semua hari perkiraan tahun itu menjadi tetap dengan dasar ini."),
            (_YEAR, _SOURCE),
            _decree,
        ),
        ChangeForm(
            "kembali",
            _("Kembali ke isi versi lama"),
            _("Membuat versi baru dengan isi versi itu; tidak ada yang dihapus."),
            (Field("version", _("Versi"), "number"), _SOURCE),
            _back,
        ),
    )
}


def offered(content: Content, form: ChangeForm, given: Values, today: date) -> dict[str, str]:
    """What stands in the form at first: what was given in the address, and what is in force."""
    values = {field.name: given.get(field.name, "") for field in form.fields}
    if "year" in values and not values["year"]:
        values["year"] = str(today.year)
    if form.key == "jam" and content.hours:
        now = content.hours[-1].pattern
        for prefix, week in (("hours", now.hours), ("ramadan_hours", now.ramadan_hours)):
            values |= {f"{prefix}-{day}": spans_words(week[day]) for day in range(7)}
        values["day_minutes"] = str(now.day // MINUTE)
        values["ramadan_day_minutes"] = str(now.ramadan_day // MINUTE)
    return values


def spans_words(spans: Spans) -> str:
    """The working spans of a day as they are typed: "07.30-12.00, 13.00-16.00"."""
    return ", ".join(f"{start:%H.%M}-{end:%H.%M}" for start, end in spans)


def week_words(week: Week) -> list[tuple[str, str]]:
    """(days, hours) of a week, days of equal hours in a row together; days off are left out."""
    told = []
    for spans, days in groupby(range(7), key=lambda day: week[day]):
        named = [WEEKDAYS[day] for day in days]
        if spans:
            first_and_last = dict.fromkeys((str(named[0]), str(named[-1])))
            told.append(("–".join(first_and_last), spans_words(spans)))
    return told


def kinds() -> tuple[tuple[str, str | Promise], ...]:
    """The kinds of a day off with their names."""
    return tuple((kind, KIND_NAMES[kind]) for kind in DAY_KINDS)
