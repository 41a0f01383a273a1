"""An act that was not carried out: what was typed stays on the page, with what was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sigap.domain.errors import Fault, Invalid, Refusal, Refused, Stale
from sigap.domain.signing import SigningTrouble
from sigap.web.signing import NEEDS

STEP: Final = "langkah"
"""The act of closing the step; its verb is the button that was pressed."""

_UNSIGNED: Final = ("paper-not-drawn", "being-signed")
# The word of an act in its address, and the verb that says whether it is open.
VERBS: Final = {
    "terima": "accept",
    "tolak": "decline",
    "tunda": "hold",
    "lanjutkan": "resume",
    "menyimpang": "deviate",
    "sahkan": "ratify",
    "batalkan": "cancel",
    "ikuti": "follow",
    "lepaskan": "unfollow",
    "perangkat-daerah": "add-agency",
    "catat": "note",
    "lampirkan": "attach",
    "jawab": "confirm",
    "batasi": "restrict",
    "beri-tahu": "notify",
}
LABELS: Final = {
    "reason": _("Alasan"),
    "evidence": _("Bukti"),
    "until": _("Paling lambat sampai"),
    "authority": _("Atas perintah"),
    "kind": _("Jenis"),
    "explanation": _("Penjelasan"),
    "duplicate_of": _("Duplikat dari"),
    "parent": _("Perkara induk"),
    "agency": _("Perangkat Daerah"),
    "text": _("Catatan"),
    "note": _("Catatan"),
    "declaration": _("Pernyataan"),
    "informant": _("Narasumber"),
    "found_at": _("Diketahui sejak"),
    "reference": _("Nomor pemberitahuan"),
}


def length_seen(typed: QueryDict) -> int:
    """The ledger length a form was made for; 0, which no ledger has, when it says none."""
    said = typed.get("expected", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act that was not carried out: what was typed, and why not.

    `stored` are the keys of files that came with it and are on the record all the same.
    """

    act: str
    typed: QueryDict
    refusal: Refusal
    stored: frozenset[str] = frozenset()

    @property
    def faults(self) -> Mapping[str, Fault]:
        """What is wrong, by the name of the field."""
        return self.refusal.faults if isinstance(self.refusal, Invalid) else {}

    def told(self) -> tuple[tuple[str, str], ...]:
        """(label, text) of what was typed, for a page that has no such form any more."""
        return tuple(
            (str(label), str(self.typed[name]))
            for name, label in LABELS.items()
            if self.typed.get(name)
        )

    @property
    def refused(self) -> bool:
        """Whether the case itself stood in the way, not the input."""
        return isinstance(self.refusal, Refused | SigningTrouble)

    @property
    def status(self) -> int:
        """Of the page that gives it back; that a service elsewhere is down is no fault of ours."""
        return 409 if self.refusal.status >= 500 else self.refusal.status

    @property
    def unsigned(self) -> bool:
        """Whether a signature was wanted and did not come about."""
        if isinstance(self.refusal, SigningTrouble) or self.refusal.code in _UNSIGNED:
            return True
        return not set(NEEDS).isdisjoint(self.faults)

    @property
    def seen(self) -> int:
        """The length of the ledger that the sender had seen."""
        return length_seen(self.typed)

    @property
    def stale(self) -> bool:
        """Whether somebody else acted first."""
        return isinstance(self.refusal, Stale)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One small form of the page: what was typed into it last and what was wrong with it."""

    act: str
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    given_back: bool = False

    def value(self, name: str, otherwise: str = "") -> str:
        """What was typed into this field, else the value it begins with."""
        return self.typed.get(name, otherwise)

    def fault(self, name: str) -> Fault | None:
        """What is wrong with this field."""
        return self.faults.get(name)


def sheet(act: str, attempt: Attempt | None, *, key: str = "") -> Sheet:
    """The form of this act; `key` tells apart forms of one act (one for each agency)."""
    if attempt is None or attempt.act != act or attempt.typed.get("key", "") != key:
        return Sheet(act)
    typed = {name: str(value) for name, value in attempt.typed.items()}
    return Sheet(act, typed, attempt.faults, given_back=True)
