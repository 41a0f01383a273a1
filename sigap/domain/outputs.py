"""Checks what a performer filled in against the output form of the step."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.procedure_model import Field, FieldType

Lookup = Callable[[str], str | None]

LONGEST_TEXT = 300
LONGEST_LONG_TEXT = 20_000
MOST_ATTACHMENTS = 30

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_GROUPED_NUMBER = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+")
_LARGEST_NUMBER = 1e15
_INDONESIAN_MOMENT = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})[ ,]+(?:pukul )?(\d{1,2})[.:](\d{2})"
)
_YES = ("ya", "true", "1", "on", "yes")
_NO = ("tidak", "false", "0", "off", "no")
_BLANK: tuple[Any, ...] = (None, "", [], {})


class _Wrong(Exception):
    def __init__(self, code: str, template: str, **params: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, template, params)


def check(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    *,
    verb: str,
    lookups: Mapping[FieldType, Lookup],
    zone: tzinfo | str,
) -> dict[str, Any]:
    """The values as they are stored: JSON only, in the order of the form, blanks left out.

    Text is stripped. A moment becomes ISO 8601 in UTC; one without an offset is read in `zone`.
    A number becomes int or float (decimal comma accepted), yes/no a boolean. A person, site,
    device or attachment becomes {"key", "label"}, an attachment field given a list a list of
    these; the label comes from the lookup of its type, which answers None for an unknown key.
    Checking a checked result again changes nothing.

    Raises Invalid with one fault for each faulty field: a required one left blank (for `verb`,
    too), a value of the wrong kind, a key the form does not have.
    """
    reading = _Reading(lookups, ZoneInfo(zone) if isinstance(zone, str) else zone)
    accepted: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    for field in fields:
        value = _stripped(values.get(field.key))
        if value in _BLANK:
            if field.required_by(verb):
                faults[field.key] = _missing(field)
            continue
        try:
            accepted[field.key] = reading.read(field, value)
        except _Wrong as wrong:
            faults[field.key] = wrong.fault
    known = [field.key for field in fields]
    for key in values:
        if key not in known:
            faults[str(key)] = _unknown(key, known)
    if faults:
        raise Invalid(faults)
    return accepted


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _missing(field: Field) -> Fault:
    if field.type is FieldType.CHOICE:
        template = words("%(label)s belum dipilih; pilih salah satu: %(choices)s.")
        params = {"label": field.label, "choices": ", ".join(field.choices)}
        return Fault("required", template, params)
    return Fault("required", words("%(label)s belum diisi."), {"label": field.label})


def _unknown(key: object, known: Sequence[str]) -> Fault:
    template = words("%(field)s bukan isian langkah ini; isian yang ada: %(known)s.")
    params = {"field": _shown(key), "known": ", ".join(known) or "–"}
    return Fault("unknown-field", template, params)


def _shown(value: object) -> str:
    """A refused value, short and printable enough to stand in a sentence."""
    text = "".join(char if char.isprintable() else " " for char in str(value))
    return text if len(text) <= 60 else f"{text[:59]}…"


@dataclass(frozen=True, slots=True)
class _Reading:
    lookups: Mapping[FieldType, Lookup]
    zone: tzinfo

    def read(self, field: Field, value: Any) -> Any:
        match field.type:
            case FieldType.TEXT:
                return _text(field, value, LONGEST_TEXT).replace("\n", " ")
            case FieldType.LONG_TEXT:
                return _text(field, value, LONGEST_LONG_TEXT)
            case FieldType.CHOICE:
                return _choice(field, value)
            case FieldType.NUMBER:
                return _number(field, value)
            case FieldType.BOOLEAN:
                return _boolean(field, value)
            case FieldType.DATETIME:
                return _moment(field, value, self.zone)
            case FieldType.ATTACHMENT if isinstance(value, list):
                return self._attachments(field, value)
            case _:
                return self._thing(field, value)

    def _attachments(self, field: Field, value: list[Any]) -> list[dict[str, str]]:
        if len(value) > MOST_ATTACHMENTS:
            template = words("%(label)s memuat lebih dari %(most)s berkas; kirim sebagian saja.")
            raise _Wrong("too-many", template, label=field.label, most=MOST_ATTACHMENTS)
        return [self._thing(field, each) for each in value]

    def _thing(self, field: Field, value: Any) -> dict[str, str]:
        key = value.get("key") if isinstance(value, Mapping) else value
        if isinstance(key, int) and not isinstance(key, bool):
            key = str(key)
        if not isinstance(key, str):
            template = words("%(label)s harus berupa kunci dalam bentuk teks.")
            raise _Wrong("not-a-key", template, label=field.label)
        key = key.strip()
        lookup = self.lookups.get(field.type)
        label = lookup(key) if lookup and _storable(key) else None
        if label is None:
            template = words("%(label)s tidak mengenal “%(value)s”; pilih dari daftarnya.")
            raise _Wrong("unknown-key", template, label=field.label, value=_shown(key))
        return {"key": key, "label": label}


def _storable(text: str) -> bool:
    """Neither control characters nor halves of a surrogate pair, which no database keeps."""
    return all(
        (char >= " " or char in "\n\t") and not "\ud800" <= char <= "\udfff" for char in text
    )


def _text(field: Field, value: Any, longest: int) -> str:
    if not isinstance(value, str):
        template = words("%(label)s harus berupa teks.")
        raise _Wrong("not-text", template, label=field.label)
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if not _storable(text):
        template = words("%(label)s memuat karakter yang tidak tercetak; ketik ulang teksnya.")
        raise _Wrong("unprintable", template, label=field.label)
    if len(text) > longest:
        template = words("%(label)s terlalu panjang: %(length)s karakter, paling banyak %(most)s.")
        raise _Wrong("too-long", template, label=field.label, length=len(text), most=longest)
    return text


def _choice(field: Field, value: Any) -> str:
    if isinstance(value, str):
        for choice in field.choices:
            if choice.casefold() == value.casefold():
                return choice
    template = words("%(label)s tidak mengenal “%(value)s”; pilih salah satu: %(choices)s.")
    listed = ", ".join(field.choices)
    raise _Wrong("not-a-choice", template, label=field.label, value=_shown(value), choices=listed)


def _number(field: Field, value: Any) -> int | float:
    number: int | float | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str):
        text = value.replace(" ", "").replace("\u00a0", "")
        if _GROUPED_NUMBER.fullmatch(text) and "," not in text:
            # Indonesian for 1500, English for one and a half: only the writer knows.
            template = words("%(label)s dapat dibaca dua cara; tulis %(plain)s atau %(comma)s.")
            plain, comma = text.replace(".", ""), ",".join(text.rsplit(".", 1))
            raise _Wrong("ambiguous", template, label=field.label, plain=plain, comma=comma)
        if _GROUPED_NUMBER.fullmatch(text) or _COMMA_NUMBER.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        if _PLAIN_NUMBER.fullmatch(text) and len(text) < 40:
            number = float(text) if "." in text else int(text)
    # Size first: isfinite cannot take a whole number of more than 308 digits.
    if number is None or abs(number) > _LARGEST_NUMBER or not math.isfinite(number):
        template = words("%(label)s harus berupa angka, misalnya 12 atau 0,75.")
        raise _Wrong("not-a-number", template, label=field.label)
    return number


def _boolean(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).casefold() if isinstance(value, str | int) else ""
    if word not in (*_YES, *_NO):
        template = words("%(label)s harus dijawab ya atau tidak.")
        raise _Wrong("not-yes-or-no", template, label=field.label)
    return word in _YES


def _moment(field: Field, value: Any, zone: tzinfo) -> str:
    moment: datetime | None = value if isinstance(value, datetime) else None
    if isinstance(value, str) and len(value) <= 60:
        moment = _read_moment(value, zone)
    if moment is not None:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        try:
            return moment.astimezone(UTC).isoformat()
        except (OverflowError, ValueError):
            pass  # the first or last day of the calendar, moved beyond its edge by the zone
    template = words("%(label)s harus berupa tanggal dan jam, misalnya 2026-11-23T09:15.")
    raise _Wrong("not-a-moment", template, label=field.label)


def _read_moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        if written := _INDONESIAN_MOMENT.fullmatch(text):
            day, month, year, hour, minute = (int(each) for each in written.groups())
            return datetime(year, month, day, hour, minute, tzinfo=zone)
        # A bare day has no hour; taking midnight for it would invent one.
        return datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None
