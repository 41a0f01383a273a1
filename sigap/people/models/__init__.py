"""Tables of people: their offices and agencies, and the calendars of working time."""

from sigap.people.models.calendars import (
    DEFAULT_CLASS,
    CalendarVersion,
    DayOff,
    RamadanRange,
    ServiceClass,
    WorkingCalendar,
    WorkingPattern,
)
from sigap.people.models.duty import (
    DutyChange,
    DutyFeed,
    DutyLine,
    DutyRoster,
    DutySwap,
)
from sigap.people.models.offices import (
    AGENCY_KINDS,
    APPOINTMENT_KINDS,
    LANGUAGES,
    THEMES,
    Agency,
    ApiToken,
    Appointment,
    Position,
    PositionTitle,
    User,
)
from sigap.people.models.persons import IdentityNumber, PersonalFacts, Qualification
from sigap.people.models.signin import KnownPlace, LinkRequest, SignInLink, Tries

__all__ = [
    "AGENCY_KINDS",
    "APPOINTMENT_KINDS",
    "DEFAULT_CLASS",
    "LANGUAGES",
    "THEMES",
    "Agency",
    "ApiToken",
    "Appointment",
    "CalendarVersion",
    "DayOff",
    "DutyChange",
    "DutyFeed",
    "DutyLine",
    "DutyRoster",
    "DutySwap",
    "IdentityNumber",
    "KnownPlace",
    "LinkRequest",
    "PersonalFacts",
    "Position",
    "PositionTitle",
    "Qualification",
    "RamadanRange",
    "ServiceClass",
    "SignInLink",
    "Tries",
    "User",
    "WorkingCalendar",
    "WorkingPattern",
]
