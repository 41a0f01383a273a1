"""Guided trees: questions a person answers where no probe can look, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

PATH_MARK: Final = "."
"""Between the answers of a path as it stands in an address; no answer's key can hold it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question; `to` is the key of the question or leaf that follows."""

    key: str
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look at; `help` says how."""

    key: str
    text: str
    help: str
    answers: tuple[Answer, ...]

    def answer(self, key: str) -> Answer | None:
        """The answer of this key, or None."""
        return next((each for each in self.answers if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where the questions end: what is concluded, what to do, and what that means for a step.

    `fields` are, by step, texts and choices for the output fields of that step; `verbs`, by step,
    the way out that is proposed. `guide` is the key of another guide that goes on from here.
    """

    key: str
    conclusion: str
    advice: tuple[str, ...] = ()
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    verbs: Mapping[str, str] = field(default_factory=dict, hash=False)
    guide: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A step of an SOP at which a guide is offered; `trail` is the output field of that step which
    receives the questions and answers."""

    procedure: str
    step: str
    trail: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One version of one guided tree; it begins with its first question.

    `order` is its place in a list of guides, `source_hash` is the SHA-256 of the file's text.
    """

    key: str
    version: int
    order: int
    title: str
    about: str
    places: tuple[Place, ...]
    questions: tuple[Question, ...]
    leaves: tuple[Leaf, ...]
    source_hash: str

    @property
    def first(self) -> Question:
        """Where it begins."""
        return self.questions[0]

    def node(self, key: str) -> Question | Leaf:
        """The question or leaf of this key; KeyError when there is none."""
        nodes: tuple[Question | Leaf, ...] = (*self.questions, *self.leaves)
        for each in nodes:
            if each.key == key:
                return each
        raise KeyError(key)

    def place(self, procedure: str, step: str) -> Place | None:
        """How it is offered at this step, None where it is not."""
        here = (procedure, step)
        return next((one for one in self.places if (one.procedure, one.step) == here), None)


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a path of answers leads: each question with its answer, and where one stands then.

    `lost` says that the path holds an answer that is not known there: it was followed up to it.
    """

    guide: Guide
    answered: tuple[tuple[Question, Answer], ...]
    at: Question | Leaf
    lost: bool = False

    @property
    def leaf(self) -> Leaf | None:
        """The leaf one has come to, None while a question is open."""
        return self.at if isinstance(self.at, Leaf) else None

    @property
    def question(self) -> Question | None:
        """The question that is open, None at a leaf."""
        return self.at if isinstance(self.at, Question) else None

    @property
    def path(self) -> tuple[str, ...]:
        """The answers that were followed."""
        return tuple(answer.key for _question, answer in self.answered)


def walk(guide: Guide, path: Sequence[str]) -> Walk:
    """Follow these answers from the first question on; the same path always leads the same way."""
    at: Question | Leaf = guide.first
    answered: list[tuple[Question, Answer]] = []
    for key in path:
        answer = at.answer(key) if isinstance(at, Question) else None
        if answer is None or not isinstance(at, Question):
            return Walk(guide, tuple(answered), at, lost=True)
        answered.append((at, answer))
        at = guide.node(answer.to)
    return Walk(guide, tuple(answered), at)


def read_path(text: str) -> tuple[str, ...]:
    """The answers of a path as it stands in an address."""
    return tuple(each for each in text.split(PATH_MARK) if each)


def written_path(path: Sequence[str]) -> str:
    """A path as it stands in an address; `read_path` undoes it."""
    return PATH_MARK.join(path)


def trail(walked: Walk) -> str:
    """What was asked, answered and concluded, as it goes on record: Indonesian, one line each."""
    guide = walked.guide
    lines = [f"Panduan “{guide.title}” versi {guide.version}:"]
    lines += [
        f"{no}. {question.text} – {answer.text}"
        for no, (question, answer) in enumerate(walked.answered, start=1)
    ]
    if walked.leaf is not None:
        lines.append(f"Simpulan: {walked.leaf.conclusion}")
    return "\n".join(lines)


def proposed(walked: Walk, procedure: str, step: str) -> dict[str, str]:
    """Texts and choices for the output fields of this step; none before a leaf is reached, and
    none at a step at which the guide is not offered.

    The trail stands below what the leaf itself says for the same field.
    """
    place = walked.guide.place(procedure, step)
    if walked.leaf is None or place is None:
        return {}
    values = dict(walked.leaf.fields.get(step, {}))
    said = values.get(place.trail)
    values[place.trail] = f"{said}\n\n{trail(walked)}" if said else trail(walked)
    return values
