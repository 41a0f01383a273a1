"""The proof that each timestamp is about the sheet it stands beside."""

from collections.abc import Iterator, Mapping
from typing import Any

from sigap.audit.models import Stamp
from sigap.audit.queries.roots import SHEET
from sigap.audit.queries.stamps import stamps
from sigap.documents.signers.trust import NoTimestamp, read_timestamp
from sigap.domain.errors import words


def broken_stamps() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The stamps that do not vouch for their sheet: place, sentence, and what fills it."""
    template = words("Stempel waktu lembar nomor %(no)s tidak cocok dengan lembarnya.")
    for row in stamps():
        if not _vouches(row):
            yield f"{SHEET}/{row.root.no}", template, {"no": row.root.no}


def _vouches(row: Stamp) -> bool:
    try:
        told = read_timestamp(bytes(row.token), bytes.fromhex(row.root.digest))
    except (NoTimestamp, ValueError):
        return False
    return told.whole and told.at == row.stamped_at
