"""Every write about people: accounts, offices, agencies, tokens and working calendars."""

from sigap.people.actions.accounts import (
    create_user,
    set_active,
    set_password,
    set_preferences,
)
from sigap.people.actions.agencies import add_agency, contact_seat, rename_agency
from sigap.people.actions.calendars import add_day_off, remove_day_off, set_ramadan, touch_calendar
from sigap.people.actions.offices import add_position, appoint, end_appointment, rename_position
from sigap.people.actions.record import SYSTEM_ROLE, require_admin, write_down
from sigap.people.actions.tokens import create_token, note_token_use, revoke_token

__all__ = [
    "SYSTEM_ROLE",
    "add_agency",
    "add_day_off",
    "add_position",
    "appoint",
    "contact_seat",
    "create_token",
    "create_user",
    "end_appointment",
    "note_token_use",
    "remove_day_off",
    "rename_agency",
    "rename_position",
    "require_admin",
    "revoke_token",
    "set_active",
    "set_password",
    "set_preferences",
    "set_ramadan",
    "touch_calendar",
    "write_down",
]
