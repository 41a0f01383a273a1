"""Which way out opens a channel of which kind."""

from collections.abc import Callable, Mapping
from typing import Final

from sigap.domain import channels
from sigap.notifications.models import Channel
from sigap.notifications.transports.browser import Push
from sigap.notifications.transports.mail import Mailer
from sigap.notifications.transports.services import Service
from sigap.notifications.transports.sms import Gateway
from sigap.notifications.transports.telegram import Bot
from sigap.notifications.transports.way import Transport
from sigap.notifications.transports.webhook import Hook
from sigap.notifications.transports.whatsapp import Business

_WAYS: Final[Mapping[str, Callable[[Channel], Transport]]] = {
    channels.EMAIL: Mailer,
    channels.TELEGRAM: Bot,
    channels.WHATSAPP: Business,
    channels.WEB_PUSH: Push,
    channels.WEBHOOK: Hook,
    channels.SMS: Gateway,
    channels.APPRISE: Service,
}


def opened(channel: Channel) -> Transport:
    """The way out of this channel; nothing is connected before the first message."""
    return _WAYS[channel.kind](channel)
