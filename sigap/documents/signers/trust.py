"""Which certificates the office trusts, and the moments that others vouch for (RFC 3161)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from asn1crypto import cms, pem, tsp, x509
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from sigap.domain.signing import name_of
from sigap.kit.exchange import Limits, Lost, exchange

TSA_LIMITS: Final = Limits(connect=5, answer=10, size=256 * 1024)
_TOLERANCE: Final = timedelta(minutes=2)


class NoRoots(Exception):
    """The file of trusted certificates (SIGAP_SIGNER_ROOTS) cannot be used."""


class NoTimestamp(OSError):
    """The timestamp server gave none."""


def roots() -> list[x509.Certificate]:
    """The certificates that the office trusts (SIGAP_SIGNER_ROOTS). Raises NoRoots."""
    place: Path | None = settings.SIGAP_SIGNING.roots
    if place is None:
        return []
    try:
        return _read(place, place.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "bukan berkas PEM"
        raise NoRoots(f"{place}: {reason}") from None


@lru_cache(maxsize=4)
def _read(place: Path, _changed: int) -> list[x509.Certificate]:
    blocks = pem.unarmor(place.read_bytes(), multiple=True)
    found = [x509.Certificate.load(der) for name, _, der in blocks if name == "CERTIFICATE"]
    for each in found:
        _ = each.sha256_fingerprint, each.subject.native
    if not found:
        raise ValueError("no certificate")
    return found


def trust(*, at: datetime | None = None, asking: bool = False) -> ValidationContext:
    """What a chain is checked against: our roots, at this moment, without asking anybody.

    `asking`: what the chain needs (CRL, OCSP) may be fetched, for embedding it while signing.
    Raises NoRoots.
    """
    return ValidationContext(
        trust_roots=roots(),
        moment=None if asking else at,
        allow_fetching=asking,
        revocation_mode="soft-fail",
        time_tolerance=_TOLERANCE,
    )


class Stamps(TimeStamper):
    """A timestamp server, asked within limits of time and size."""

    def __init__(self, url: str) -> None:
        TimeStamper.__init__(self)
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One question, one answer. Raises NoTimestamp."""
        answer = exchange(
            "POST",
            self._url,
            body=req.dump(),
            headers={"Content-Type": "application/timestamp-query"},
            limits=TSA_LIMITS,
        )
        if isinstance(answer, Lost):
            raise NoTimestamp(answer.reason)
        if answer.status != 200:
            raise NoTimestamp(f"HTTP {answer.status}")
        try:
            told = tsp.TimeStampResp.load(answer.body, strict=True)
            _ = told.native
        except (ValueError, TypeError):
            raise NoTimestamp("jawabannya bukan stempel waktu") from None
        return told


@lru_cache(maxsize=2)
def stamps(url: str) -> Stamps:
    """The server at this address; it remembers how long its answers are."""
    return Stamps(url)


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a timestamp token says; `whole` where it is about this digest and its signature holds.

    `trusted`: the server's certificate led to a root of the office at `at`.
    """

    at: datetime
    authority: str
    whole: bool
    trusted: bool


def timestamp(url: str, digest: bytes) -> bytes:
    """A token (DER) that this SHA-256 existed now, from the server at `url`. Raises NoTimestamp."""
    try:
        made = asyncio.run(stamps(url).async_timestamp(digest, "sha256"))
    except (OSError, TimestampRequestError) as error:
        raise NoTimestamp(str(error)[:200]) from None
    token = bytes(made.dump())
    if not read_timestamp(token, digest).whole:
        raise NoTimestamp("stempelnya tidak cocok")
    return token


def read_timestamp(token: bytes, digest: bytes) -> Stamped:
    """What a token says of this SHA-256; asks nobody. Raises NoTimestamp for what is no token."""
    try:
        held = cms.ContentInfo.load(token, strict=True)["content"]
        at = held["encap_content_info"]["content"].parsed["gen_time"].native
        found = asyncio.run(
            validate_tst_signed_data(held, _context(at), lambda algorithm: _of(digest, algorithm))
        )
        name = name_of(found["signing_cert"].subject.native)
    except Exception as error:  # a broken token breaks its reader in any way
        raise NoTimestamp(type(error).__name__) from None
    status = TimestampSignatureStatus(**found)
    return Stamped(at, name, bool(status.intact and status.valid), bool(status.trusted))


def _of(digest: bytes, algorithm: str) -> bytes:
    """A stamp by another hash says nothing of this one."""
    return digest if algorithm == "sha256" else b""


def _context(at: datetime) -> ValidationContext:
    try:
        return trust(at=at)
    except NoRoots:
        return ValidationContext(trust_roots=[])
