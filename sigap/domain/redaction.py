"""Hiding a person's data in what was written about a case, and not what holds it together."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sigap.domain.errors import Fault, Invalid, required, unprintable, words

MARK: Final = "***"
"""What stands in place of a hidden text: never longer than what stood there."""
SHORTEST: Final = len(MARK)
LONGEST: Final = 200
MOST: Final = 20
# Names of things and fingerprints, by which rows and files find each other.
_KEPT: Final = frozenset(
    {"key", "sha256", "berkas", "kode", "qr", "logo", "logo_sha256", "jenis", "kunci", "attachment"}
)


def terms_of(text: str) -> tuple[str, ...]:
    """The texts to be hidden, one a line, longest first; Invalid for none, too many, too short."""
    lines = {" ".join(line.split()) for line in text.splitlines()} - {""}
    fault = unprintable(text)
    if not lines:
        fault = required()
    elif len(lines) > MOST:
        fault = Fault("too-many", words("Paling banyak %(most)s baris."), {"most": MOST})
    elif any(not SHORTEST <= len(line) <= LONGEST for line in lines):
        template = words("Setiap baris %(least)s sampai %(most)s huruf.")
        fault = Fault("length", template, {"least": SHORTEST, "most": LONGEST})
    if fault:
        raise Invalid({"terms": fault})
    return tuple(sorted(lines, key=lambda line: (-len(line), line)))


def hide(value: Any, terms: Sequence[str]) -> Any:
    """`value` with every text of `terms` hidden, in capitals or not, wherever it stands.

    Texts, lists and mappings are gone through; keys of mappings, and values that are the name or
    the fingerprint of a thing, stay as they are.
    """
    if isinstance(value, str):
        return _pattern(terms).sub(MARK, value)
    if isinstance(value, Mapping):
        return {name: each if name in _KEPT else hide(each, terms) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [hide(each, terms) for each in value]
    return value


def holds(value: Any, term: str) -> bool:
    """Whether this text stands anywhere in the value where `hide` would hide it."""
    return bool(hide(value, (term,)) != _plain(value))


def _plain(value: Any) -> Any:
    return [*value] if isinstance(value, tuple) else value


def _pattern(terms: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(term) for term in terms), re.IGNORECASE)
