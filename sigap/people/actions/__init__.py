"""Every write about people: accounts, offices, agencies, tokens and working calendars."""

from sigap.people.actions.accounts import (
    create_user,
    set_active,
    set_password,
    set_preferences,
)
from sigap.people.actions.agencies import add_agency, contact_seat, rename_agency
from sigap.people.actions.appointments import appoint, end_appointment
from sigap.people.actions.calendars import (
    add_day_off,
    begin_calendar,
    change_calendar,
    remove_day_off,
    set_ramadan,
)
from sigap.people.actions.offices import (
    add_position,
    close_position,
    place_position,
    rename_position,
)
from sigap.people.actions.persons import (
    record_facts,
    record_nik,
    record_qualification,
    reveal_nik,
    withdraw_qualification,
)
from sigap.people.actions.record import SYSTEM_ROLE, require_admin, write_down
from sigap.people.actions.serviceclasses import keep_service_class, set_agency_class
from sigap.people.actions.tokens import create_token, note_token_use, revoke_token

__all__ = [
    "SYSTEM_ROLE",
    "add_agency",
    "add_day_off",
    "add_position",
    "appoint",
    "begin_calendar",
    "change_calendar",
    "close_position",
    "contact_seat",
    "create_token",
    "create_user",
    "end_appointment",
    "keep_service_class",
    "note_token_use",
    "place_position",
    "record_facts",
    "record_nik",
    "record_qualification",
    "remove_day_off",
    "rename_agency",
    "rename_position",
    "require_admin",
    "reveal_nik",
    "revoke_token",
    "set_active",
    "set_agency_class",
    "set_password",
    "set_preferences",
    "set_ramadan",
    "withdraw_qualification",
    "write_down",
]
