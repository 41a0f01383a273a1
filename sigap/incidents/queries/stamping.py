"""The proof that each timestamp is about the sheet it stands beside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from sigap.audit.models import Stamp
from sigap.audit.queries.roots import SHEET
from sigap.audit.queries.stamps import stamps
from sigap.documents.signers.trust import NoTimestamp, Stamped, read_timestamp
from sigap.domain.errors import words


def broken_stamps() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The stamps that do not vouch for their sheet: place, sentence, and what fills it."""
    template = words("Stempel waktu lembar nomor %(no)s tidak cocok dengan lembarnya.")
    for row in stamps():
        if not _vouches(row):
            yield f"{SHEET}/{row.root.no}", template, {"no": row.root.no}


def _vouches(row: Stamp) -> bool:
    return not read_stamp(row).fault


@dataclass(frozen=True, slots=True)
class Read:
    """What the stamp of a sheet says, and whether it holds.

    `fault` is a code for what does not fit ("unreadable", "bent", "moment", "authority"),
    "" where all does. `trusted`: its signature leads to a root that the office trusts
    (SIGAP_SIGNER_ROOTS); where it does not, the moment is the word of a server that nobody here
    has vouched for.
    """

    at: datetime
    authority: str
    fault: str
    trusted: bool


def read_stamp(row: Stamp) -> Read:
    """Read the token beside a sheet in full: what it is about, its signature, whom it leads to.

    Asks nobody. A token that says another moment or server than the row does is a fault too.
    """
    try:
        told = _told(bytes(row.token), row.root.digest, _roots_changed())
    except (NoTimestamp, ValueError):
        return Read(row.stamped_at, row.authority, "unreadable", trusted=False)
    fault = "" if told.whole else "bent"
    if not fault and told.at != row.stamped_at:
        fault = "moment"
    elif not fault and told.authority[:200] != row.authority:
        fault = "authority"
    return Read(row.stamped_at, row.authority, fault, trusted=not fault and told.trusted)


@lru_cache(maxsize=64)
def _told(token: bytes, digest: str, _changed: int) -> Stamped:
    """The page of the sheets reads the same stamps again and again, and each takes its time."""
    return read_timestamp(token, bytes.fromhex(digest))


def _roots_changed() -> int:
    place = settings.SIGAP_SIGNING.roots
    try:
        return place.stat().st_mtime_ns if place is not None else 0
    except OSError:
        return -1
