"""eSign Client Service, version 2: JSON with the files in base64, several at once."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from sigap.documents.signers.base import Request, Signed
from sigap.documents.signers.believing import NotBelieved, believed
from sigap.documents.signers.block import block
from sigap.documents.signers.bsre_line import Line, as_json, trouble_of, unknown
from sigap.documents.signers.looks import page_height
from sigap.documents.signers.tagging import POINTS
from sigap.domain.signing import Secret, Signatory, SigningTrouble
from sigap.kit.exchange import Answer, Lost

MOST_AT_ONCE: Final = 20
_MOST_BYTES: Final = 16 * 1024 * 1024
_JSON: Final = "application/json"


class SecondVersion:
    """Knows the person by NIK or e-mail; asks the passphrase or a one-time code."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def ask_status(self, who: Signatory) -> Answer | Lost:
        """Whether this person may sign."""
        return self._post("/api/v2/user/check/status", _person(who))

    def bundles(self, requests: Sequence[Request]) -> list[list[Request]]:
        """What goes into one request: documents whose blocks are alike, within limits."""
        return [bundle for _, alike in groupby(requests, key=_look) for bundle in _cut(list(alike))]

    def verify(self, content: bytes) -> Answer | Lost:
        """What the service itself says of the signatures in a file."""
        return self._post("/api/v2/verify/pdf", {"file": b64encode(content).decode("ascii")})

    def _post(self, path: str, told: dict[str, Any]) -> Answer | Lost:
        return self._line.send("POST", path, json.dumps(told).encode(), _JSON)

    def sign(self, bundle: list[Request], secret: Secret) -> list[Signed | SigningTrouble]:
        """The outcomes of one request, in the order of its documents."""
        got = self._post("/api/v2/sign/pdf", _body(bundle, secret))
        if trouble := trouble_of(got, bundle[0].by, secret, signing=True):
            return [trouble for _ in bundle]
        assert isinstance(got, Answer)
        files = as_json(got).get("file")
        if not isinstance(files, list) or len(files) != len(bundle):
            return [unknown("jumlah naskah dalam jawabannya lain") for _ in bundle]
        return [_one(each, request) for each, request in zip(files, bundle, strict=True)]


def _one(told: Any, request: Request) -> Signed | SigningTrouble:
    try:
        return believed(b64decode(told, validate=True), request, provider="bsre")
    except (TypeError, ValueError):
        return unknown("jawabannya bukan naskah")
    except NotBelieved as reason:
        return unknown(str(reason))


def _person(who: Signatory) -> dict[str, str]:
    return {"nik": who.nik} if who.nik else {"email": who.email}


def _look(request: Request) -> tuple[Any, ...]:
    """What one `signatureProperties` says; the last page is another number in each file."""
    place = request.placement
    page = page_height(request.content, place.page) if place is not None else None
    return place, page, request.lines, request.reason, request.location, request.at


def _cut(requests: list[Request]) -> list[list[Request]]:
    bundles: list[list[Request]] = []
    size = 0
    for request in requests:
        size += len(request.content)
        if not bundles or len(bundles[-1]) == MOST_AT_ONCE or size > _MOST_BYTES:
            bundles.append([])
            size = len(request.content)
        bundles[-1].append(request)
    return bundles


def _body(bundle: list[Request], secret: Secret) -> dict[str, Any]:
    proof = {"totp": secret.totp()} if secret.has("totp") else {"passphrase": secret.passphrase()}
    return {
        **_person(bundle[0].by),
        **proof,
        "signatureProperties": [_properties(bundle[0])],
        "file": [b64encode(each.content).decode("ascii") for each in bundle],
    }


def _properties(request: Request) -> dict[str, Any]:
    said = {"location": request.location, "reason": request.reason}
    place = request.placement
    if place is None:
        return {"tampilan": "INVISIBLE", **said}
    number, height = page_height(request.content, place.page)
    picture = block(request.lines, place, form="png", at=request.at)
    return {
        "tampilan": "VISIBLE",
        "imageBase64": b64encode(picture).decode("ascii"),
        "page": number,
        # Points from the upper left corner, unlike version 1.
        "originX": round(place.x * POINTS, 2),
        "originY": round(height - (place.y + place.height) * POINTS, 2),
        "width": round(place.width * POINTS, 2),
        "height": round(place.height * POINTS, 2),
        **said,
    }
