"""What a signature says of the one who signs, and what the refusals of a signing service mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

from sigap.domain import spoken
from sigap.domain.errors import Refusal, words

BY_LAW: Final = words(
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang"
    " diterbitkan oleh Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara."
)
"""Stands only on what is really signed through BSrE."""

LOCAL: Final = words(
    "Dokumen ini ditandatangani secara elektronik dengan sertifikat lokal kantor, bukan sertifikat"
    " yang diterbitkan BSrE."
)
DEFINITIVE: Final = "definitif"


@dataclass(frozen=True, slots=True)
class Signatory:
    """The one who signs, as valid at signing; `title` is the office, `capacity` how it is held.

    `capacity` is "definitif", "Plt.", "Plh." or "a.n. …"; `nik` is personal data and shown nowhere.
    """

    name: str
    nip: str = ""
    nik: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    title: str = ""
    capacity: str = DEFINITIVE
    decree: str = ""


class Secret:
    """The passphrase or one-time code of one signing: in memory only, shown by nothing."""

    __slots__ = ("__passphrase", "__totp")

    def __init__(self, *, passphrase: str = "", totp: str = "") -> None:
        self.__passphrase = passphrase
        self.__totp = totp

    def passphrase(self) -> str:
        """The words themselves, for the one place that sends them."""
        return self.__passphrase

    def totp(self) -> str:
        """The digits themselves, for the one place that sends them."""
        return self.__totp

    def has(self, need: str) -> bool:
        """Whether this need of a provider, "passphrase" or "totp", is filled in."""
        return bool(getattr(self, need)())

    def without(self, text: str) -> str:
        """The text with every trace of the secret taken out: what a service said about it."""
        for each in (self.__passphrase, self.__totp):
            text = text.replace(each, "…") if each else text
        return text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not stored")


class SigningTrouble(Refusal):
    """A document that was not signed; either of the two below."""


class SigningRefused(SigningTrouble):
    """The person can mend it; nothing was signed. `field` is the form's field it belongs to.

    `guess` says that what was typed was wrong: such tries are counted and slowed down.
    """

    status = 422

    def __init__(
        self, code: str, template: str, /, *, field: str = "", guess: bool = False, **params: Any
    ) -> None:
        super().__init__(code, template, **params)
        self.field = field
        self.guess = guess


class SigningUnavailable(SigningTrouble):
    """The service is down, slow or answers nonsense: the step may go on as "menunggu TTE".

    `maybe_signed`: the request may have arrived, so that it is not sent again blindly; `reference`
    is the service's own name for the document where it said one, good for fetching it later.
    """

    status = 503

    def __init__(
        self,
        code: str,
        template: str,
        /,
        *,
        maybe_signed: bool = False,
        reference: str = "",
        **params: Any,
    ) -> None:
        super().__init__(code, template, **params)
        self.maybe_signed = maybe_signed
        self.reference = reference


def block_lines(who: Signatory, *, at: datetime, zone: tzinfo) -> tuple[str, ...]:
    """The words of the visible block: who signed, in which capacity, by which decree, and when.

    An acting officer shows it before his title; what is not known leaves its line out.
    """
    lines = (
        "Ditandatangani secara elektronik oleh",
        who.name,
        f"NIP {spoken.nip(who.nip)}" if who.nip else "",
        office_of(who),
        f"Dasar: {who.decree}" if who.decree else "",
        spoken.moment(at, zone),
    )
    return tuple(line[:200] for line in lines if line.strip())


def office_of(who: Signatory) -> str:
    """The office in whose name somebody signs: "Plt. Kepala Bidang TIK"; never "Plt. Plt. …"."""
    prefix = "" if who.capacity in ("", DEFINITIVE) else who.capacity
    if who.title.startswith(prefix):
        return who.title
    return f"{prefix} {who.title}".strip()


UNREGISTERED: Final = 2011
WRONG_PASSPHRASE: Final = 2031
MAY_SIGN: Final = "ISSUE"
_STANDINGS: Final = {
    "EXPIRED": words("Sertifikat elektronik %(name)s sudah kedaluwarsa; ajukan pembaruan ke BSrE."),
    "REVOKE": words("Sertifikat elektronik %(name)s sudah dicabut; ajukan penerbitan ke BSrE."),
    "SUSPEND": words("Sertifikat elektronik %(name)s sedang dibekukan; hubungi admin TTE kantor."),
}


def refusal(status_code: int, said: str, proof: str = "passphrase") -> SigningRefused:
    """What the error of the eSign Client Service means; `said` are its own words, secret-free.

    `proof` is what was asked of the person this time: "passphrase" or "totp".
    Source: the service's errors, {error, status_code} with HTTP 400: 2011 and 2031.
    """
    if status_code == WRONG_PASSPHRASE:
        return wrong(proof)
    if status_code == UNREGISTERED:
        return SigningRefused(
            "not-registered",
            words("Penanda tangan belum terdaftar di BSrE; hubungi admin TTE kantor."),
        )
    return SigningRefused(
        "signing-refused",
        words("Layanan BSrE menolak: %(said)s (kode %(code)s)."),
        said=said[:200] or "–",
        code=status_code or "–",
    )


def wrong(need: str) -> SigningRefused:
    """What was typed for this need of a provider is not right."""
    if need == "totp":
        told = words("Kode sekali pakai salah atau sudah lewat; minta kode baru.")
        return SigningRefused("wrong-totp", told, field=need, guess=True)
    told = words("Passphrase salah; periksa lalu ketik lagi. Tidak ada yang ditandatangani.")
    return SigningRefused("wrong-passphrase", told, field=need, guess=True)


def missing(need: str) -> SigningRefused:
    """A need of a provider that was left blank."""
    told = words("Isi kode sekali pakai.") if need == "totp" else words("Isi passphrase.")
    return SigningRefused("signing-secret-missing", told, field=need)


def standing(status: str, name: str) -> SigningRefused | None:
    """Why somebody of this status at BSrE may not sign; None where he may ("ISSUE")."""
    status = status.strip().upper()
    if status == MAY_SIGN:
        return None
    if status in ("NOT_REGISTERED", "UNREGISTERED"):
        return refusal(UNREGISTERED, "")
    other = words("%(name)s belum dapat menandatangani di BSrE (status %(status)s).")
    return SigningRefused(
        "certificate-not-active", _STANDINGS.get(status, other), name=name, status=status[:40]
    )


def name_of(parts: Mapping[str, Any]) -> str:
    """Who a certificate says it is of: the common name, else the organisation, else all there is.

    `parts` are the parts of its name by what they are ("common_name"); one may be a list.
    """
    told = parts.get("common_name") or parts.get("organization_name") or list(parts.values())
    first = told[0] if isinstance(told, list) and told else told
    return str(first or "")
