"""Keeps the signing key of an installation that was given none, in its data directory."""

import os
import secrets
from pathlib import Path


def stored_key(data_dir: Path) -> str:
    """The installation's key, made on first use in `data_dir`/secret-key with mode 600."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "secret-key"
    if not path.exists():
        # Web and worker start together: the first link wins, the other reads what is there.
        draft = path.with_name(f".{path.name}-{os.getpid()}")
        with open(draft, "x", opener=_private) as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
