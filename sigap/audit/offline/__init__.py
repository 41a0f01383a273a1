"""What goes along with the record, for those who check it without this system."""

from pathlib import Path
from typing import Final

VERIFIER: Final = Path(__file__).with_name("verify_sigap.py")
"""The verifier: one file that needs nothing but Python."""
