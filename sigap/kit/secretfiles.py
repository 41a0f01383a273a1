"""Small secrets that an installation makes for itself, one file each, readable by it alone."""

import os
from collections.abc import Callable
from pathlib import Path


def stored(data_dir: Path, name: str, make: Callable[[], str]) -> str:
    """What stands in `data_dir`/`name`, made on first use; mode 600. Safe among processes."""
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
