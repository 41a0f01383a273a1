"""The small secrets of an installation that its settings need."""

import secrets
from pathlib import Path

from sigap.kit.secretfiles import stored


def stored_key(data_dir: Path) -> str:
    """The installation's signing key, made on first use in `data_dir`/secret-key."""
    return stored(data_dir, "secret-key", lambda: secrets.token_urlsafe(50))


def demo_password(data_dir: Path) -> str:
    """The one password of the demo's people, made on first use in `data_dir`/demo-password."""
    return stored(data_dir, "demo-password", lambda: f"sigap-{secrets.token_hex(4)}")
