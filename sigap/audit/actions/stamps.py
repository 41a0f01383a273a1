"""Writes of the timestamps beside the daily sheets."""

from datetime import datetime

from sigap.audit.models import Root, Stamp


def keep_stamp(root: Root, token: bytes, *, authority: str, stamped_at: datetime) -> None:
    """Keep the token (DER, RFC 3161) that vouches for this sheet; the first one of a sheet stays.

    `stamped_at` and `authority` are the moment and the server that the token names.
    """
    row = Stamp(root=root, token=token, authority=authority[:200], stamped_at=stamped_at)
    Stamp.objects.bulk_create([row], ignore_conflicts=True)
