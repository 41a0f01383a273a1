"""Letters about a case that came or went by the office's own registry or SRIKANDI."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from sigap.domain.actor import Actor
from sigap.domain.case import Case, Event, Kind
from sigap.domain.errors import (
    Fault,
    Invalid,
    NotAllowed,
    required,
    unknown_choice,
    unprintable,
    words,
)
from sigap.domain.machine.verbs import INFORMED, STEERING
from sigap.domain.procedure import Procedure

INCOMING, OUTGOING = DIRECTIONS = ("masuk", "keluar")
_LONGEST: Final = {"number": 120, "agenda": 120, "party": 200, "about": 300, "url": 500}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as the registry knows it: a reference, not the letter itself.

    `party` wrote an incoming letter or receives an outgoing one, `on` is the day it bears, `url`
    where SRIKANDI shows it. `attachment` is the key of a file of the case, "" for none.
    """

    direction: str
    number: str
    agenda: str
    on: date | None
    party: str
    about: str
    url: str = ""
    attachment: str = ""


def may_add_letter(role: str, by: Actor, *, restricted: bool) -> bool:
    """Whether this actor may write letters down on a case whose step is this role's, at any time.

    Also after its end: letters come when they come.
    """
    if restricted and not by.holds(role, *INFORMED):
        return False
    return by.holds(role, *STEERING)


def add_letter(procedure: Procedure, case: Case, by: Actor, *, letter: Letter) -> Event:
    """Write a letter down; Invalid names every field that is not fit, NotAllowed others' cases."""
    if not may_add_letter(procedure.step(case.step).role, by, restricted=case.restricted):
        raise NotAllowed(
            "may-not-add-letter",
            words("Surat perkara ini dicatat oleh pelaksana langkahnya, Kepala, atau operator."),
        )
    texts = {name: getattr(letter, name).strip() for name in _LONGEST}
    faults = {name: fault for name, text in texts.items() if (fault := _fault(name, text))}
    if letter.direction not in DIRECTIONS:
        faults["direction"] = unknown_choice(letter.direction, DIRECTIONS)
    if letter.on is None:
        faults["on"] = required()
    if faults:
        raise Invalid(faults)
    return Event(Kind.LETTER_ADDED, _told(replace(letter, **texts)))


def _told(letter: Letter) -> dict[str, Any]:
    assert letter.on is not None
    return {**asdict(letter), "on": letter.on.isoformat()}


def _fault(name: str, text: str) -> Fault | None:
    if not text and name in ("number", "about"):
        return required()
    if len(text) > _LONGEST[name]:
        told = {"most": str(_LONGEST[name])}
        return Fault("too-long", words("Paling banyak %(most)s huruf."), told)
    if name == "url" and text and not _is_address(text):
        template = words("Tulis alamat lengkap yang dimulai dengan https://.")
        return Fault("not-an-address", template)
    return unprintable(text)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
