"""eSign Client Service, version 1: multipart in, the PDF or its id_dokumen out."""

import re
from collections.abc import Sequence
from secrets import token_hex
from time import sleep
from typing import Final

from sigap.documents.signers.base import Request, Signed
from sigap.documents.signers.believing import NotBelieved, believed
from sigap.documents.signers.block import block
from sigap.documents.signers.bsre_line import Line, as_json, trouble_of, unknown
from sigap.documents.signers.looks import page_height
from sigap.documents.signers.tagging import POINTS
from sigap.domain.errors import words
from sigap.domain.signing import Secret, Signatory, SigningTrouble, SigningUnavailable
from sigap.kit.exchange import Answer, Lost

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_FETCHES: Final = 3
_PAUSE: Final = 0.3
"""Seconds between two tries to fetch what is signed already."""

Part = tuple[str, str, bytes]
"""Name of a field, file name ("" for a plain text), content."""


class FirstVersion:
    """Knows the person by NIK; asks the passphrase each time."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def ask_status(self, who: Signatory) -> Answer | Lost:
        """Whether this person may sign."""
        return self._line.send("GET", f"/api/user/status/{who.nik}")

    def bundles(self, requests: Sequence[Request]) -> list[list[Request]]:
        """What goes into one request: one document."""
        return [[each] for each in requests]

    def sign(self, bundle: list[Request], secret: Secret) -> list[Signed | SigningTrouble]:
        """The outcome of one request; what was signed in an earlier try is fetched."""
        return [self._signed(each, secret) for each in bundle]

    def verify(self, content: bytes) -> Answer | Lost:
        """What the service itself says of the signatures in a file."""
        body, kind = multipart([("signed_file", "naskah.pdf", content)])
        return self._line.send("POST", "/api/sign/verify", body, kind)

    def _signed(self, request: Request, secret: Secret) -> Signed | SigningTrouble:
        if request.reference:
            return self._fetched(request, request.reference, secret)
        got = self._line.send("POST", "/api/sign/pdf", *_form(request, secret))
        if trouble := trouble_of(got, request.by, secret, signing=True):
            return trouble
        assert isinstance(got, Answer)
        named = got.headers.get("id_dokumen", "") or str(as_json(got).get("id_dokumen", ""))
        reference = named if _ID.fullmatch(named) else ""
        try:
            return believed(got.body, request, provider="bsre", reference=reference)
        except NotBelieved as reason:
            if reference:
                return self._fetched(request, reference, secret)
            return unknown(str(reason))

    def _fetched(self, request: Request, reference: str, secret: Secret) -> Signed | SigningTrouble:
        """What the service has signed; asking for it again signs nothing."""
        why = ""
        for time in range(_FETCHES):
            sleep(_PAUSE * time)
            got = self._line.send("GET", f"/api/sign/download/{reference}")
            if isinstance(got, Answer) and got.status == 404:
                return _gone()
            if trouble := trouble_of(got, request.by, secret, signing=False):
                why = str(trouble)
                continue
            assert isinstance(got, Answer)
            try:
                return believed(got.body, request, provider="bsre", reference=reference)
            except NotBelieved as reason:
                why = str(reason)
        return unknown(why, reference=reference)


def _gone() -> SigningUnavailable:
    return SigningUnavailable(
        "signing-gone",
        words(
            "Naskah yang sudah ditandatangani tidak ada lagi di layanan BSrE; tandatangani lagi."
        ),
    )


def _form(request: Request, secret: Secret) -> tuple[bytes, str]:
    fields = {
        "nik": request.by.nik,
        "passphrase": secret.passphrase(),
        "tampilan": "invisible" if request.placement is None else "visible",
        "reason": request.reason,
        "location": request.location,
    }
    parts: list[Part] = [("file", "naskah.pdf", request.content)]
    if request.placement is not None:
        place = request.placement
        number, _ = page_height(request.content, place.page)
        fields |= {"image": "true", "page": str(number)}
        # Points from the lower left corner.
        sizes = {"xAxis": place.x, "yAxis": place.y, "width": place.width, "height": place.height}
        fields |= {name: str(round(value * POINTS)) for name, value in sizes.items()}
        picture = block(request.lines, place, form="png", at=request.at)
        parts.append(("imageTTD", "ttd.png", picture))
    return multipart([*parts, *((name, "", text.encode()) for name, text in fields.items())])


def multipart(parts: list[Part]) -> tuple[bytes, str]:
    """A body of multipart/form-data (RFC 7578) and its Content-Type."""
    border, pieces = f"sigap-{token_hex(16)}", []
    for name, file, content in parts:
        said = f'Content-Disposition: form-data; name="{name}"'
        if file:
            sort = "image/png" if file.endswith(".png") else "application/pdf"
            said += f'; filename="{file}"\r\nContent-Type: {sort}'
        pieces.append(f"--{border}\r\n{said}\r\n\r\n".encode() + content + b"\r\n")
    body = b"".join([*pieces, f"--{border}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={border}"
