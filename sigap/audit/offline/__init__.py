"""What goes along with the record, for those who check it without this system."""

from pathlib import Path
from typing import Final

VERIFIER: Final = Path(__file__).with_name("verify_sigap.py")
"""The verifier: one file that needs nothing but Python."""
RECORD: Final = "catatan.jsonl"
SHEETS: Final = "lembar.jsonl"
"""The names under which the verifier looks for the entries and for the daily sheets."""
