"""What every way of signing takes and gives; `configured.signer` says which one the office uses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sigap.domain.signing import (
    Secret,
    Signatory,
    SigningRefused,
    SigningTrouble,
    SigningUnavailable,
)

__all__ = [
    "Placement",
    "Request",
    "Secret",
    "Signatory",
    "Signed",
    "Signer",
    "SigningRefused",
    "SigningTrouble",
    "SigningUnavailable",
]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the visible block stands: millimetres from the lower left corner of the page.

    `page` counts from 1; -1 is the last one.
    """

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Request:
    """One PDF to be signed by one person; `lines` are the words of the visible block.

    `placement` None signs invisibly. `kept_free` is where a visible signature is to come after this
    one: its place is tagged now, because later nothing but the signature may be added. `reference`
    is what an earlier `SigningUnavailable` of this very document carried: what was signed then is
    fetched rather than signed again.
    """

    content: bytes = field(repr=False)
    by: Signatory
    placement: Placement | None
    lines: tuple[str, ...]
    at: datetime
    reason: str = ""
    location: str = ""
    reference: str = ""
    kept_free: Placement | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed PDF, and what its certificate says; texts are "" where it says nothing.

    `serial` is in hexadecimal. `reference` is the service's own name for the document (id_dokumen).
    """

    content: bytes = field(repr=False)
    provider: str
    subject: str
    issuer: str
    serial: str
    not_after: datetime | None
    reference: str = ""


class Signer(Protocol):
    """One way of signing. Slow and over the network: never called inside a transaction."""

    key: str
    """"local" or "bsre"."""
    mark: str
    """The sentence for the footer, on the paper before it is signed."""
    needs: tuple[str, ...]
    """What is asked of the person at each signing: "passphrase", "totp"; () for a local key."""

    def sign(self, request: Request, *, secret: Secret) -> Signed:
        """Sign one document. Raises SigningRefused or SigningUnavailable."""

    def sign_many(
        self, requests: Sequence[Request], *, secret: Secret
    ) -> list[Signed | SigningTrouble]:
        """Sign several of one person; each has its own outcome, in the order of the requests."""

    def check(self) -> str:
        """What works, for `sigap doctor`. Raises SigningTrouble with what does not."""
