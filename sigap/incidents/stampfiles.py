"""Timestamps of daily sheets as files: each beside its sheet, under the same name."""

import os
from pathlib import Path

from sigap.audit.models import Stamp
from sigap.audit.queries.stamps import stamps


def write_stamp(row: Stamp, folder: Path) -> int:
    """Write one stamp, whole or not at all; one that is there stays. 1 where it was new. OSError.

    The name is that of the sheet's own file (`actions.sealing.file_name`), ending in .tst.
    """
    path = folder / f"lembar-{row.root.no:06}-{row.root.day.isoformat()}.tst"
    if path.exists():
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(bytes(row.token))
    partial.replace(path)
    return 1


def write_stamps(folder: Path) -> int:
    """Write every stamp into the folder; answers how many were new. OSError."""
    return sum(write_stamp(row, folder) for row in stamps())
