"""Where the office wants the daily sheets of the record to be kept besides this installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigap.domain.errors import Fault

VARIABLES: Final = ("ANCHOR_DIR", "ANCHOR_EMAIL")
"""Every variable that is read here, without its prefix."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """`folder` None and no `addresses`: the sheets stay in the database alone."""

    folder: Path | None = None
    addresses: tuple[str, ...] = ()


def read_anchors(
    variables: Mapping[str, str], prefix: str, root: Path
) -> tuple[Anchors, dict[str, Fault]]:
    """SIGAP_ANCHOR_DIR and SIGAP_ANCHOR_EMAIL with what is wrong with them, by name.

    A relative folder counts from `root`; whether it can be written is seen when it is written.
    """
    told = {name: variables.get(prefix + name, "").strip() for name in VARIABLES}
    addresses = tuple(part.strip() for part in told["ANCHOR_EMAIL"].split(",") if part.strip())
    faults = {
        f"{prefix}ANCHOR_EMAIL": Fault(
            "bad-address",
            "“%(value)s” bukan alamat surel; isi misalnya inspektorat@bekasikota.go.id, beberapa"
            " dipisahkan koma",
            {"value": address},
        )
        for address in addresses
        if not _is_address(address)
    }
    if faults:
        return Anchors(), faults
    folder = told["ANCHOR_DIR"]
    kept = (root / Path(folder).expanduser()).resolve() if folder else None
    return Anchors(kept, addresses), {}


def _is_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name and host) and text.isprintable() and " " not in text
