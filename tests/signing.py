"""A way of signing for the tests: it really signs, asks for a passphrase, can be told to fail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from sigap.config.environment_signing import Signing
from sigap.documents.signers.base import Request, Secret, Signed, SigningTrouble
from sigap.documents.signers.local import LocalSigner
from sigap.domain.errors import words
from sigap.domain.signing import SigningUnavailable, wrong

PASSPHRASE = "kuda-terbang-7-lautan"
PASSWORD = "sandi-kunci"
FROM, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


@cache
def key_file() -> Path:
    """A PKCS#12 file with a key and its own certificate, made once."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kantor Contoh")])
    usage = x509.KeyUsage(True, True, *[False] * 7)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    built = built.public_key(key.public_key()).serial_number(0xC0FFEE)
    built = built.not_valid_before(FROM).not_valid_after(UNTIL).add_extension(usage, critical=True)
    made = built.sign(key, hashes.SHA256())
    path = Path(mkdtemp(prefix="sigap-test-kunci-")) / "kantor.p12"
    encryption = BestAvailableEncryption(PASSWORD.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"kantor", key, made, None, encryption))
    return path


def local_setup() -> Signing:
    """The settings of an office that signs with a key of its own."""
    return Signing(signer="local", p12=key_file(), p12_password=PASSWORD)


@dataclass
class AskingSigner:
    """Asks for a passphrase at each signing, as BSrE does. `fails` maps a request to a trouble.

    `meanwhile` is called once, while the first document is being signed.
    """

    key: str = "bsre"
    mark: str = "Dokumen ini ditandatangani secara elektronik untuk diuji."
    needs: tuple[str, ...] = ("passphrase",)
    signed: list[Request] = field(default_factory=list)
    fails: Callable[[Request], SigningTrouble | None] = lambda request: None
    meanwhile: Callable[[], object] | None = None

    def sign(self, request: Request, *, secret: Secret) -> Signed:
        """Sign with the local key once the passphrase is right."""
        if self.meanwhile is not None:
            now, self.meanwhile = self.meanwhile, None
            now()
        if trouble := self.fails(request):
            raise trouble
        if self.needs and secret.passphrase() != PASSPHRASE:
            raise wrong("passphrase")
        made = LocalSigner(local_setup()).sign(request, secret=Secret())
        self.signed.append(request)
        return Signed(made.content, self.key, made.subject, made.issuer, made.serial, UNTIL, "ref")

    def sign_many(
        self, requests: Sequence[Request], *, secret: Secret
    ) -> list[Signed | SigningTrouble]:
        """One after the other."""
        return [self._tried(each, secret) for each in requests]

    def _tried(self, request: Request, secret: Secret) -> Signed | SigningTrouble:
        try:
            return self.sign(request, secret=secret)
        except SigningTrouble as trouble:
            return trouble

    def check(self) -> str:
        """Always well."""
        return "siap"


def down(request: Request) -> SigningTrouble:
    """The service does not answer."""
    return SigningUnavailable("signing-down", words("Layanan tanda tangan tidak menjawab."))


def lost(request: Request) -> SigningTrouble:
    """The service signed, and its answer was lost."""
    return SigningUnavailable(
        "answer-lost", words("Jawabannya hilang."), maybe_signed=True, reference="dok-1"
    )


MOMENT = timedelta(minutes=4)
"""Longer than a signing under way keeps others out."""
