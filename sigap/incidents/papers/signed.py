"""The signed copy of a paper: what is handed out in place of the unsigned drawing."""

from collections.abc import Sequence

from sigap.documents.models import BY_HAND, Signature
from sigap.documents.storage import path_of


def signed_content(signatures: Sequence[Signature]) -> bytes:
    """The electronically signed bytes with every signature so far; empty where there is none."""
    made = [row for row in signatures if row.sha256 and row.provider != BY_HAND]
    return path_of(made[-1].sha256).read_bytes() if made else b""
