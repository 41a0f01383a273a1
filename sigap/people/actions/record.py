"""What the writes on master data share: who may do them, and their entry in the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sigap.audit import actions as audit
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, NotAllowed, words

PEOPLE_STREAM = "orang"
SYSTEM_ROLE = next(iter(SYSTEM.offices))


def require_admin(by: Actor) -> None:
    """Let the application's administrator and the system itself pass; raise NotAllowed else."""
    if not by.holds(SYSTEM_ADMIN, SYSTEM_ROLE):
        raise NotAllowed(
            "admin-only", words("Hanya Administrator Aplikasi yang boleh mengubah data ini.")
        )


def too_long(most: int) -> Fault:
    """A text that is longer than its column."""
    return Fault("length", words("Paling banyak %(most)s huruf."), {"most": most})


def write_down(
    stream_key: str,
    entries: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Append entries to a ledger stream that many cases share, holding its lock.

    Must be called inside the transaction of the change it tells of; opens the stream when
    this is its first entry.
    """
    audit.append(audit.take_stream(stream_key), entries, at=at, by=by.signature())
