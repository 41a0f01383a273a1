"""A certificate authority for tests: a root, certificates of persons and of servers of time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key."""

    key: rsa.RSAPrivateKey
    cert: x509.Certificate

    @property
    def asn1(self) -> asn1_x509.Certificate:
        """The certificate as pyHanko takes it."""
        return asn1_x509.Certificate.load(self.cert.public_bytes(Encoding.DER))

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        """The key as pyHanko takes it."""
        der = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return asn1_keys.PrivateKeyInfo.load(der)


class Authority:
    """Issues certificates; `name` tells several authorities apart."""

    def __init__(self, name: str = "Otoritas Uji") -> None:
        self._now = datetime.now(UTC)
        key = _key()
        self.root = Issued(key, self._certificate(name, key, None, key, ca=True))

    @property
    def pem(self) -> bytes:
        """The root, as SIGAP_SIGNER_ROOTS wants it."""
        return self.root.cert.public_bytes(Encoding.PEM)

    def issue(self, name: str, *, days: int = 365, stamps: bool = False) -> Issued:
        """A certificate that runs out after this many days; negative: it has run out already."""
        key = _key()
        cert = self._certificate(name, key, self.root.cert, self.root.key, days=days, stamps=stamps)
        return Issued(key, cert)

    def signer(self, issued: Issued) -> SimpleSigner:
        """What pyHanko signs with, the root with it."""
        known = SimpleCertificateStore()
        known.register(self.root.asn1)
        return SimpleSigner(issued.asn1, issued.asn1_key, known)

    def p12(self, issued: Issued, place: Path, password: str) -> Path:
        """The same as a PKCS#12 file."""
        place.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"kunci",
                issued.key,
                issued.cert,
                [self.root.cert],
                BestAvailableEncryption(password.encode()),
            )
        )
        return place

    def _certificate(
        self,
        name: str,
        key: rsa.RSAPrivateKey,
        issuer: x509.Certificate | None,
        by: rsa.RSAPrivateKey,
        *,
        days: int = 3650,
        ca: bool = False,
        stamps: bool = False,
    ) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        until = self._now + days * DAY
        building = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(min(self._now, until) - 400 * DAY)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(_usage(ca), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )
        if stamps:
            only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            building = building.add_extension(only, critical=True)
        return building.sign(by, hashes.SHA256())


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _usage(ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
