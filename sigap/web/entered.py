"""What a small form sent: texts, days and moments read out of it, with the faults by field."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.http import QueryDict
from django.utils import timezone

from sigap.domain.errors import Fault, Invalid, required, words

_YEARS: Final = range(1940, 2100)


@dataclass(slots=True)
class Entered:
    """One form as it came. Reading notes every fault; `require_sound` refuses them all at once."""

    typed: QueryDict
    faults: dict[str, Fault] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What was typed into one line, without blanks around it."""
        return str(self.typed.get(name, "")).strip()

    def texts(self, name: str) -> list[str]:
        """What was ticked of several."""
        return [str(value) for value in self.typed.getlist(name)]

    def number(self, name: str) -> int:
        """The key of a row that a form carries; 0, which no row has, for anything else."""
        typed = self.text(name)
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A day, None where the field was left blank."""
        moment = self._read(name, words("Isi tanggal, misalnya 2026-11-23."), needed=needed)
        return moment.date() if moment else None

    def moment(self, name: str, *, needed: bool = False) -> datetime | None:
        """A moment on the office's clock, None where the field was left blank."""
        template = words("Isi tanggal dan jam, misalnya 2026-11-23T08:00.")
        moment = self._read(name, template, needed=needed)
        if moment is None or moment.tzinfo is not None:
            return moment
        return timezone.make_aware(moment, timezone.get_default_timezone())

    def _read(self, name: str, template: str, *, needed: bool) -> datetime | None:
        typed = self.text(name)
        if not typed:
            if needed:
                self.faults[name] = required()
            return None
        try:
            moment = datetime.fromisoformat(typed)
            if moment.year not in _YEARS:
                raise ValueError(typed)
        except ValueError:
            self.faults[name] = Fault("not-a-moment", template)
            return None
        return moment

    def require_sound(self) -> None:
        """Refuse the form when anything in it could not be read."""
        if self.faults:
            raise Invalid(self.faults)
