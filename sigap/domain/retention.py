"""How long a record is kept: the retention schedule (JRA) of an archive class, and what it allows.

Years are counted from the end of the calendar year in which a case ended, so that nothing goes
before its time whatever day of the year one counts from.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sigap.domain.errors import Fault, Invalid, words

MOST_YEARS: Final = 100


class Fate(StrEnum):
    """What becomes of a record when its years are over."""

    DESTROY = "musnah"
    PERMANENT = "permanen"


class Phase(StrEnum):
    """Where a record stands in its years."""

    ACTIVE = "aktif"
    INACTIVE = "inaktif"
    DUE = "lewat-retensi"
    PERMANENT = "permanen"


@dataclass(frozen=True, slots=True)
class Retention:
    """Years in use and years in storage after the year in which a case ended, then its fate."""

    active_years: int
    inactive_years: int
    fate: Fate

    @property
    def years(self) -> int:
        return self.active_years + self.inactive_years


def retention(active_years: int, inactive_years: int, fate: str) -> Retention:
    """The schedule of these values; Invalid names every value that cannot be."""
    faults: dict[str, Fault] = {}
    years = {"active_years": active_years, "inactive_years": inactive_years}
    for name, value in years.items():
        if not 0 <= value <= MOST_YEARS:
            template = words("Tulis tahun antara 0 dan %(most)s.")
            faults[name] = Fault("out-of-range", template, {"most": MOST_YEARS})
    if fate not in list(Fate):
        template = words("Pilih musnah atau permanen.")
        faults["fate"] = Fault("unknown-choice", template)
    if faults:
        raise Invalid(faults)
    return Retention(active_years, inactive_years, Fate(fate))


def phase(rule: Retention, ended_on: date, today: date) -> Phase:
    """Where a record that ended on this day stands today."""
    if rule.fate is Fate.PERMANENT:
        return Phase.PERMANENT
    passed = today.year - ended_on.year
    if passed > rule.years:
        return Phase.DUE
    return Phase.ACTIVE if passed <= rule.active_years else Phase.INACTIVE


def due_from(rule: Retention, ended_on: date) -> date | None:
    """The first day on which it may be destroyed; None for what is kept for good."""
    if rule.fate is Fate.PERMANENT:
        return None
    return date(ended_on.year + rule.years + 1, 1, 1)


def ended_before(rule: Retention, today: date) -> date | None:
    """What ended before this day may be destroyed today; None when nothing ever may."""
    if rule.fate is Fate.PERMANENT or today.year - rule.years <= date.min.year:
        return None
    return date(today.year - rule.years, 1, 1)
