"""Daily sheets get a moment that others vouch for (RFC 3161), kept beside sheet and file."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from sigap.audit.actions.stamps import keep_stamp
from sigap.audit.queries.stamps import newest_stamps, unstamped_root
from sigap.documents.signers.trust import NoTimestamp, read_timestamp, timestamp
from sigap.incidents.stampfiles import write_stamp

logger = logging.getLogger(__name__)

# What was written once stays; a folder that was away for longer gets the rest by hand.
_LOOKED_AT: Final = 31


def stamp_sheets(*, at: datetime) -> int:
    """Have the newest sheet stamped, and put new stamps into the office's folder; how many.

    Without SIGAP_TSA_URL nothing is asked. What fails is tried again in the next round.
    """
    done = _stamp_newest(settings.SIGAP_SIGNING.tsa_url)
    if folder := settings.SIGAP_ANCHOR_DIR:
        done += _hand_out(Path(folder))
    return done


def _stamp_newest(url: str) -> int:
    root = unstamped_root() if url else None
    if root is None:
        return 0
    digest = bytes.fromhex(root.digest)
    try:
        token = timestamp(url, digest)
        told = read_timestamp(token, digest)
    except NoTimestamp as error:
        logger.warning("sheet %s got no timestamp: %s", root.no, error)
        return 0
    keep_stamp(root, token, authority=told.authority, stamped_at=told.at)
    return 1


def _hand_out(folder: Path) -> int:
    try:
        return sum(write_stamp(row, folder) for row in newest_stamps(_LOOKED_AT))
    except OSError as error:
        logger.warning("a timestamp could not be written: %s", error.strerror)
        return 0
