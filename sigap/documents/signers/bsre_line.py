"""The line to the eSign Client Service, and what its refusals and silences mean."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any, Final

from sigap.domain.errors import words
from sigap.domain.signing import Secret, Signatory, SigningTrouble, SigningUnavailable, refusal
from sigap.kit.exchange import Answer, Limits, Lost, exchange

LIMITS: Final = Limits(connect=5, answer=30, size=96 * 1024 * 1024)
_CONNECTS: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """Where the service is and as whom we speak to it (HTTP Basic)."""

    url: str
    user: str
    password: str = field(repr=False)
    limits: Limits = LIMITS

    def send(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> Answer | Lost:
        """One request: an Answer, or what was Lost. Repeated only if it cannot have arrived."""
        named = b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")
        headers = {"Authorization": f"Basic {named}", "Accept": "*/*"}
        headers |= {"Content-Type": kind} if kind else {}
        got: Answer | Lost = Lost("", arrived=False)
        for _ in range(_CONNECTS):
            got = exchange(method, self.url + path, body=body, headers=headers, limits=self.limits)
            if isinstance(got, Answer) or got.arrived:
                break
        return got


def as_json(answer: Answer) -> dict[str, Any]:
    """The body as a JSON object; empty when it is none."""
    try:
        read = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def trouble_of(
    got: Answer | Lost, who: Signatory, secret: Secret, *, signing: bool
) -> SigningTrouble | None:
    """Why this is not the answer hoped for (200), if it is not.

    `signing`: the request asked for a signature, so that silence may mean that there is one now.
    """
    if isinstance(got, Lost):
        return silent(got, signing=signing)
    if got.status == 200:
        return None
    told = as_json(got)
    if got.status == 400 and ("status_code" in told or "error" in told):
        said = secret.without(str(told.get("error", ""))).replace(who.nik or "\0", "…")
        proof = "totp" if secret.has("totp") else "passphrase"
        return refusal(_number(told.get("status_code")), said, proof)
    if got.status in (429, 503):
        return down(f"HTTP {got.status}")
    if got.status >= 500:
        return unknown(f"HTTP {got.status}") if signing else down(f"HTTP {got.status}")
    return SigningUnavailable(
        "signing-not-configured",
        words("Layanan BSrE menolak Sigap (HTTP %(status)s); admin sistem perlu memeriksanya."),
        status=got.status,
    )


def silent(lost: Lost, *, signing: bool) -> SigningUnavailable:
    """No whole answer came."""
    return unknown(lost.reason) if signing and lost.arrived else down(lost.reason)


def down(reason: str) -> SigningUnavailable:
    """The service cannot be had; nothing was signed."""
    return SigningUnavailable(
        "signing-down",
        words("Layanan BSrE tidak dapat dihubungi (%(reason)s). Tidak ada yang ditandatangani."),
        reason=reason[:120],
    )


def unknown(reason: str, *, reference: str = "") -> SigningUnavailable:
    """The request has arrived, and what became of it is not known."""
    return SigningUnavailable(
        "signing-unknown",
        words(
            "Layanan BSrE tidak memberi naskah yang sah sesudah diminta (%(reason)s); mungkin sudah"
            " ditandatangani di sana. Periksa dulu sebelum menandatangani lagi."
        ),
        maybe_signed=True,
        reference=reference,
        reason=reason[:120],
    )


def _number(told: Any) -> int:
    return int(told) if str(told).isascii() and str(told).isdigit() else 0
