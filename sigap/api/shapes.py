"""What the API answers about cases: the shapes of lists, cases, clocks, records and problems."""

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following page, null on the last."""

    items: list[T]
    next: str | None = None


class FieldFault(BaseModel):
    """What is wrong with one field of the request, and what would be right."""

    field: str = Field(examples=["reporter.name"])
    code: str = Field(examples=["required"])
    detail: str = Field(examples=["Tulis nama pelapor."])


class Problem(BaseModel):
    """RFC 9457: why a request was not carried out. Nothing was written."""

    type: str = Field(examples=["urn:sigap:problem:not-your-step"])
    title: str = Field(examples=["Tidak berwenang"])
    status: int = Field(examples=[403])
    detail: str
    code: str = Field(description="Stable; for programs.", examples=["not-your-step"])
    open_verbs: list[str] | None = Field(
        None, description="After a refused act: the acts that are open to the caller."
    )
    errors: list[FieldFault] | None = Field(None, description="Every faulty field, all at once.")


class ProcedureRef(BaseModel):
    """The SOP version a case is pinned to."""

    key: str
    version: int


class HoldState(BaseModel):
    """Why a case waits and until when at the latest."""

    reason: str
    label: str
    until: datetime | None


class IncidentItem(BaseModel):
    """A case as it stands in lists. Moments carry the office's zone."""

    number: str = Field(examples=["2026-000017"])
    url: str
    tracking_url: str | None
    tracking_code: str | None
    procedure: ProcedureRef
    status: str = Field(
        description="berjalan, tertunda, mengikuti, selesai, dilimpahkan or dibatalkan."
    )
    step: str = Field(description="Key of the present (or last) step.")
    step_no: int
    step_title: str
    role: str = Field(description="Whose step it is.")
    round: int = Field(description="Which time the step is carried out.")
    received: bool = Field(description="Whether its performer has taken it over.")
    assignee: str | None = Field(description="User name, when it was given to one person.")
    agency: str
    agency_name: str
    site: str | None
    site_name: str | None
    category: str
    summary: str
    channel: str
    priority: str
    external_ref: str | None
    reported_at: datetime
    recorded_at: datetime
    entered_at: datetime = Field(description="When the present step began.")
    due_at: datetime | None = Field(description="End of the step's standard; null on hold.")
    risk_at: datetime | None
    target_at: datetime | None = Field(description="The office's own tighter goal.")
    finished_at: datetime | None
    verdict: str | None = Field(
        description="Now: tepat-waktu, mendekati-batas, terlambat or tertunda; null at the end."
    )
    late_steps: int
    restricted: bool = Field(description="A fault of cyber origin; few may know of it.")
    hold: HoldState | None
    parent: str | None


class ReporterShape(BaseModel):
    """Who told of the disruption."""

    name: str
    phone: str | None
    email: str | None


class LetterShape(BaseModel):
    """The letter by which it was told."""

    number: str
    on: date | None
    agenda: str | None


class AffectedShape(BaseModel):
    """An agency hit by the case and what it says of its network."""

    agency: str
    name: str
    result: str | None
    answered_at: datetime | None
    channel: str | None
    by: str | None


class DeviationShape(BaseModel):
    """A departure from the SOP and whether it was ratified."""

    id: int
    step: str
    kind: str
    reason: str
    authority: str
    to: str | None
    recorded_at: datetime
    recorded_by: str
    ratified_at: datetime | None
    ratified_by: str | None


class ClockLine(BaseModel):
    """One line of the sum behind a clock: an interval and the working time in it."""

    kind: str = Field(description="`kerja` counts, `tertunda` does not.")
    words: str
    start: datetime
    end: datetime
    working: str
    working_seconds: int
    minutes: int = Field(description="For print: the lines add up to the printed total.")


class ClockHold(BaseModel):
    """A stretch in which the step waited for others."""

    reason: str
    label: str
    evidence: str | None
    started_at: datetime
    until: datetime
    ended_at: datetime | None
    cause: str | None


class CalendarRef(BaseModel):
    """The version of a working calendar; see `GET /calendars`."""

    key: str = Field(examples=["kota"])
    version: int


class Recounted(BaseModel):
    """What a later version of the calendar says of a finished step; the verdict is not changed."""

    version: int
    net: str | None
    net_seconds: int | None
    verdict: str


class ClockShape(BaseModel):
    """The clock of one round of one step. Durations as ISO 8601 and in seconds.

    `net` is working time off hold, `gross` calendar time, `held` working time on hold. A step
    that was passed over has no times at all.
    """

    no: int
    key: str
    title: str
    role: str
    round: int
    outcome: str | None
    verb: str | None
    entered_at: datetime | None
    received_at: datetime | None
    left_at: datetime | None
    due_at: datetime | None
    standard: str | None = Field(examples=["PT15M"])
    standard_seconds: int | None
    net: str | None
    net_seconds: int | None
    gross: str | None
    gross_seconds: int | None
    held: str | None
    held_seconds: int | None
    remaining: str | None
    remaining_seconds: int | None = Field(description="Negative when late.")
    verdict: str | None
    calendar: CalendarRef | None = Field(description="What it was counted by.")
    recounted: Recounted | None
    holds: list[ClockHold]
    lines: list[ClockLine]


class RungShape(BaseModel):
    """One rung that is still to come."""

    rung: int
    to: str = Field(description="rekan, atasan or piket.")
    at: datetime


class EscalationShape(BaseModel):
    """How the present step stands on its ladder; who was reached is told by the timeline."""

    waits: bool = Field(description="Whether nobody has accepted the step yet.")
    since: datetime | None = Field(
        description="When it began to wait; once accepted, the last sign of work on it."
    )
    rung: int = Field(description="The rungs climbed so far.")
    handed_to: list[str] = Field(
        description="Who may carry the step out besides: roles, or @ and a user name."
    )
    ahead: list[RungShape]
    lapses_at: datetime | None = Field(description="When the acceptance ends without work.")


class Incident(IncidentItem):
    """A whole case. `version` is what `If-Match` asks for."""

    version: int
    service_class: str = Field(description="By which class it is served, as it was reported.")
    description: str
    device: str | None
    reporter: ReporterShape | None
    letter: LetterShape | None
    backdate_reason: str | None
    reopen_until: datetime | None
    affected: list[AffectedShape]
    children: list[str]
    deviations: list[DeviationShape]
    self_checks: int = Field(description="How often somebody checked his own work, declaring it.")
    escalation: EscalationShape | None = Field(
        description="Null for a contact, and while no step waits or runs."
    )
    allowed_actions: list[str] = Field(description="What the caller may do now.")
    clocks: list[ClockShape]


class Person(BaseModel):
    """Who acted, in which capacity."""

    key: str
    name: str
    capacity: str


class LedgerEntry(BaseModel):
    """One sealed entry of the case's ledger."""

    seq: int
    at: datetime
    kind: str
    actor: Person
    data: dict[str, Any]
    prev: str | None
    seal: str | None
    salt: str | None = Field(description="Sealed in with the rest; empty in old entries.")


class Timeline(Page[LedgerEntry]):
    """The ledger of a case; `head` is the seal of its last entry."""

    stream: str
    length: int
    head: str


class AttachmentShape(BaseModel):
    """A file of a case."""

    key: str
    name: str
    media_type: str
    size: int
    sha256: str
    step: str | None
    internal: bool
    fate: str | None = Field(
        description="`musnah`: its content went by an approved act; `samar`: blackened copy."
    )
    uploaded_at: datetime
    uploaded_by: str
    url: str


class DocumentField(BaseModel):
    """One answered question of an output."""

    key: str
    label: str
    type: str
    value: Any


class SignatureShape(BaseModel):
    """One signature of a paper; `signed_at` is null while it is due."""

    position: int
    part: str = Field(description="paraf or tanda-tangan.")
    role: str | None
    signed_at: datetime | None
    by: Person | None
    provider: str | None = Field(description="local, bsre, or basah for ink.")
    serial: str | None = Field(description="Of the certificate.")
    sha256: str | None = Field(description="Of the signed bytes, or of the scan.")
    size: int | None
    media_type: str | None


class PaperShape(BaseModel):
    """One paper of a case. `number` is null where its kind bears none, or until it is given."""

    code: str = Field(examples=["7GH2-KMN4-PQ8R-TUVW"])
    kind: str
    title: str
    step: str | None
    number: str | None
    made_at: datetime
    drawn: bool = Field(description="Whether its bytes are fixed; else asking for it draws it.")
    sha256: str | None
    size: int | None
    url: str = Field(description="The PDF.")
    verification_url: str = Field(description="Public: is it genuine.")
    signatures: list[SignatureShape]


class Document(BaseModel):
    """An output that a step has produced; the addresses of its papers are in `files`."""

    key: str
    title: str
    step: str | None
    step_no: int
    round: int
    at: datetime
    by: Person | None
    fields: list[DocumentField]
    files: list[str]


class Documents(Page[Document]):
    """The outputs of a case and its papers; `berkas_url` gives both and everything else as one."""

    papers: list[PaperShape]
    berkas_url: str | None = Field(description="Null for a contact.")
