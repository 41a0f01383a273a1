"""The office's ladders as they are kept and as they are typed, checked line by line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigap.domain.errors import Fault, Invalid, required, unknown_choice, words
from sigap.domain.escalation import (
    MINUTES,
    MOST_MINUTES,
    MOST_PERCENT,
    MOST_RUNGS,
    UNITS,
    Ladder,
    Limit,
    Policy,
    Rung,
    Way,
)


@dataclass(frozen=True, slots=True)
class TypedLadder:
    """A ladder as it was typed: (whom, after how much) for each rung, in order, and the lapse.

    `unit` counts for all rungs, `lapse_unit` for the lapse; "" as a lapse is none.
    """

    unit: str
    rungs: Sequence[tuple[str, str]]
    lapse: str = ""
    lapse_unit: str = MINUTES


def read_policy(rules: Iterable[Mapping[str, Any]]) -> Policy:
    """All ladders as they were kept by `policy_rules`."""
    ladders = {(rule["procedure"], rule["step"]): _ladder(rule) for rule in rules}
    return Policy(ladders.pop(("", ""), Ladder()), ladders)


def policy_rules(policy: Policy) -> list[dict[str, Any]]:
    """All ladders as JSON values, that of all other steps first."""
    return [
        _rule("", "", policy.default),
        *(_rule(*key, ladder) for key, ladder in sorted(policy.steps.items())),
    ]


def _ladder(rule: Mapping[str, Any]) -> Ladder:
    rungs = (Rung(Way(each["to"]), _limit(each["after"])) for each in rule["rungs"])
    return Ladder(tuple(rungs), _limit(rule["lapse"]) if rule.get("lapse") else None)


def _limit(kept: Mapping[str, int]) -> Limit:
    ((unit, count),) = kept.items()
    return Limit(unit, count)


def _rule(procedure: str, step: str, ladder: Ladder) -> dict[str, Any]:
    lapse = ladder.lapse
    return {
        "procedure": procedure,
        "step": step,
        "rungs": [
            {"to": rung.way.value, "after": {rung.after.unit: rung.after.count}}
            for rung in ladder.rungs
        ],
        "lapse": {lapse.unit: lapse.count} if lapse else None,
    }


def check_ladder(typed: TypedLadder) -> Ladder:
    """The ladder that was typed; Invalid names every faulty field ("rung-1-to", "lapse", …).

    A rung without anybody and without a time is left out. Each rung comes later than the one
    before; all are told in one unit, for otherwise their order would hang on the standard.
    """
    faults: dict[str, Fault] = {}
    rungs: list[Rung] = []
    if typed.unit not in UNITS:
        faults["unit"] = unknown_choice(typed.unit, UNITS)
    for place, (to, count) in enumerate(typed.rungs[:MOST_RUNGS], start=1):
        if to or count.strip():
            rung = _rung(f"rung-{place}", to, count, typed.unit, rungs, faults)
            rungs += [rung] if rung else []
    lapse = _counted("lapse", typed.lapse, typed.lapse_unit, faults) if typed.lapse else None
    if typed.lapse_unit not in UNITS:
        faults["lapse_unit"] = unknown_choice(typed.lapse_unit, UNITS)
    if faults:
        raise Invalid(faults)
    return Ladder(tuple(rungs), lapse)


def _rung(
    name: str, to: str, count: str, unit: str, below: Sequence[Rung], faults: dict[str, Fault]
) -> Rung | None:
    if to not in list(Way):
        faults[f"{name}-to"] = unknown_choice(to, Way) if to else required()
    after = _counted(f"{name}-after", count, unit, faults)
    if after is None or to not in list(Way):
        return None
    if below and after.count <= below[-1].after.count:
        template = words("Harus lebih lama dari anak tangga sebelumnya (%(before)s).")
        faults[f"{name}-after"] = Fault("not-later", template, {"before": below[-1].after.count})
        return None
    return Rung(Way(to), after)


def _counted(name: str, text: str, unit: str, faults: dict[str, Fault]) -> Limit | None:
    most = MOST_MINUTES if unit == MINUTES else MOST_PERCENT
    typed = text.strip()
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed[:9]) <= most:
        template = words("Isi bilangan bulat 1 sampai %(most)s.")
        faults[name] = Fault("out-of-range", template, {"most": most})
        return None
    return Limit(unit, int(typed))
