"""Reads of what is told: a person's notices, the outbox, the ways out."""

from sigap.notifications.queries.channels import channel, channels, web_push_public_key
from sigap.notifications.queries.notices import notices, unseen_count
from sigap.notifications.queries.outbox import due, given_up, waiting

__all__ = [
    "channel",
    "channels",
    "due",
    "given_up",
    "notices",
    "unseen_count",
    "waiting",
    "web_push_public_key",
]
