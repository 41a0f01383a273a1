"""What was typed into the forms of the duty roster, turned into what the actions take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar

from django.db import transaction
from django.http import QueryDict

from sigap.domain.errors import Fault, Invalid, required, unknown_choice, words

Row = TypeVar("Row")
Value = TypeVar("Value")


@dataclass(slots=True)
class Typed:
    """One form as it was sent. What cannot be read is noted as the fault of its field and stands
    for something harmless, so that the action can find the other faults in the same go.
    """

    sent: QueryDict
    today: date
    faults: dict[str, Fault] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What was typed, "" when nothing."""
        return str(self.sent.get(name, ""))

    def day(self, name: str) -> date:
        """A day that has to be there."""
        template = words("Isi tanggal, misalnya 2026-11-23.")
        found = self._read(name, date.fromisoformat, template)
        if found is not None and abs((found - self.today).days) > 3653:
            self.faults[name] = Fault("unreadable", template)
            found = None
        return found or self.today

    def day_or_none(self, name: str) -> date | None:
        """A day that may be left blank."""
        return self.day(name) if self.text(name).strip() else None

    def clock(self, name: str) -> time:
        """An hour and minute on the office's clock."""
        template = words("Isi jam dan menit, misalnya 16:00.")
        found = self._read(name, time.fromisoformat, template) or time(0)
        return found.replace(tzinfo=None)

    def chosen(self, name: str, rows: Mapping[str, Row]) -> Row:
        """One of these rows by its key. Raises Invalid with all faults so far when it is none."""
        row = rows.get(self.text(name))
        if row is None:
            self.faults[name] = unknown_choice("", ())
            raise Invalid(self.faults)
        return row

    def several(self, name: str, rows: Mapping[str, Row]) -> list[Row]:
        """Those of the rows that were chosen, in the order of the fields."""
        return [rows[key] for key in self.sent.getlist(name) if key in rows]

    def carry_out(self, act: Callable[[], Value]) -> Value:
        """What the act answers. Raises Invalid with the faults of reading and of the act at once;
        nothing has been written then.
        """
        with transaction.atomic():
            try:
                answer = act()
            except Invalid as refusal:
                raise Invalid(refusal.faults | self.faults) from None
            if self.faults:
                raise Invalid(self.faults)
        return answer

    def _read(self, name: str, read: Callable[[str], Value], template: str) -> Value | None:
        text = self.text(name).strip()
        try:
            return read(text)
        except ValueError:
            self.faults[name] = Fault("unreadable", template) if text else required()
            return None
