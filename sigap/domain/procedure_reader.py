"""Typed reading of TOML tables: a wrong value becomes a fault on its line, never an exception."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from sigap.domain.errors import words
from sigap.domain.procedure_faults import Findings
from sigap.domain.procedure_lines import Path, line_map
from sigap.domain.procedure_model import TimeAmount

# A standard longer than a year is a slip of the pen, and would overflow a calendar.
LONGEST = {"menit": 527_040, "jam": 8_784, "hari": 366}


_ERROR_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


def digest(text: str) -> str:
    """The SHA-256 of a file's text, by which its content is known for good."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def load(text: str) -> "tuple[Findings, Table | None]":
    """The topmost table of a TOML text and where its faults are collected.

    No table when the text is no TOML: then the one fault says so, with its line.
    """
    try:
        data = tomllib.loads(text)
        findings = Findings(line_map(text))
    except (ValueError, RecursionError) as error:
        return _not_toml(text, str(error)), None
    return findings, Table(data, (), findings)


def _not_toml(text: str, message: str) -> Findings:
    place = _ERROR_PLACE.search(message)
    line = 1
    if place is not None:
        line = int(place["line"] or max(1, len(text.splitlines())))
        message = message[: place.start()]
    template = words(
        "Baris ini bukan TOML yang sah (%(detail)s). Periksa tanda kutip, tanda sama dengan, dan"
        " kurungnya."
    )
    findings = Findings({(): line})
    findings.add((), "not-toml", template, detail=message[:200])
    return findings


def _storable(text: str) -> bool:
    """PostgreSQL keeps no NUL, and no other control character belongs in an SOP."""
    return all(char >= " " or char in "\n\t" for char in text)


class Table:
    """One TOML table. Each read names a key that belongs here; `close` reports all others.

    Every read answers a usable placeholder when the value is missing or wrong, so that reading
    goes on and one run finds all faults.
    """

    def __init__(self, data: Mapping[str, Any], path: Path, findings: Findings) -> None:
        self._data = data
        self._findings = findings
        self._known: list[str] = []
        self.path = path

    def has(self, key: str) -> bool:
        """Whether this key is written here; written or not, it belongs here."""
        self._known.append(key)
        return key in self._data

    def _read(self, key: str, *, required: bool) -> Any:
        self._known.append(key)
        value = self._data.get(key)
        if value is None and required:
            self.fault((), "missing", words("%(key)s belum ditulis di bagian ini."), key=key)
        return value

    def fault(self, path: Path, code: str, template: str, /, **params: Any) -> None:
        """Note a fault at `path` below this table."""
        self._findings.add((*self.path, *path), code, template, **params)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text without blanks around it; "" when absent."""
        value = self._read(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            template = words('%(key)s harus berupa teks dalam tanda kutip, misalnya %(key)s = "…".')
            self.fault((key,), "not-text", template, key=key)
            return ""
        text = self._clean(value, (key,))
        if required and not text:
            template = words("%(key)s masih kosong; isinya wajib ditulis.")
            self.fault((key,), "empty", template, key=key)
        return text

    def _clean(self, value: str, path: Path) -> str:
        if not _storable(value):
            template = words("Teks ini memuat karakter kendali yang tidak tercetak; hapuslah.")
            self.fault(path, "control-character", template)
            return ""
        return value.strip()

    def word(self, key: str, allowed: tuple[str, ...], *, default: str | None = None) -> str:
        """One of the allowed words; required when there is no default, and "" when wrong."""
        value = self.text(key, required=default is None)
        if value and value not in allowed:
            template = words("%(key)s tidak mengenal “%(value)s”; pilihannya: %(allowed)s.")
            listed = ", ".join(each or '""' for each in allowed)
            self.fault((key,), "unknown-word", template, key=key, value=value, allowed=listed)
            value = ""
        return value or default or ""

    def day(self, key: str) -> str:
        """A day as the office writes it, or a TOML date as ISO text; "" when blank."""
        if isinstance(self._data.get(key), date):
            self._known.append(key)
            return str(self._data[key])
        return self.text(key)

    def integer(self, key: str) -> int:
        """A whole number from 1 up (required); 0 stands for a wrong one."""
        value = self._read(key, required=True)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 99_999:
            template = words("%(key)s harus berupa bilangan bulat mulai dari 1.")
            self.fault((key,), "not-positive", template, key=key)
            return 0
        return value

    def share(self, key: str) -> float:
        """A number above 0 and below 1 (required)."""
        value = self._read(key, required=True)
        if value is None:
            return 0.5
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
            template = words("%(key)s harus berupa bilangan antara 0 dan 1, misalnya 0.75.")
            self.fault((key,), "not-a-share", template, key=key)
            return 0.5
        return float(value)

    def boolean(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._read(key, required=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            template = words("%(key)s harus true atau false, tanpa tanda kutip.")
            self.fault((key,), "not-boolean", template, key=key)
            return default
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of non-empty texts without doubles."""
        value = self._read(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            template = words('%(key)s harus berupa daftar teks, misalnya %(key)s = ["…", "…"].')
            self.fault((key,), "not-a-list", template, key=key)
            return ()
        cleaned = [self._clean(each, (key, place)) for place, each in enumerate(value)]
        for place, each in enumerate(cleaned):
            if not each and not value[place].strip():
                template = words("%(key)s memuat teks kosong; isi atau hapus.")
                self.fault((key, place), "empty", template, key=key)
            elif each and each in cleaned[:place]:
                template = words("%(key)s memuat “%(value)s” dua kali; hapus salah satunya.")
                self.fault((key, place), "doubled", template, key=key, value=each)
        return tuple(each for each in dict.fromkeys(cleaned) if each)

    def time(self, key: str, *, required: bool = True) -> TimeAmount:
        """A time such as {menit = 15}; zero of it stands for a wrong one."""
        value = self._read(key, required=False)
        wrong = TimeAmount("menit", 0)
        if value is None:
            if required:
                template = words("%(key)s belum ditulis; tulis misalnya %(key)s = { menit = 15 }.")
                self.fault((), "time-missing", template, key=key)
            return wrong
        if not isinstance(value, dict) or len(value) != 1 or not set(value) <= set(LONGEST):
            template = words(
                "%(key)s harus ditulis dengan satu satuan: { menit = … }, { jam = … } atau"
                " { hari = … }."
            )
            self.fault((key,), "time-form", template, key=key)
            return wrong
        [(unit, count)] = value.items()
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            template = words("%(key)s harus lebih dari nol dan bulat: %(unit)s = %(count)s.")
            shown = str(count)[:20]
            self.fault((key, unit), "time-not-positive", template, key=key, unit=unit, count=shown)
            return wrong
        if count > LONGEST[unit]:
            template = words("%(key)s lebih dari satu tahun; tulis waktu yang lebih pendek.")
            self.fault((key, unit), "time-too-long", template, key=key)
            return wrong
        return TimeAmount(unit, count)

    def table(self, key: str, *, required: bool = False) -> "Table | None":
        """The table below this key, or None."""
        value = self._read(key, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            template = words("%(key)s harus berupa bagian sendiri, ditulis [%(key)s].")
            self.fault((key,), "not-a-table", template, key=key)
            return None
        return Table(value, (*self.path, key), self._findings)

    def tables(self, key: str, *, required: bool = False) -> "list[Table]":
        """The repeated tables below this key, at least one where required; none when one of them
        is no table."""
        value = self._read(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            template = words("%(key)s harus berupa bagian berulang, ditulis [[%(key)s]].")
            self.fault((key,), "not-tables", template, key=key)
            return []
        if required and not value:
            template = words("%(key)s masih kosong; isinya wajib ditulis.")
            self.fault((key,), "empty", template, key=key)
        path = (*self.path, key)
        return [Table(each, (*path, place), self._findings) for place, each in enumerate(value)]

    def choices_by_field(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table whose every key is a field and every value a list of that field's answers."""
        table = self.table(key)
        if table is None:
            return {}
        return {field: table.texts(field, required=True) for field in table._data}

    def names(self) -> tuple[str, ...]:
        """Every key that is written here; all of them belong here."""
        self._known += self._data
        return tuple(self._data)

    def close(self) -> None:
        """Report every key that nobody asked for, with the nearest known one."""
        for key in self._data:
            if key in self._known:
                continue
            near = get_close_matches(key, self._known, n=1)
            if near:
                template = words("%(key)s tidak dikenal di bagian ini; mungkin maksudnya %(near)s.")
                self.fault((key,), "unknown-key", template, key=key, near=near[0])
            else:
                template = words("%(key)s tidak dikenal di bagian ini; yang dikenal: %(known)s.")
                known = ", ".join(sorted(self._known))
                self.fault((key,), "unknown-key", template, key=key, known=known)
