"""Keeps small secrets of an installation that were made for it, in its data directory."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def stored_key(data_dir: Path) -> str:
    """The installation's signing key, made on first use in `data_dir`/secret-key."""
    return _stored(data_dir, "secret-key", lambda: secrets.token_urlsafe(50))


def demo_password(data_dir: Path) -> str:
    """The one password of the demo's people, made on first use in `data_dir`/demo-password."""
    return _stored(data_dir, "demo-password", lambda: f"sigap-{secrets.token_hex(4)}")


def _stored(data_dir: Path, name: str, make: Callable[[], str]) -> str:
    """What stands in this file, made on first use; readable by its owner alone (mode 600)."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / name
    if not path.exists():
        # Web and worker start together: the first link wins, the other reads what is there.
        draft = path.with_name(f".{path.name}-{os.getpid()}")
        with open(draft, "x", opener=_private) as file:
            file.write(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
