"""Every refusal of the product: a stable code for programs, a sentence for people."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def words(text: str) -> str:
    """Mark a sentence for the translation catalogue without translating it here.

    The domain knows no language setting; the entrances translate the template and fill it.
    """
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one field: what it is and what would be right.

    `template` is an Indonesian sentence with %(name)s places that `params` fill.
    """

    code: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params if self.params else self.template


def required() -> Fault:
    """A field that was left blank."""
    return Fault("required", words("Wajib diisi."))


def unprintable(text: str) -> Fault | None:
    """What is wrong with a text that no page could show and no database could keep, if anything.

    Line breaks and tabs are fine; NUL, other control characters and half surrogates are not.
    """
    if _UNPRINTABLE.search(text) is None:
        return None
    template = words("Ada karakter yang tidak dapat dicetak; hapus dulu.")
    return Fault("control-character", template)


def unknown_choice(value: str, choices: Iterable[str]) -> Fault:
    """A value that is none of the few that are right, or none at all."""
    if not value.strip():
        return Fault("required", words("Pilih salah satu."))
    return Fault(
        "unknown-choice",
        words("“%(value)s” tidak dikenal. Pilih salah satu: %(choices)s."),
        {"value": value[:80], "choices": ", ".join(choices)},
    )


class Refusal(Exception):
    """An act that is not carried out. Nothing has been written when it is raised."""

    status = 409

    def __init__(self, code: str, template: str, /, **params: Any) -> None:
        self.fault = Fault(code, template, params)
        super().__init__(str(self.fault))

    @property
    def code(self) -> str:
        return self.fault.code


class Refused(Refusal):
    """The case does not allow this act now; `open_verbs` are the acts it does allow this actor."""

    def __init__(
        self, code: str, template: str, /, *, open_verbs: tuple[str, ...] = (), **params: Any
    ) -> None:
        super().__init__(code, template, **params)
        self.open_verbs = open_verbs


class Stale(Refused):
    """Somebody else acted first; what the caller saw is no longer the present state."""


class NotAllowed(Refusal):
    """The actor's offices do not give this right."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or the actor may not know that there is."""

    status = 404


class Invalid(Refusal):
    """Input that cannot be accepted: every faulty field with its faults, all at once."""

    status = 422

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__("invalid", words("Ada isian yang belum benar."))
        self.faults: dict[str, Fault] = dict(faults)
