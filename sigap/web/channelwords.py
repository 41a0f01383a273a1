"""How channels and the messages that leave by them are shown: a state, an address in words."""

import json
from urllib.parse import urlsplit

from sigap.domain.channels import WEB_PUSH
from sigap.domain.delivery import Trouble
from sigap.notifications.models import Channel, Message
from sigap.notifications.queries.channels import is_configured


def channel_state(row: Channel) -> str:
    """The key of the state (`states`) in which a channel is."""
    if not row.active:
        return "mati"
    if not is_configured(row):
        return "belum-lengkap"
    if row.trouble_kind == Trouble.THROTTLED:
        return "diperlambat"
    return "terganggu" if row.trouble_kind else "menyala"


def message_state(row: Message) -> str:
    """The key of the state in which a message is, the furthest that is known."""
    known = (
        ("gagal", row.failed_at),
        ("dilihat", row.seen_at),
        ("sampai", row.delivered_at),
        ("terkirim", row.sent_at),
    )
    return next((state for state, at in known if at), "menunggu")


def address_words(row: Message) -> str:
    """Where a message goes, as a person reads it: of a browser only whose service it is."""
    if not row.channel.startswith(WEB_PUSH):
        return row.address
    try:
        return urlsplit(json.loads(row.address)["endpoint"]).hostname or ""
    except (ValueError, KeyError, TypeError):
        return ""
