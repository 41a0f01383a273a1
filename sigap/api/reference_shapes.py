"""What the API answers about reference data: procedures, agencies, calendars."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field


class Category(BaseModel):
    """A kind of disruption."""

    key: str
    name: str
    group: str


class ProcedureItem(BaseModel):
    """One published version of an SOP."""

    key: str
    version: int
    title: str
    status: str
    in_force: bool


class FieldShape(BaseModel):
    """One question of an output form."""

    key: str
    label: str
    type: str
    required: bool
    required_for: list[str]
    choices: list[str]
    help: str


class OutputShape(BaseModel):
    """The product of a step and the form that records it."""

    key: str
    title: str
    fields: list[FieldShape]


class ExitShape(BaseModel):
    """One way out of a step; `to` is null at the end of the procedure."""

    verb: str
    label: str
    to: str | None
    to_if_skipped: str | None
    kind: str
    answer: str
    needs_output: bool
    needs_note: bool
    skips: list[str]
    produces: list[str]
    conditions: dict[str, list[str]]
    consequence: str


class TimeShape(BaseModel):
    """A standard in the unit of the decree."""

    unit: str = Field(description="menit, jam or hari; a hari is a working day.")
    count: int
    words: str = Field(examples=["15 menit"])


class StepShape(BaseModel):
    """One row of the SOP."""

    no: int
    key: str
    role: str
    title: str
    text: str
    items: list[str]
    requires: list[str]
    time: TimeShape
    question: str
    note: str
    self_check: str | None = Field(
        description="Of a step that checks: nyatakan or larang, for whoever did that work himself."
    )
    output: OutputShape
    exits: list[ExitShape]


class HoldReasonShape(BaseModel):
    """A reason for which a step may wait on others."""

    key: str
    label: str
    needs_evidence: bool
    evidence_label: str


class ProcedureShape(ProcedureItem):
    """A whole SOP version."""

    identity: dict[str, Any]
    lanes: list[dict[str, str]]
    intake: OutputShape
    steps: list[StepShape]
    holds: list[HoldReasonShape]
    confirmation_step: str | None
    reopen_to: str | None
    reopen_within: TimeShape | None
    backdate_limit: TimeShape
    day: str
    risk_at: float
    digest: str


class AgencyShape(BaseModel):
    """A Perangkat Daerah."""

    key: str
    name: str
    short_name: str
    kind: str


class PatternShape(BaseModel):
    """Office hours from a day on, for Monday to Sunday, as pairs of local times."""

    valid_from: date
    hours: list[list[list[str]]] = Field(examples=[[[["07:30", "12:00"], ["13:00", "16:00"]]]])
    ramadan_hours: list[list[list[str]]]
    day_minutes: int = Field(description="What one hari is worth.")
    ramadan_day_minutes: int
    source: str


class RamadanShape(BaseModel):
    """The days of one Ramadan, both included."""

    starts_on: date
    ends_on: date
    source: str


class DayOffShape(BaseModel):
    """A day on which nobody works; `estimated` until a decree has set it."""

    on: date
    name: str
    kind: str = Field(description="libur, cuti-bersama or daerah.")
    source: str
    estimated: bool


class CalendarShape(BaseModel):
    """A working calendar as it is in force. `version` grows with every change."""

    key: str
    name: str
    zone: str
    always: bool = Field(description="24x7: every moment counts and the rest is empty.")
    version: int
    source: str | None = Field(description="The decree or circular behind this version.")
    changed_at: datetime | None
    hours: list[PatternShape]
    ramadan: list[RamadanShape]
    days_off: list[DayOffShape]
