"""What a step's empty fields may begin with when one asks: `?isi=KIND:REST`, editable, never sent
by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sigap.domain.procedure import FieldType, Output
from sigap.web.casefile import CaseFile
from sigap.web.diagnosed import proposed
from sigap.web.guided import found_by_guide

ASKED: Final = "isi"
"""The query parameter of a case's page."""

_FILLABLE: Final = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CHOICE)


@dataclass(frozen=True, slots=True)
class Offer:
    """Proposed values by output-field key, where they come from as one says it, and the verb of
    the way out that goes with them ("": none)."""

    values: Mapping[str, str]
    source: str
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What an offer did to a form: labels of the fields it filled, and of those it left as they
    were because something stood in them."""

    source: str
    into: tuple[str, ...]
    kept: tuple[str, ...]
    way: str = ""


def _of_diagnosis(found: CaseFile, key: str) -> Offer | None:
    told = proposed(found, key)
    return Offer(*told) if told else None


def _of_guide(found: CaseFile, rest: str) -> Offer | None:
    told = found_by_guide(found, rest)
    return Offer(*told) if told else None


RESOLVERS: Final[Mapping[str, Callable[[CaseFile, str], Offer | None]]] = {
    "diagnosis": _of_diagnosis,
    "panduan": _of_guide,
}
"""By KIND: what REST stands for at the present step of this case, None where it is nothing."""


def offer(found: CaseFile, asked: str) -> Offer | None:
    """What `KIND:REST` offers for the present step; None for anything that is not known."""
    kind, _mark, rest = asked.partition(":")
    resolver = RESOLVERS.get(kind)
    return resolver(found, rest) if resolver else None


def fill(
    output: Output, values: Mapping[str, Any], given: Offer
) -> tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]:
    """The values with the empty ones filled from the offer; labels filled, labels left alone.

    Nothing that stands in a field is changed, and a choice that the step does not know is no value.
    """
    filled, into, kept = dict(values), [], []
    for each in output.fields:
        proposed = given.values.get(each.key, "")
        if not proposed or each.type not in _FILLABLE:
            continue
        if each.type is FieldType.CHOICE and proposed not in each.choices:
            continue
        if values.get(each.key) not in (None, "", []):
            kept.append(each.label)
            continue
        filled[each.key] = proposed
        into.append(each.label)
    return filled, tuple(into), tuple(kept)
