"""A guide as pages show it: one question with its answers, or all of it with its references."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sigap.domain.errors import NotFound
from sigap.domain.guides import (
    Answer,
    Guide,
    Leaf,
    Question,
    Walk,
    proposed,
    read_path,
    walk,
    written_path,
)
from sigap.domain.procedure import Step
from sigap.incidents.queries.guides import guide_in_force
from sigap.web.casefile import CaseFile

PREFILL = "panduan"
"""The KIND under which a guide offers what it found to a step's form (web/prefill.py)."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer given so far; `back` is the path that leads before it."""

    question: Question
    answer: Answer
    back: str


@dataclass(frozen=True, slots=True)
class Way:
    """One answer of a printed question: on to the question of number `no`, or to a leaf."""

    answer: Answer
    no: int
    question: Question | None
    leaf: Leaf | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """One question of the whole guide, with where each answer leads."""

    no: int
    question: Question
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """What a leaf puts into the form of one step: (label, value) pairs, and the way it proposes."""

    step: str
    values: tuple[tuple[str, str], ...]
    way: str


def said(walked: Walk) -> list[Said]:
    """Every answer so far, in order."""
    path = walked.path
    return [
        Said(question, answer, written_path(path[:place]))
        for place, (question, answer) in enumerate(walked.answered)
    ]


def onward(walked: Walk) -> list[tuple[Answer, str]]:
    """The answers to the open question, each with the path it leads to."""
    answers = walked.question.answers if walked.question else ()
    return [(answer, written_path((*walked.path, answer.key))) for answer in answers]


def outline(guide: Guide) -> list[Numbered]:
    """Every question once, in the order of the file; an answer names the number it leads to."""
    numbers = {question.key: no for no, question in enumerate(guide.questions, start=1)}
    return [
        Numbered(no, question, tuple(_way(guide, each, numbers) for each in question.answers))
        for no, question in enumerate(guide.questions, start=1)
    ]


def _way(guide: Guide, answer: Answer, numbers: dict[str, int]) -> Way:
    node = guide.node(answer.to)
    if isinstance(node, Leaf):
        return Way(answer, 0, None, node)
    return Way(answer, numbers[node.key], node, None)


def fills(guide: Guide, steps: Iterable[Step]) -> dict[str, list[Fill]]:
    """By leaf, what it fills at these steps, in the words of the SOP."""
    known = tuple(steps)
    return {
        leaf.key: [each for step in known if (each := _fill(leaf, step))] for leaf in guide.leaves
    }


def _fill(leaf: Leaf, step: Step) -> Fill | None:
    values = leaf.fields.get(step.key, {})
    way = step.exit(leaf.verbs.get(step.key, ""))
    if not values and way is None:
        return None
    labels = {field.key: field.label for field in step.output.fields}
    told = tuple((labels.get(key, key), value) for key, value in values.items())
    return Fill(f"{step.no}. {step.short}", told, way.label if way else "")


def asked_of(walked: Walk) -> str:
    """What a case's page is asked for (prefill.ASKED), to use what this walk found."""
    return f"{PREFILL}:{walked.guide.key}:{written_path(walked.path)}"


def found_by_guide(found: CaseFile, rest: str) -> tuple[dict[str, str], str, str] | None:
    """What the answers come to for the present step: values by output field, the guide as one
    says it, and the verb it proposes. `rest` is its key and the path, as in `mulai:mati`; None
    where they lead to nothing."""
    key, _mark, path = rest.partition(":")
    try:
        walked = walk(guide_in_force(key), read_path(path))
    except NotFound:
        return None
    values = proposed(walked, found.procedure.key, found.step.key)
    if walked.lost or walked.leaf is None or not values:
        return None
    told = {"title": walked.guide.title, "version": walked.guide.version}
    source = _("panduan “%(title)s” versi %(version)s") % told
    return values, source, walked.leaf.verbs.get(found.step.key, "")
