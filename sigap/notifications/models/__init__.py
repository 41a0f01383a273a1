"""Tables of what is told to people, and of the ways by which it reaches them."""

from sigap.notifications.models.incoming import Incoming, Source
from sigap.notifications.models.notices import Notice
from sigap.notifications.models.outbox import Channel, Delivery, Message
from sigap.notifications.models.routing import (
    Address,
    Deferred,
    Preference,
    PushSubscription,
    Rule,
)

__all__ = [
    "Address",
    "Channel",
    "Deferred",
    "Delivery",
    "Incoming",
    "Message",
    "Notice",
    "Preference",
    "PushSubscription",
    "Rule",
    "Source",
]
