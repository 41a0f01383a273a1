"""Reads the signatures of a PDF: whose they are, and whether anything was changed since."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import x509
from asn1crypto.parser import peek
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from sigap.documents.signers.keys import own_fingerprint
from sigap.documents.signers.trust import NoRoots, trust
from sigap.domain.signing import name_of

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_SIGNATURES: Final = 20
# Comparing what came after each signature walks through every object of the file.
_MOST_COMPARED: Final = 15_000
_MIB: Final = 1024 * 1024


def unpacking(most: int) -> DecodeLimits:
    """Limits under which a file is unpacked: this many bytes in all, little of it tables."""
    table = StreamDecodeLimits(max_output_size=min(most // 16, _MIB))
    return DecodeLimits(
        per_stream=StreamDecodeLimits(max_output_size=most),
        per_purpose={**DEFAULT_PURPOSE_LIMITS, DecodePurpose.XREF_STREAM: table},
        document_budget=DocumentDecodeBudget(base_allowance=most, max_ratio=0),
    )


_USUAL: Final = unpacking(256 * _MIB)
_USAGE: Final = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
_HEX: Final = re.compile(rb"<([0-9A-Fa-f]+)>")


@dataclass(frozen=True, slots=True)
class Found:
    """One signature in a file, in the order in which they were made.

    `intact`: what it covers is what was signed, and it was made with the key of its certificate.
    `covers_whole_file`: nothing follows it. `changed_since`: what follows it is more than further
    signatures and what is needed to check them. `trusted`: its certificate led to a root that
    the office trusts, at `signed_at`; that moment is the signer's own word unless `timestamped`.
    `own_mark`: made with the key of this installation (a local signature). `not_after` and
    `fingerprint` (SHA-256) are the certificate's.
    """

    intact: bool
    covers_whole_file: bool
    changed_since: bool
    name: str
    issuer: str
    serial: str
    signed_at: datetime | None
    timestamped: bool
    trusted: bool
    reason: str
    location: str
    own_mark: bool
    not_after: datetime | None = None
    fingerprint: str = ""


class Unreadable(Exception):
    """The file cannot be read as a PDF."""


def signatures_in(content: bytes, limits: DecodeLimits = _USUAL) -> list[Found]:
    """Every signature of a PDF, the earliest first; asks nobody. Raises Unreadable.

    What a file holds is unpacked within limits, and where there is too much to compare, whatever
    follows a signature counts as a change. Files from anywhere are for `strangers`.
    """
    if len(content) > MOST_BYTES or b"%PDF-" not in content[:1024]:
        raise Unreadable("not a PDF, or too large")
    try:
        reader = PdfFileReader(BytesIO(content), decode_limits=limits)
        found = reader.embedded_regular_signatures
        much = _objects(reader) * len(found) > _MOST_COMPARED
    except Exception as error:  # a broken file breaks its reader in any way
        raise Unreadable(type(error).__name__) from None
    if len(found) > MOST_SIGNATURES:
        raise Unreadable("too many signatures")
    return [_read(each, content, compare=not much) for each in found]


def _objects(reader: PdfFileReader) -> int:
    """How many objects the file holds, over all its revisions."""
    kept = reader.xrefs
    return sum(len(kept.explicit_refs_in_revision(each)) for each in range(kept.total_revisions))


def _read(signature: EmbeddedPdfSignature, content: bytes, *, compare: bool) -> Found:
    try:
        return _checked(signature, content, compare=compare)
    except Exception:  # as above: what cannot be checked is not intact
        return Found(False, False, True, "", "", "", None, False, False, "", "", False)


def _checked(signature: EmbeddedPdfSignature, content: bytes, *, compare: bool) -> Found:
    said_at = signature.self_reported_timestamp
    status = validate_pdf_signature(
        signature,
        signer_validation_context=_context(said_at),
        key_usage_settings=_USAGE,
        skip_diff=not compare,
    )
    cert: x509.Certificate = signature.signer_cert
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.valid and stamp.intact
    return Found(
        intact=status.intact and status.valid and _gap_is_clean(signature, content),
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        changed_since=_changed(status),
        name=name_of(cert.subject.native),
        issuer=name_of(cert.issuer.native),
        serial=f"{cert.serial_number:x}",
        signed_at=_in_utc(stamp.timestamp if stamp is not None and stamped else said_at),
        timestamped=stamped,
        trusted=status.trusted,
        reason=str(signature.sig_object.get("/Reason", "")),
        location=str(signature.sig_object.get("/Location", "")),
        own_mark=cert.sha256.hex() == own_fingerprint(),
        not_after=_in_utc(cert.not_valid_after),
        fingerprint=cert.sha256.hex(),
    )


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment is not None else None


def _context(said_at: datetime | None) -> ValidationContext:
    """Our roots as of the moment of signing: a certificate that ran out later was good then."""
    moment = min(said_at, datetime.now(UTC)) if said_at is not None else None
    try:
        return trust(at=moment)
    except NoRoots:
        return ValidationContext(trust_roots=[])


def _changed(status: Any) -> bool:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return False
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return True
    level = status.modification_level
    return level is None or level > ModificationLevel.FORM_FILLING


def _gap_is_clean(signature: EmbeddedPdfSignature, content: bytes) -> bool:
    """Whether the bytes that no signature can cover hold the signature, zeros, and nothing else."""
    _, end, start, _ = (int(each) for each in signature.byte_range)
    gap = _HEX.fullmatch(content[end:start])
    if gap is None or len(gap[1]) % 2:
        return False
    held = bytes.fromhex(gap[1].decode("ascii"))
    return not held[peek(held) :].strip(b"\0")
