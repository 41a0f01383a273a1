"""A diagnosis in the words of an SOP: which field takes what of it, which choice means which way.

The plan that says so is data beside the SOP (docs/diagnosis.md); an SOP without one has no
proposals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum

from sigap.domain import spoken
from sigap.domain.diagnosis import FaultClass, SiteDiagnosis, Way

MOST_LINES = 12
"""Of evidence in one field: more is read where it stands, in the diagnosis itself."""


class Source(StrEnum):
    """What of a diagnosis goes into a field."""

    CATEGORY = "kategori"
    STATE = "keadaan"
    FINDINGS = "temuan"
    DIRECTIONS = "petunjuk"


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer of a choice field that stands for these ways."""

    field: str
    answer: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class StepPlan:
    """What a diagnosis means at one step.

    `fills`: by output field what goes there, one below the other. `choices`: answers by way.
    `ways`: by verb the ways that taking it stands for.
    """

    step: str
    fills: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)

    @property
    def category_field(self) -> str:
        """The field in which the performer says the cause; "" for none."""
        named = (key for key, sources in self.fills.items() if sources == (Source.CATEGORY,))
        return next(named, "")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one SOP uses diagnoses.

    `after`: steps at whose end one looks again. `papers`: outputs whose papers carry the evidence.
    `categories`: by fault the answer that the SOP has for it.
    """

    procedure: str
    after: tuple[str, ...]
    papers: tuple[str, ...]
    categories: Mapping[FaultClass, str]
    steps: Mapping[str, StepPlan]

    def category(self, fault: FaultClass) -> str:
        """The SOP's word for this fault, "" where it has none."""
        return self.categories.get(fault, "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was chosen beside what was proposed; an `agreed` is None where the two do not compare.

    `proposed_verb` is "" where no way out of the step stands for the proposed way.
    """

    proposed_verb: str
    way_agreed: bool | None
    proposed_category: str
    category: str
    category_agreed: bool | None


def fills(
    plan: Plan, step: str, found: SiteDiagnosis, *, names: Mapping[str, str], zone: tzinfo
) -> tuple[dict[str, str], str]:
    """The proposed text of each field of this step, and the verb that the proposal would take.

    In Indonesian, nodes by their `names`, moments on the clock of `zone`. Both are empty where the
    plan says nothing of the step or the diagnosis proposes nothing.
    """
    own = plan.steps.get(step)
    if own is None:
        return {}, ""
    lines: dict[Source, list[str]] = {
        Source.CATEGORY: [plan.category(found.proposal.fault)],
        Source.STATE: [f"{each.told}." for each in found.ours] or [f"{found.proposal.why}."],
        Source.FINDINGS: _evidence(found, names, zone),
        Source.DIRECTIONS: [f"- {each}" for each in found.proposal.directions],
    }
    texts = {
        key: "\n".join(line for each in sources for line in lines[each])
        for key, sources in own.fills.items()
    }
    for choice in own.choices:
        if found.proposal.way in choice.ways:
            texts[choice.field] = choice.answer
    return {key: text for key, text in texts.items() if text}, verb_for(own, found.proposal.way)


def verb_for(step: StepPlan, way: Way) -> str:
    """The first way out that stands for this way and no other, else the first that allows it."""
    fitting = [verb for verb, ways in step.ways.items() if way in ways]
    alone = [verb for verb in fitting if step.ways[verb] == (way,)]
    return next(iter((*alone, *fitting)), "")


def judged(
    plan: Plan, step: str, *, proposed: SiteDiagnosis, verb: str, output: Mapping[str, object]
) -> Verdict | None:
    """How the end of a step compares with what was proposed before it; None for any other step.

    A way that no verb of the step stands for, and a fault for which the SOP has no word, were not
    proposed in its terms and are not compared.
    """
    own = plan.steps.get(step)
    if own is None:
        return None
    wanted, meant = proposed.proposal.way, own.ways.get(verb, ())
    proposable = verb_for(own, wanted)
    category = plan.category(proposed.proposal.fault) if own.category_field else ""
    chosen = str(output.get(own.category_field) or "") if own.category_field else ""
    return Verdict(
        proposed_verb=proposable,
        way_agreed=wanted in meant if meant and proposable else None,
        proposed_category=category,
        category=chosen,
        category_agreed=chosen == category if category and chosen else None,
    )


def _evidence(found: SiteDiagnosis, names: Mapping[str, str], zone: tzinfo) -> list[str]:
    seen = sorted((each for cause in found.ours for each in cause.evidence), key=lambda e: e.at)
    return [
        f"{spoken.clock_time(each.at, zone)} {names.get(each.node, each.node)}: {each.told}"
        for each in seen[:MOST_LINES]
    ]
