"""What an SOP is once it has been read: identity block, lanes, steps, outputs and exits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

END = "selesai"  # how a procedure file writes "the procedure ends here"


class FieldType(StrEnum):
    """The kinds of answer an output form may ask for."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    CHOICE = "choice"
    DATETIME = "datetime"
    NUMBER = "number"
    ATTACHMENT = "attachment"
    PERSON = "person"
    SITE = "site"
    DEVICE = "device"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of an output form; `required_for` lists the verbs that alone demand it.

    `choices` are key and label in one, as the office writes them.
    """

    key: str
    label: str
    type: FieldType
    required: bool = False
    required_for: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    help: str = ""

    def required_by(self, verb: str) -> bool:
        """Whether leaving the step by this verb demands an answer."""
        return self.required or verb in self.required_for


@dataclass(frozen=True, slots=True)
class TimeAmount:
    """A time standard in the unit of the decree: "menit", "jam" or "hari" (SOP ruling 5).

    The unit is kept, because what one "hari" is worth depends on the working calendar.
    """

    unit: str
    count: int

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


@dataclass(frozen=True, slots=True)
class Output:
    """A named product of a step (SOP column Output) with the form that records it."""

    key: str
    title: str
    fields: tuple[Field, ...] = ()

    def field(self, key: str) -> Field | None:
        """The field of this key, or None."""
        return next((each for each in self.fields if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a step.

    `to` is a step key, or None for the end. `kind` is "maju", "kembali" or "limpah". A return
    whose target was skipped on this round goes to `to_if_skipped` instead. `skips` are the steps
    this way leaves undone, recorded with `skip_words`; `produces` are outputs this way yields
    besides the step's own. `conditions` maps a choice field of the step's output to the answers
    with which the way is open. `consequence` tells the performer what will happen.
    """

    verb: str
    label: str
    to: str | None
    answer: str = ""
    kind: str = "maju"
    to_if_skipped: str | None = None
    skips: tuple[str, ...] = ()
    needs_output: bool = True
    needs_note: bool = False
    produces: tuple[str, ...] = ()
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    consequence: str = ""
    skip_words: str = ""


class SelfCheck(StrEnum):
    """What a checking step asks of somebody who did the checked work himself in another office."""

    DECLARED = "nyatakan"
    FORBIDDEN = "larang"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the SOP table; `role` is its lane, `requires` are output keys (Kelengkapan)."""

    no: int
    key: str
    role: str
    text: str
    short: str
    items: tuple[str, ...]
    requires: tuple[str, ...]
    time: TimeAmount
    output: Output
    exits: tuple[Exit, ...]
    question: str = ""
    note: str = ""
    self_check: SelfCheck = SelfCheck.DECLARED

    @property
    def checks(self) -> bool:
        """Whether the step judges what it was given: it may send that back."""
        return any(way.kind == "kembali" for way in self.exits)

    def exit(self, verb: str) -> Exit | None:
        """The way out with this verb, or None."""
        return next((each for each in self.exits if each.verb == verb), None)


@dataclass(frozen=True, slots=True)
class Lane:
    """A performer's column: the role that acts and the title the decree gives it."""

    role: str
    title: str


@dataclass(frozen=True, slots=True)
class HoldReason:
    """A reason class for which a step may wait on others (SOP ruling 7)."""

    key: str
    label: str
    needs_evidence: bool = False
    evidence_label: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity block of PermenPAN-RB 35/2012; a blank stays "" and is never invented.

    Days are kept as the office writes them (a TOML date becomes its ISO form).
    """

    unit: str
    dinas: str
    number: str
    created_on: str
    revised_on: str
    approved_on: str
    approved_by: str
    name: str
    legal_basis: tuple[str, ...]
    qualifications: tuple[str, ...]
    related: tuple[str, ...]
    equipment: tuple[str, ...]
    warning: tuple[str, ...]
    recording: tuple[str, ...]
    initials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """How the office reads a point its document leaves open, shown at the steps it concerns."""

    no: int
    title: str
    text: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A whole SOP version. Running cases stay on the version they began with.

    `day` is "hari-kerja" or "24x7"; `risk_at` is the share of a standard (0 to 1) from which a
    step counts as nearing its limit; `targets` maps a priority to the share within which the
    office itself wants a step done (SOP ruling 8); `source_hash` is the SHA-256 of the file's text.
    """

    key: str
    version: int
    status: str
    identity: Identity
    title: str
    lanes: tuple[Lane, ...]
    intake: Output
    steps: tuple[Step, ...]
    holds: tuple[HoldReason, ...]
    confirmation_step: str | None
    reopen_to: str | None
    reopen_within: TimeAmount | None
    day: str
    risk_at: float
    backdate_limit: TimeAmount
    notes: tuple[Note, ...]
    source_hash: str
    targets: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __hash__(self) -> int:
        """Cheap on purpose: the text's hash already stands for the whole content."""
        return hash((self.key, self.version, self.source_hash))

    @property
    def first(self) -> Step:
        """The step that receives the report."""
        return self.steps[0]

    def step(self, key: str) -> Step:
        """The step of this key; KeyError when the procedure has none."""
        for each in self.steps:
            if each.key == key:
                return each
        raise KeyError(key)

    def exit(self, step: str, verb: str) -> Exit | None:
        """The way out of `step` with this verb, or None when the step offers no such verb."""
        return self.step(step).exit(verb)

    def lane(self, role: str) -> Lane:
        """The lane of this role; KeyError when the procedure has none."""
        for each in self.lanes:
            if each.role == role:
                return each
        raise KeyError(role)

    def hold(self, key: str) -> HoldReason | None:
        """The hold reason of this key, or None."""
        return next((each for each in self.holds if each.key == key), None)

    def output(self, key: str) -> Output | None:
        """The output of this key, the intake's report included, or None."""
        outputs = (self.intake, *(step.output for step in self.steps))
        return next((each for each in outputs if each.key == key), None)

    def notes_for(self, step: str) -> tuple[Note, ...]:
        """The readings that concern this step."""
        return tuple(each for each in self.notes if step in each.steps)
