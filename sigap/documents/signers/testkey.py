"""A key for trying signatures out: self-signed, named so that nobody takes it for a real one."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

NAME: Final = "KUNCI UJI SIGAP (bukan untuk naskah resmi)"
_LIFE: Final = timedelta(days=365)


def make_key(place: Path, *, at: datetime) -> str:
    """Write a PKCS#12 file, good for a year, readable by its owner alone; answers its password.

    Raises FileExistsError rather than writing over a key.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + _LIFE)
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(key, hashes.SHA256())
    )
    password = secrets.token_urlsafe(18)
    closed = BestAvailableEncryption(password.encode())
    content = pkcs12.serialize_key_and_certificates(b"sigap", key, cert, None, closed)
    place.touch(mode=0o600, exist_ok=False)
    place.write_bytes(content)
    return password
