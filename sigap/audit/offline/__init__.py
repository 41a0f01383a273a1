"""What goes along with the record, for those who check it without this system."""

import re
from pathlib import Path
from typing import Final

VERIFIER: Final = "verify_sigap.py"
"""The verifier: one file that needs nothing but Python."""
RECORD: Final = "catatan.jsonl"
SHEETS: Final = "lembar.jsonl"
STAMPS: Final = "stempel"
"""The names under which the verifier looks for entries, daily sheets and their stamps."""

_PART: Final = re.compile(r"^from sigap\.audit\.offline\.(\w+) import .*\n", re.MULTILINE)


def verifier() -> str:
    """The verifier as it leaves: its parts, which lie beside it here, put in where named."""
    folder = Path(__file__).parent
    text = (folder / VERIFIER).read_text(encoding="utf-8")
    return _PART.sub(lambda part: (folder / f"{part[1]}.py").read_text(encoding="utf-8"), text)
