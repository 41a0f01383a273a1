"""What the API answers about the duty roster (piket)."""

from datetime import datetime

from pydantic import BaseModel, Field


class OnDuty(BaseModel):
    """A person of the office."""

    user: str = Field(examples=["pelaksana"])
    name: str
    phone: str


class ShiftShape(BaseModel):
    """One shift. `slot` stays the same when another person takes it over."""

    slot: str = Field(examples=["12/2026-11-23"])
    roster: str
    roster_name: str
    covers: list[str] = Field(description="Service classes that the roster covers.")
    starts_at: datetime
    ends_at: datetime
    person: OnDuty
    relieves: str | None = Field(description="Whose shift it was before the last change.")
    reason: str = Field(description="Why it was changed, or empty.")


class DutyShape(BaseModel):
    """Who is on duty at this moment, and every shift of the time asked for."""

    at: datetime
    now: list[OnDuty]
    shifts: list[ShiftShape]
