"""The ways between the symbols of an SOP: from its start over the exits of steps to its ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sigap.domain.errors import words
from sigap.domain.procedure_model import Exit, Procedure, Step

START: Final = "mulai"
FINISH: Final = "selesai"


@dataclass(frozen=True, slots=True)
class Edge:
    """A way between two symbols by their names; a step is named by its key.

    `steps` are the steps it joins, None for start and end. `kind` is "mulai", "maju", "kembali",
    "limpah" or "buka-kembali"; `detour` marks the way a return takes when its target was skipped.
    """

    source: str
    target: str
    steps: tuple[str | None, str | None]
    verb: str
    kind: str
    label: str = ""
    detour: bool = False


def edges(procedure: Procedure) -> Iterator[Edge]:
    """Every way of the procedure, the start first; a transfer ends in a symbol of its own step."""
    first = procedure.first.key
    yield Edge(START, first, (None, first), START, START)
    for step in procedure.steps:
        for way in step.exits:
            end = f"{FINISH}:{step.key}" if way.kind == "limpah" else FINISH
            label = _exit_words(step, way)
            steps = (step.key, way.to)
            yield Edge(step.key, way.to or end, steps, way.verb, way.kind, label)
            if way.to_if_skipped is not None:
                aside = way.to_if_skipped
                yield Edge(step.key, aside, (step.key, aside), way.verb, way.kind, detour=True)
    again, back = procedure.confirmation_step, procedure.reopen_to
    if again is not None and back is not None and again != back:
        label = words("masih gangguan")
        yield Edge(again, back, (again, back), "masih-gangguan", "buka-kembali", label)


def _exit_words(step: Step, way: Exit) -> str:
    if len(step.exits) < 2:
        return ""
    return way.answer or way.label
