"""A message from outside as it is understood before anybody acts on it."""

from dataclasses import dataclass
from enum import StrEnum


class Nature(StrEnum):
    """What kind of message it is: only what a person wrote is ever acted upon."""

    WRITTEN = "ditulis"
    AUTOMATIC = "otomatis"
    BOUNCE = "pantulan"
    ECHO = "gema"
    BROKEN = "rusak"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a bounce tells of one of our messages (RFC 3464): who never got it, and why.

    `message_id` is that of our message as it left, "" where the bounce does not say. `final` is
    false while the server there still tries.
    """

    address: str
    message_id: str
    reason: str
    final: bool


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a message; its name and content are what the sender says."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One message from outside.

    `remote_id` is what the channel calls it, `refers_to` the messages that it answers, nearest
    first. `text` is what the sender wrote, without what he quoted. `raw` is all that came.
    """

    channel: str
    remote_id: str
    sender: str
    sender_name: str
    subject: str
    text: str
    raw: bytes
    nature: Nature = Nature.WRITTEN
    refers_to: tuple[str, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
