"""Draws with a template that an office wrote, in a process of its own that is held to limits.

Such a template can loop or pile up memory, by mistake or not; whoever asked for the drawing must
get an answer all the same. A process more costs about 30 ms.
"""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

SECONDS: Final = 10
MEGABYTES: Final = 512
_NO_NETWORK: Final = dict.fromkeys(
    ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"),
    "http://127.0.0.1:9",
)
_CHILD: Final = Path(__file__).with_name("child.py")
# "┌─ ../../tmp/sigap-naskah-x/main.typ:12:3": the first place that Typst names.
_PLACE: Final = re.compile(r"┌─ \S*?([^/\s]+):(\d+):\d+")


class NotDrawn(Exception):
    """The template cannot be drawn with these facts; the message says why.

    `line` counts from 1 in the file `file` ("main.typ" is the template itself); 0 where no place
    is known.
    """

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.file, self.line = file, line


class BeyondLimits(NotDrawn):
    """The drawing was stopped: it took more time or memory than a paper ever needs."""


def not_drawn(message: str, hints: Iterable[str], diagnostic: str) -> NotDrawn:
    """What Typst said, as one sentence with the place it belongs to."""
    found = _PLACE.search(diagnostic)
    told = f"{message} {' '.join(hints)}".strip()
    return NotDrawn(told, found[1], int(found[2])) if found else NotDrawn(told)


def compile_confined(sources: Mapping[str, str], options: Mapping[str, Any]) -> list[bytes]:
    """The files that Typst makes of these sources; at most SECONDS and MEGABYTES.

    Raises NotDrawn, BeyondLimits where a limit was reached.
    """
    told = {"sources": dict(sources), "options": dict(options), "megabytes": MEGABYTES}
    try:
        ended = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=json.dumps(told).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=options["root"],
            # One thread: memory is counted for all of them. A proxy that is not there: Typst would
            # fetch a package that a template imports.
            env={"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", **_NO_NETWORK},
        )
    except subprocess.TimeoutExpired:
        raise BeyondLimits(f"stopped after {SECONDS} seconds") from None
    if ended.returncode:
        raise BeyondLimits(f"stopped at {MEGABYTES} MB of memory")
    answer = json.loads(ended.stdout)
    if "message" in answer:
        raise not_drawn(answer["message"], answer["hints"], answer["diagnostic"])
    return [base64.b64decode(each) for each in answer["made"]]
