"""Tables of people: their offices and agencies, and the calendars of working time."""

from sigap.people.models.calendars import (
    DayOff,
    RamadanRange,
    WorkingCalendar,
    WorkingPattern,
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
    User,
)

__all__ = [
    "AGENCY_KINDS",
    "APPOINTMENT_KINDS",
    "LANGUAGES",
    "THEMES",
    "Agency",
    "ApiToken",
    "Appointment",
    "DayOff",
    "Position",
    "RamadanRange",
    "User",
    "WorkingCalendar",
    "WorkingPattern",
]
