"""The key that signs the daily sheets: Ed25519, made once, kept in the data directory."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from sigap.kit.secretfiles import stored

NAME = "record-key"


def public_key() -> str:
    """The public half in hex (64 digits), for whoever is to check our sheets."""
    return _key().public_key().public_bytes_raw().hex()


def sign(text: bytes) -> str:
    """The signature of this text in hex (128 digits)."""
    return _key().sign(text).hex()


def signed(key: str, text: bytes, signature: str) -> bool:
    """Whether this signature of this text was made with the key (all hex); False for nonsense."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key() -> Ed25519PrivateKey:
    made = stored(
        settings.SIGAP_DATA_DIR,
        NAME,
        lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex(),
    )
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(made))
