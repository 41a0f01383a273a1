"""Moments, durations and figures as people say them, in Indonesian or English."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

INDONESIAN: Final = "id"

DAYS: Final = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS: Final = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
# "Agu" and "Agt" are both seen on papers; the first three letters are the rule everywhere else.
SHORT_MONTHS: Final = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
UNITS: Final = {
    "id": {"hari": ("hari", "hari"), "jam": ("jam", "jam"), "menit": ("menit", "menit")},
    "en": {"hari": ("day", "days"), "jam": ("hour", "hours"), "menit": ("minute", "minutes")},
}
SHORT_UNITS: Final = {
    "id": {"hari": "hr", "jam": "jam", "menit": "mnt"},
    "en": {"hari": "d", "jam": "h", "menit": "min"},
}
SECONDS: Final = {"id": "detik", "en": "s"}
UNDER_A_MINUTE: Final = {"id": "kurang dari 1 menit", "en": "less than 1 minute"}
NIP_GROUPS: Final = (8, 6, 1, 3)


def language_of(code: str | None) -> str:
    """The table to speak from: "en" for any English, Indonesian for everything else."""
    return "en" if (code or "").startswith("en") else INDONESIAN


def day(value: date, language: str = INDONESIAN, *, weekday: bool = True) -> str:
    """A day in full: "Senin, 23 November 2026", or without the weekday."""
    plain = f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"
    return f"{DAYS[language][value.weekday()]}, {plain}" if weekday else plain


def short_day(value: date, language: str = INDONESIAN) -> str:
    """A day for a narrow column: "23 Nov 2026"."""
    return f"{value.day} {SHORT_MONTHS[language][value.month - 1]} {value.year}"


def time_of_day(value: datetime, zone: tzinfo, language: str = INDONESIAN) -> str:
    """Hour and minute on the office's clock: "14.20", in English "14:20"."""
    return _hour_and_minute(value.astimezone(zone), language)


def _hour_and_minute(local: datetime, language: str) -> str:
    mark = ":" if language == "en" else "."
    return f"{local.hour:02}{mark}{local.minute:02}"


def clock_time(value: datetime, zone: tzinfo, language: str = INDONESIAN) -> str:
    """Hour and minute with the zone's letters, WIB, WITA or WIT: "14.20 WIB"."""
    return f"{time_of_day(value, zone, language)} {value.astimezone(zone).tzname()}"


def moment(value: datetime, zone: tzinfo, language: str = INDONESIAN) -> str:
    """A moment in full: "Senin, 23 November 2026 pukul 09.15 WIB"."""
    joint = "at" if language == "en" else "pukul"
    local = value.astimezone(zone)
    return f"{day(local, language)} {joint} {clock_time(value, zone, language)}"


def short_moment(value: datetime, zone: tzinfo, language: str = INDONESIAN) -> str:
    """A moment for a narrow column: "23 Nov 09.15"."""
    local = value.astimezone(zone)
    month = SHORT_MONTHS[language][local.month - 1]
    return f"{local.day} {month} {_hour_and_minute(local, language)}"


def due(value: datetime, at: datetime, zone: tzinfo, language: str = INDONESIAN) -> str:
    """A deadline as people say it at `at`: "pukul 14.20 WIB", "besok pukul 09.00 WIB"."""
    local, today = value.astimezone(zone), at.astimezone(zone).date()
    joint = "at" if language == "en" else "pukul"
    time = f"{joint} {clock_time(value, zone, language)}"
    away = (local.date() - today).days
    if away == 0:
        return time
    if away in (1, -1):
        near = {"id": {1: "besok", -1: "kemarin"}, "en": {1: "tomorrow", -1: "yesterday"}}
        return f"{near[language][away]} {time}"
    month = SHORT_MONTHS[language][local.month - 1]
    year = f" {local.year}" if local.year != today.year else ""
    return f"{DAYS[language][local.weekday()]}, {local.day} {month}{year} {time}"


def ago(value: datetime, at: datetime, zone: tzinfo, language: str = INDONESIAN) -> str:
    """How long before `at`: "baru saja", "3 menit lalu", "5 jam lalu", then the short moment."""
    passed = at - value
    if passed < timedelta(minutes=1):
        return "just now" if language == "en" else "baru saja"
    if passed >= timedelta(days=1):
        return short_moment(value, zone, language)
    unit, size = ("jam", 3600) if passed >= timedelta(hours=1) else ("menit", 60)
    words = amount(unit, int(passed.total_seconds()) // size, language)
    return f"{words} ago" if language == "en" else f"{words} lalu"


def amount(unit: str, count: int, language: str = INDONESIAN) -> str:
    """A count of "menit", "jam" or "hari" in words: "15 menit", in English "15 minutes"."""
    return f"{count} {UNITS[language][unit][count != 1]}"


def duration(value: timedelta, language: str = INDONESIAN, *, exact: bool = False) -> str:
    """A length of time without its sign, in hours and minutes: "1 jam 20 menit".

    Seconds are dropped unless `exact`; hours are never turned into days, because a working day
    is not 24 hours.
    """
    total = int(abs(value.total_seconds()))
    hours, minutes, seconds = total // 3600, total % 3600 // 60, total % 60
    counted = ((hours, "jam"), (minutes, "menit"))
    parts = [amount(unit, count, language) for count, unit in counted if count]
    if exact and (seconds or not parts):
        parts.append(f"{seconds} {SECONDS[language]}")
    return " ".join(parts) or UNDER_A_MINUTE[language]


def short_duration(value: timedelta, language: str = INDONESIAN) -> str:
    """A length of time for a narrow column: "6 mnt", "1 jam 20 mnt"; never days."""
    total = int(abs(value.total_seconds())) // 60
    short = SHORT_UNITS[language]
    hours, minutes = divmod(total, 60)
    parts = [f"{hours} {short['jam']}"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} {short['menit']}" if minutes else f"<1 {short['menit']}")
    return " ".join(parts)


def calendar_duration(value: timedelta, language: str = INDONESIAN) -> str:
    """A length of calendar time, where a day is 24 hours: "3 hari 4 jam", "2 jam 5 menit"."""
    days, rest = divmod(int(abs(value.total_seconds())), 86400)
    if not days:
        return duration(value, language)
    hours = f" {amount('jam', rest // 3600, language)}" if rest >= 3600 else ""
    return f"{amount('hari', days, language)}{hours}"


def number(value: float, language: str = INDONESIAN, *, places: int | None = None) -> str:
    """A figure with decimal comma and thousands dot: "1.234,5"; the other way round in English."""
    if places is None:
        places = 0 if value == int(value) else 1
    text = f"{value:,.{places}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def percent(share: float, language: str = INDONESIAN) -> str:
    """A share of one in whole hundredths: 0.914 is "91 %"."""
    return f"{round(share * 100)}%" if language == "en" else f"{round(share * 100)} %"


def file_size(octets: int, language: str = INDONESIAN) -> str:
    """A size in decimal units: "340 kB", "1,2 MB"."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if octets >= size:
            scaled = octets / size
            return f"{number(scaled, language, places=0 if scaled >= 10 else 1)} {unit}"
    return f"{octets} B"


def nip(value: str) -> str:
    """A civil servant's number grouped 8-6-1-3; anything that is not 18 digits stays as it is."""
    digits = value.replace(" ", "")
    if len(digits) != sum(NIP_GROUPS) or not digits.isdigit():
        return value
    ends = (8, 14, 15, 18)
    groups = (digits[end - size : end] for end, size in zip(ends, NIP_GROUPS, strict=True))
    return " ".join(groups)
