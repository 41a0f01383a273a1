"""Signs with a key of the office's own: PAdES, with a timestamp where there is a server for it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)

from sigap.documents.signers import keys
from sigap.documents.signers.base import Request, Signed
from sigap.documents.signers.block import block
from sigap.documents.signers.tagging import add_field
from sigap.documents.signers.trust import NoRoots, stamps, trust
from sigap.domain.errors import words
from sigap.domain.signing import LOCAL, Secret, SigningTrouble, SigningUnavailable
from sigap.kit import clock

KEY: Final = "local"
_PATIENCE: Final = 40
"""Seconds for one signature, timestamp and certificate lists included."""


_NO_CHAIN: Final = (
    SigningError,
    PathError,
    ValidationError,
    CRLValidationError,
    OCSPValidationError,
    NoRoots,
    OSError,
    TimestampRequestError,
)
_FILLED: Final = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID,
    AxisAlignment.ALIGN_MID,
    inner_content_scaling=InnerScaling.STRETCH_FILL,
)


class Setup(keys.KeySetup, Protocol):
    """What a local signature needs of the office's settings."""

    @property
    def tsa_url(self) -> str: ...


class LocalSigner:
    """The office's own key; nothing is asked of the person, who has signed in already."""

    key = KEY
    mark = LOCAL
    needs: tuple[str, ...] = ()

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def sign(self, request: Request, *, secret: Secret) -> Signed:
        """PAdES B-B; B-T and, where its chain can be had, B-LT with a timestamp server."""
        with keys.unlocked(self._setup) as key:
            cert: Any = key.signing_cert
            if trouble := keys.expired(cert, request.at):
                raise trouble
            content = self._signed(request, key)
        return Signed(content=content, provider=KEY, **keys.told_of(cert))

    def sign_many(
        self, requests: Sequence[Request], *, secret: Secret
    ) -> list[Signed | SigningTrouble]:
        """One after another; one that fails does not stop the next."""
        return [self._tried(each, secret) for each in requests]

    def _tried(self, request: Request, secret: Secret) -> Signed | SigningTrouble:
        try:
            return self.sign(request, secret=secret)
        except SigningTrouble as trouble:
            return trouble

    def check(self) -> str:
        """Whose key it is, until when; the timestamp server answers. Raises SigningUnavailable."""
        cert = keys.certificate(self._setup)
        if trouble := keys.expired(cert, clock.now()):
            raise trouble
        said = f"{keys.told_of(cert)['subject']}, berlaku sampai {cert.not_valid_after:%Y-%m-%d}"
        if not self._setup.tsa_url:
            return f"{said}, tanpa stempel waktu"
        try:
            asyncio.run(stamps(self._setup.tsa_url).async_timestamp(b"\0" * 32, "sha256"))
        except (OSError, TimestampRequestError) as error:
            raise _no_stamp(error) from None
        return f"{said}, server stempel waktu menjawab"

    def _signed(self, request: Request, key: Any) -> bytes:
        if self._setup.tsa_url:
            # Where its chain cannot be had, a signature cannot carry along what proves it for long.
            with suppress(*_NO_CHAIN):
                return _written(request, key, self._setup.tsa_url, lasting=True)
        try:
            return _written(request, key, self._setup.tsa_url, lasting=False)
        except (OSError, TimestampRequestError) as error:
            raise _no_stamp(error) from None
        except SigningError as error:
            raise keys.unusable(str(error)[:200]) from None


class _Appending(IncrementalPdfFileWriter):
    """Leaves the description of the file (Info, XMP) as it was drawn.

    The library would write it anew, with today's moment and in a form that PDF/A does not know.
    """

    def _update_meta(self) -> None:
        pass


class _OfMoment(PdfSigner):
    """Writes the moment that the act has, not the one at which the machine comes to it."""

    at: datetime

    def init_signing_session(self, *given: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*given, **named)
        session.system_time = self.at
        return session


def _written(request: Request, key: Any, tsa_url: str, *, lasting: bool) -> bytes:
    """The file with one more signature; `lasting` embeds what proves its chain (B-LT).

    Raises one of _NO_CHAIN where that cannot be; OSError and TimestampRequestError are those where
    the timestamp cannot be had.
    """
    writer = _Appending(BytesIO(request.content))
    told = ", ".join(request.lines)
    name = add_field(writer, request.placement, told, kept_free=request.kept_free)
    about = PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=request.reason or None,
        location=request.location or None,
        name=request.by.name or None,
        embed_validation_info=lasting,
        validation_context=trust(asking=True) if lasting else None,
    )
    signing = _OfMoment(
        about, key, timestamper=stamps(tsa_url) if tsa_url else None, stamp_style=_style(request)
    )
    signing.at = request.at.astimezone(ZoneInfo(settings.TIME_ZONE))
    work = signing.async_sign_pdf(writer, existing_fields_only=True)
    return bytes(asyncio.run(asyncio.wait_for(work, _PATIENCE)).getvalue())


def _style(request: Request) -> StaticStampStyle | None:
    if request.placement is None:
        return None
    drawn = _Drawn(block(request.lines, request.placement, form="pdf", at=request.at))
    return StaticStampStyle(
        background=drawn, background_layout=_FILLED, background_opacity=1.0, border_width=0
    )


class _Drawn(PdfContent):
    """The first page of another PDF, from memory, as what the block shows."""

    def __init__(self, drawn: bytes) -> None:
        super().__init__()
        self._page = PdfFileReader(BytesIO(drawn))

    def render(self) -> bytes:
        """The operator that paints the page, taken over into the file that is signed."""
        page = self._ensure_writer.import_page_as_xobject(self._page)
        self.resources.xobject["/Blok"] = page
        left, low, right, high = page.get_object()["/BBox"]
        # The library reckons in whole points and would cut off what is left over.
        self.box = BoxConstraints(width=round(right - left), height=round(high - low))
        return b"/Blok Do"


def _no_stamp(error: Exception) -> SigningUnavailable:
    return SigningUnavailable(
        "timestamp-unavailable",
        words("Server stempel waktu tidak memberi stempel (%(reason)s); coba lagi nanti."),
        reason=str(error)[:120] or type(error).__name__,
    )
