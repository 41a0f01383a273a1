"""The key of the office's own: from a PKCS#12 file, or from a PKCS#11 token."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import x509
from django.conf import settings
from pyhanko.sign.signers import Signer, SimpleSigner

from sigap.domain.errors import words
from sigap.domain.signing import SigningUnavailable, name_of

try:
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    TOKENS = True
except ImportError:  # the optional part of pyHanko is not installed
    TOKENS = False


class KeySetup(Protocol):
    """Where the office's key is found (`config.environment_signing.Signing`).

    `token`, where it is not None, has `module`, `token`, `cert` and `pin`.
    """

    @property
    def p12(self) -> Path | None: ...
    @property
    def p12_password(self) -> str: ...
    @property
    def p12_password_file(self) -> Path | None: ...
    @property
    def token(self) -> Any: ...


@contextmanager
def unlocked(setup: KeySetup) -> Iterator[Signer]:
    """The key, ready to sign, until the block ends. Raises SigningUnavailable."""
    if setup.token is None:
        yield from_file(setup)
        return
    with _session(setup.token) as held:
        yield PKCS11Signer(held, cert_label=setup.token.cert)


def certificate(setup: KeySetup) -> x509.Certificate:
    """The certificate of the office's key. Raises SigningUnavailable."""
    with unlocked(setup) as key:
        found = key.signing_cert
        if found is None:
            raise unusable("sertifikatnya tidak ada")
        return found


def told_of(cert: x509.Certificate) -> dict[str, Any]:
    """Subject, issuer, serial number and end of a certificate, as `Signed` names them."""
    return {
        "subject": name_of(cert.subject.native),
        "issuer": name_of(cert.issuer.native),
        "serial": f"{cert.serial_number:x}",
        "not_after": cert.not_valid_after,
    }


def own_fingerprint() -> str:
    """The SHA-256 (hex) of this installation's own certificate; "" where there is no key."""
    setup = settings.SIGAP_SIGNING
    if setup.p12 is None and setup.token is None:
        return ""
    try:
        return _fingerprint_of_token(setup) if setup.token else _fingerprint(certificate(setup))
    except SigningUnavailable:
        return ""


@lru_cache(maxsize=1)
def _fingerprint_of_token(setup: Any) -> str:
    """Asked once in the life of a process: a token is slow, and its certificate stays."""
    return _fingerprint(certificate(setup))


def _fingerprint(cert: x509.Certificate) -> str:
    return str(cert.sha256.hex())


def expired(cert: x509.Certificate, at: datetime) -> SigningUnavailable | None:
    """Why this certificate does not sign at this moment, if it does not."""
    if cert.not_valid_before <= at <= cert.not_valid_after:
        return None
    return SigningUnavailable(
        "signing-key-expired",
        words("Sertifikat kunci kantor berlaku %(first)s sampai %(last)s; pasang yang berlaku."),
        first=f"{cert.not_valid_before:%Y-%m-%d}",
        last=f"{cert.not_valid_after:%Y-%m-%d}",
    )


def unusable(reason: str) -> SigningUnavailable:
    """The office's key cannot be used, and why; whoever runs the installation has to mend it."""
    return SigningUnavailable(
        "signing-key-unusable",
        words("Kunci tanda tangan kantor tidak dapat dipakai (%(reason)s); hubungi admin sistem."),
        reason=reason,
    )


def from_file(setup: KeySetup) -> SimpleSigner:
    """The key in the PKCS#12 file. Raises SigningUnavailable."""
    try:
        assert setup.p12 is not None
        changed = setup.p12.stat().st_mtime_ns
        password = setup.p12_password
        if setup.p12_password_file is not None:
            password = setup.p12_password_file.read_text(encoding="utf-8").rstrip("\r\n")
        return _loaded(setup.p12, changed, password)
    except OSError as error:
        raise unusable(f"{error.filename}: {error.strerror}") from None
    except (ValueError, AttributeError, TypeError):
        # Of a wrong password and of a broken file the library says the same.
        raise unusable(f"{setup.p12}: sandinya salah atau berkasnya rusak") from None


@lru_cache(maxsize=2)
def _loaded(place: Path, _changed: int, password: str) -> SimpleSigner:
    found: SimpleSigner = SimpleSigner.load_pkcs12_data(
        place.read_bytes(), other_certs=[], passphrase=password.encode() or None
    )
    return found


@contextmanager
def _session(setup: Any) -> Iterator[Any]:
    if not TOKENS:
        raise unusable("pustaka PKCS#11 belum dipasang: pip install 'pyhanko[pkcs11]'")
    try:
        held = open_pkcs11_session(
            str(setup.module), token_criteria=TokenCriteria(label=setup.token), user_pin=setup.pin
        )
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise unusable(f"token {setup.token}: {type(error).__name__}") from None
    try:
        yield held
    except PKCS11Error as error:
        raise unusable(f"token {setup.token}: {error or type(error).__name__}") from None
    finally:
        held.close()
