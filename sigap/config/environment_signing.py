"""How papers are signed: by hand, with a key of the office's own, or through BSrE."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sigap.domain.errors import Fault

BY_HAND, LOCAL, BSRE = "none", "local", "bsre"
SIGNERS: Final = (BY_HAND, LOCAL, BSRE)
VERSIONS: Final = ("1", "2")
TOTP: Final = ("passphrase", "totp")
VARIABLES: Final = (
    "SIGNER",
    "SIGNER_P12",
    "SIGNER_P12_PASSWORD",
    "SIGNER_P12_PASSWORD_FILE",
    "SIGNER_PKCS11_MODULE",
    "SIGNER_PKCS11_TOKEN",
    "SIGNER_PKCS11_CERT",
    "SIGNER_PKCS11_PIN",
    "SIGNER_ROOTS",
    "TSA_URL",
    "BSRE_URL",
    "BSRE_USER",
    "BSRE_PASSWORD",
    "BSRE_VERSION",
    "BSRE_PROOF",
    "BSRE_VERIFY",
)
"""Every variable that is read here, without its prefix."""


@dataclass(frozen=True, slots=True)
class Token:
    """A key in hardware (PKCS#11): its library, the label of the token and of the certificate."""

    module: Path
    token: str
    cert: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bsre:
    """The eSign Client Service in the government's own network; `proof` is what is asked each time.

    `proof` is "passphrase" or, with version 2 only, "totp". `verify`: the service is also asked
    what it says itself of each signature that it made.
    """

    url: str
    user: str
    password: str = field(repr=False)
    version: int = 1
    proof: str = "passphrase"
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """What the office says of its signatures; `signer` is one of SIGNERS.

    A local key lies in `p12` or in `token`. `roots` holds the certificates (PEM) that are trusted
    when a signature is read; `tsa_url` gives signatures a moment that others vouch for.
    """

    signer: str = BY_HAND
    p12: Path | None = None
    p12_password: str = field(default="", repr=False)
    p12_password_file: Path | None = None
    token: Token | None = None
    roots: Path | None = None
    tsa_url: str = ""
    bsre: Bsre | None = None


def read_signing(
    variables: Mapping[str, str], prefix: str, root: Path
) -> tuple[Signing, dict[str, Fault]]:
    """The variables of signing with what is wrong with them, by name; touches no disk or network.

    Relative paths count from `root`. What is left over for a way that is not chosen does no harm.
    """
    told = {name: variables.get(prefix + name, "").strip() for name in VARIABLES}
    faults = {prefix + name: fault for name, fault in _faults(told).items()}
    if faults:
        return Signing(), faults

    def path(name: str) -> Path | None:
        return (root / Path(told[name]).expanduser()).resolve() if told[name] else None

    module = path("SIGNER_PKCS11_MODULE")
    return Signing(
        signer=told["SIGNER"] or BY_HAND,
        p12=path("SIGNER_P12"),
        p12_password=told["SIGNER_P12_PASSWORD"],
        p12_password_file=path("SIGNER_P12_PASSWORD_FILE"),
        token=_token(module, told) if module else None,
        roots=path("SIGNER_ROOTS"),
        tsa_url=told["TSA_URL"],
        bsre=_bsre(told) if told["BSRE_URL"] else None,
    ), {}


def _token(module: Path, told: Mapping[str, str]) -> Token:
    return Token(
        module,
        token=told["SIGNER_PKCS11_TOKEN"],
        cert=told["SIGNER_PKCS11_CERT"],
        pin=told["SIGNER_PKCS11_PIN"],
    )


def _bsre(told: Mapping[str, str]) -> Bsre:
    return Bsre(
        url=told["BSRE_URL"].rstrip("/"),
        user=told["BSRE_USER"],
        password=told["BSRE_PASSWORD"],
        version=int(told["BSRE_VERSION"] or VERSIONS[0]),
        proof=told["BSRE_PROOF"] or TOTP[0],
        verify=told["BSRE_VERIFY"] == "1",
    )


def _faults(told: Mapping[str, str]) -> dict[str, Fault]:
    faults = _choices(told) | _addresses(told)
    signer = told["SIGNER"] or BY_HAND
    if signer == LOCAL:
        faults |= _local(told)
    if signer == BSRE:
        needed = ("BSRE_URL", "BSRE_USER", "BSRE_PASSWORD")
        faults = {name: _missing("bsre") for name in needed if not told[name]} | faults
    if told["BSRE_PROOF"] == "totp" and (told["BSRE_VERSION"] or "1") == "1":
        faults["BSRE_PROOF"] = Fault(
            "bad-proof",
            "kode sekali pakai (totp) hanya ada pada layanan versi 2; isi SIGAP_BSRE_VERSION=2"
            " atau kosongkan",
        )
    return faults


def _local(told: Mapping[str, str]) -> dict[str, Fault]:
    """A local key lies in exactly one place, and nothing of that place is left out."""
    file, module = told["SIGNER_P12"], told["SIGNER_PKCS11_MODULE"]
    if bool(file) == bool(module):
        return {
            "SIGNER_P12": Fault(
                "one-key",
                "isi salah satu: SIGAP_SIGNER_P12 (berkas .p12) atau SIGAP_SIGNER_PKCS11_MODULE"
                " (pustaka token)",
            )
        }
    if file:
        both = told["SIGNER_P12_PASSWORD"] and told["SIGNER_P12_PASSWORD_FILE"]
        twice = Fault("twice", "isi sandinya sendiri atau berkasnya, jangan keduanya")
        return {"SIGNER_P12_PASSWORD": twice} if both else {}
    needed = ("SIGNER_PKCS11_TOKEN", "SIGNER_PKCS11_CERT", "SIGNER_PKCS11_PIN")
    return {name: _missing("token") for name in needed if not told[name]}


def _missing(way: str) -> Fault:
    asked = "SIGAP_SIGNER=bsre" if way == "bsre" else "SIGAP_SIGNER_PKCS11_MODULE diisi"
    return Fault("missing", "wajib diisi bila %(asked)s", {"asked": asked})


def _choices(told: Mapping[str, str]) -> dict[str, Fault]:
    choices = {
        "SIGNER": SIGNERS,
        "BSRE_VERSION": VERSIONS,
        "BSRE_PROOF": TOTP,
        "BSRE_VERIFY": ("0", "1"),
    }
    return {
        name: Fault(
            "bad-choice",
            "“%(value)s” bukan pilihan; isi salah satu dari: %(choices)s",
            {"value": told[name], "choices": ", ".join(known)},
        )
        for name, known in choices.items()
        if told[name] not in ("", *known)
    }


def _addresses(told: Mapping[str, str]) -> dict[str, Fault]:
    faults = {}
    if told["TSA_URL"] and not _is_address(told["TSA_URL"], ("http", "https")):
        faults["TSA_URL"] = Fault(
            "bad-tsa-url",
            "“%(value)s” bukan alamat server stempel waktu; isi misalnya"
            " https://tsa.bekasikota.go.id/tsr",
            {"value": told["TSA_URL"]},
        )
    # A passphrase travels there: without TLS only inside the government's own network, as the
    # service itself is delivered (http, port 80), which the office has to know.
    if told["BSRE_URL"] and not _is_address(told["BSRE_URL"], ("http", "https")):
        faults["BSRE_URL"] = Fault(
            "bad-bsre-url",
            "alamat eSign Client Service tidak terbaca; isi https:// atau http:// dan nama mesin"
            " tanpa nama pengguna, misalnya https://esign.bekasikota.go.id",
        )
    return faults


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    # A name and password in the address would end up in logs; they have variables of their own.
    return parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc
