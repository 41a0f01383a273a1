"""Reads about what people write from outside: who wrote, on what, and what waits for a person."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Lower

from sigap.domain.channels import TELEGRAM
from sigap.notifications.models import Address, Incoming, Message, Source
from sigap.notifications.received import Enclosure
from sigap.notifications.sources import mail_reading
from sigap.people.models import User

MOST_ENCLOSURES = 10


def open_letters() -> QuerySet[Incoming]:
    """What nobody has acted upon, oldest first."""
    return Incoming.objects.filter(handled_at=None).order_by("id")


def number_answered(channel: str, refers_to: Sequence[str]) -> str:
    """The case of the message of ours that is answered; "" when it answers none of them."""
    if not refers_to:
        return ""
    sent = Message.objects.filter(remote_id__in=list(refers_to)[:50]).exclude(number="")
    numbers = dict(sent.values_list("remote_id", "number"))
    return next((numbers[each] for each in refers_to if each in numbers), "")


def people_at(channel: str, sender: str) -> list[User]:
    """The people known to write from there, by name: an e-mail address, a chat, a number."""
    if not sender:
        return []
    active = User.objects.filter(is_active=True).order_by("name", "pk")
    if channel == mail_reading.CHANNEL:
        return list(active.annotate(lower=Lower("email")).filter(lower=sender.lower()))
    known = Address.objects.filter(channel=channel, value=sender).values("user")
    if channel == TELEGRAM:  # the number of a chat is easily typed; only its owner can link it
        known = known.exclude(verified_at=None)
    return list(active.filter(pk__in=known))


def reports_of_sender(sender: str, *, since: datetime) -> int:
    """How many reports one sender has made by writing since then."""
    made = Incoming.objects.filter(sender=sender, received_at__gte=since, outcome="laporan")
    return made.count()


def enclosures_of(row: Incoming) -> tuple[Enclosure, ...]:
    """The files that came with a message, the first few of them."""
    if row.channel != mail_reading.CHANNEL:
        return ()
    read = mail_reading.letter(bytes(row.raw), own_host="", own_address="")
    return read.enclosures[:MOST_ENCLOSURES]


def letters_waiting(*, limit: int) -> list[Incoming]:
    """What waits for a person, newest first, without the bytes it came as."""
    waiting = Incoming.objects.filter(outcome="menunggu").order_by("-id")
    return list(waiting.defer("raw")[:limit])


def letters_handled(*, limit: int) -> list[Incoming]:
    """What was handled lately, newest first, without the bytes it came as."""
    handled = Incoming.objects.exclude(outcome__in=("", "menunggu")).order_by("-id")
    return list(handled.defer("raw")[:limit])


def sources() -> list[Source]:
    """The ways in that have been looked at, and how the last look went."""
    return list(Source.objects.order_by("key"))
