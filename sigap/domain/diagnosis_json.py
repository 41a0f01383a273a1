"""A diagnosis as plain data for a JSON column, and back again exactly."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sigap.domain.diagnosis_model import (
    Cause,
    Confidence,
    Evidence,
    FaultClass,
    Proposal,
    SiteDiagnosis,
    State,
    Way,
)
from sigap.domain.evidence import Told
from sigap.domain.topology import Element, Kind


def as_json(diagnosis: SiteDiagnosis) -> dict[str, Any]:
    """The diagnosis as dicts, lists, texts and numbers; `from_json` makes the same of it.

    What fills a phrase must itself be text, number or phrase.
    """
    return {
        "site": diagnosis.site,
        "at": diagnosis.at.isoformat(),
        "state": diagnosis.state.value,
        "causes": [_cause(each) for each in diagnosis.causes],
        "proposal": {
            "way": diagnosis.proposal.way.value,
            "fault": diagnosis.proposal.fault.value,
            "directions": _phrases(diagnosis.proposal.directions),
            "why": _phrase(diagnosis.proposal.why),
        },
        "path": list(diagnosis.path),
        "notes": _phrases(diagnosis.notes),
    }


def from_json(data: Mapping[str, Any]) -> SiteDiagnosis:
    """The diagnosis that `as_json` wrote. Raises KeyError or ValueError for anything else."""
    proposal = data["proposal"]
    return SiteDiagnosis(
        site=data["site"],
        at=datetime.fromisoformat(data["at"]),
        state=State(data["state"]),
        causes=tuple(_read_cause(each) for each in data["causes"]),
        proposal=Proposal(
            way=Way(proposal["way"]),
            fault=FaultClass(proposal["fault"]),
            directions=_read_phrases(proposal["directions"]),
            why=_read_phrase(proposal["why"]),
        ),
        path=tuple(data["path"]),
        notes=_read_phrases(data["notes"]),
    )


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "element": _element(cause.element),
        "fault": cause.fault.value,
        "confidence": cause.confidence.value,
        "told": _phrase(cause.told),
        "since": cause.since.isoformat() if cause.since else None,
        "evidence": [
            {"at": one.at.isoformat(), "node": one.node, "told": _phrase(one.told), "raw": one.raw}
            for one in cause.evidence
        ],
        "alternatives": _phrases(cause.alternatives),
        "others": [_element(each) for each in cause.others],
        "sites": list(cause.sites),
        "agencies": list(cause.agencies),
        "ours": cause.ours,
    }


def _read_cause(data: Mapping[str, Any]) -> Cause:
    return Cause(
        element=_read_element(data["element"]),
        fault=FaultClass(data["fault"]),
        confidence=Confidence(data["confidence"]),
        told=_read_phrase(data["told"]),
        since=datetime.fromisoformat(data["since"]) if data["since"] else None,
        evidence=tuple(
            Evidence(
                datetime.fromisoformat(one["at"]),
                one["node"],
                _read_phrase(one["told"]),
                one["raw"],
            )
            for one in data["evidence"]
        ),
        alternatives=_read_phrases(data["alternatives"]),
        sites=tuple(data["sites"]),
        agencies=tuple(data["agencies"]),
        ours=bool(data["ours"]),
        others=tuple(_read_element(each) for each in data["others"]),
    )


def _element(element: Element) -> list[str]:
    return [element.kind.value, element.key]


def _read_element(data: list[str]) -> Element:
    kind, key = data
    return Element(Kind(kind), key)


def _phrase(told: Told) -> dict[str, Any]:
    params = {
        name: _phrase(value) if isinstance(value, Told) else value
        for name, value in told.params.items()
    }
    return {"template": told.template, "params": params}


def _phrases(told: tuple[Told, ...]) -> list[dict[str, Any]]:
    return [_phrase(each) for each in told]


def _read_phrase(data: Mapping[str, Any]) -> Told:
    params = {
        name: _read_phrase(value) if isinstance(value, Mapping) else value
        for name, value in data["params"].items()
    }
    return Told(data["template"], params)


def _read_phrases(data: list[Mapping[str, Any]]) -> tuple[Told, ...]:
    return tuple(_read_phrase(each) for each in data)
