"""Where the bytes of papers and logos are kept: by what they are, beside the cases' files."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings


def path_of(digest: str) -> Path:
    """The place of content with this SHA-256 (hex)."""
    return Path(settings.MEDIA_ROOT) / "naskah" / digest[:2] / digest


def keep(content: bytes) -> str:
    """Store the content, whole or not at all; answers its SHA-256 in hex."""
    digest = sha256(content).hexdigest()
    target = path_of(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".part")
        partial.write_bytes(content)
        partial.replace(target)
    return digest
