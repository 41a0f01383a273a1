"""Reads the signatures of a file that anybody may have sent, within limits of time and memory.

A file can be made so that walking through it takes minutes or gigabytes; whoever sent it gets an
answer all the same, and the others theirs meanwhile. A small file is read here, under limits so
tight that it cannot keep us for more than a moment; a large one in a process of its own, which
costs about half a second.
"""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from sigap.documents.signers.keys import own_fingerprint
from sigap.documents.signers.reading import MOST_BYTES, Found, Unreadable, signatures_in, unpacking

SECONDS: Final = 10
MEGABYTES: Final = 768
SMALL: Final = 1024 * 1024
_TIGHT: Final = unpacking(2 * 1024 * 1024)
_MOMENTS: Final = ("signed_at", "not_after")


def signatures_of_stranger(content: bytes) -> list[Found]:
    """As `reading.signatures_in`, within SECONDS and MEGABYTES. Raises Unreadable beyond them."""
    if len(content) <= SMALL:
        return signatures_in(content, _TIGHT)
    if len(content) > MOST_BYTES or b"%PDF-" not in content[:1024]:
        raise Unreadable("not a PDF, or too large")
    roots = settings.SIGAP_SIGNING.roots
    told = {"roots": str(roots or ""), "seconds": SECONDS, "megabytes": MEGABYTES}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "sigap.documents.signers.aside"],
            input=json.dumps(told).encode() + b"\n" + content,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
            cwd=settings.BASE_DIR,
        )
        read = json.loads(ended.stdout) if ended.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        read = None
    if read is None:
        raise Unreadable("stopped: it would take too much to read")
    return [_found(each) for each in read]


def _found(told: dict[str, Any]) -> Found:
    moments = {name: _moment(told[name]) for name in _MOMENTS}
    found = Found(**told | moments)
    return replace(found, own_mark=bool(found.fingerprint) and _is_ours(found))


def _is_ours(found: Found) -> bool:
    return found.fingerprint == own_fingerprint()


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
