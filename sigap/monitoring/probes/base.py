"""What every kind of probe is given and what it answers: a target, and one frozen reading of it."""

import asyncio
import errno
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from statistics import median
from typing import Any, Final

from sigap.domain.answers import Answer
from sigap.domain.deviceview import DeviceView
from sigap.domain.evidence import RawOutput

MOST_DETAIL: Final = 200


class Kind(StrEnum):
    """The kinds of probe that this room has itself."""

    ICMP = "icmp"
    TCP = "tcp"
    HTTP = "http"
    HTTPS = "https"
    DNS = "dns"
    NTP = "ntp"
    SNMP = "snmp"
    SSH = "ssh"


MANAGEMENT: Final = (Kind.SNMP, Kind.SSH)
"""What asks a device of itself, with a credential: asked by the centre alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be asked: an address out of the inventory, how, and with which settings.

    `key` is whatever the caller finds his target by again. `access` is what opens it for the kinds
    of MANAGEMENT (`probes.management`): it is never shown, written or sent anywhere.
    """

    key: int
    kind: str
    address: str
    options: Mapping[str, Any] = field(default_factory=dict)
    access: object = field(default=None, repr=False, compare=False)

    @property
    def ip(self) -> IPv4Address | IPv6Address | None:
        """The address, None where the inventory has none that can be asked."""
        return usable(self.address)


@dataclass(frozen=True, slots=True)
class Told:
    """What a device told of itself: the picture, what it was made of, the key its SSH showed."""

    view: DeviceView
    raw: tuple[RawOutput, ...]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one target answered at `at` (the moment its round began).

    `trips` are seconds of the packets that came back, in their order, of `sent` that were sent;
    a kind that asks once has one. `detail` says for people what the answer word leaves open, `raw`
    holds what else was measured, `told` what a device told of itself when it was asked for that.
    """

    target: Target
    at: datetime
    answer: Answer
    sent: int = 1
    trips: tuple[float, ...] = ()
    detail: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)
    told: Told | None = field(default=None, repr=False, compare=False)

    @property
    def lost(self) -> int:
        """How many did not come back."""
        return self.sent - len(self.trips)

    @property
    def loss(self) -> float:
        """The share that did not come back, 0 to 1."""
        return self.lost / self.sent if self.sent else 0.0

    @property
    def rtt(self) -> float | None:
        """The middle round trip in seconds; None when nothing came back."""
        return median(self.trips) if self.trips else None


@lru_cache(maxsize=32_768)
def usable(address: str) -> IPv4Address | IPv6Address | None:
    """A host's address out of the inventory, None for none, a network's or everybody's.

    What the inventory holds is typed by people: a group or broadcast address would make many
    hosts answer one question.
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return None
    odd = found.is_multicast or found.is_unspecified or address == "255.255.255.255"
    return None if odd else found


def unusable(target: Target, at: datetime) -> Reading:
    """The reading of a target without an address that can be asked."""
    return Reading(target, at, Answer.UNUSABLE, sent=0, detail=target.address[:MOST_DETAIL])


_BY_ERRNO: Final = {
    errno.ECONNREFUSED: Answer.REFUSED,
    errno.ECONNRESET: Answer.REFUSED,
    errno.ENETUNREACH: Answer.NO_ROUTE,
    errno.EHOSTUNREACH: Answer.NO_ROUTE,
    errno.ENETDOWN: Answer.NO_ROUTE,
    errno.EHOSTDOWN: Answer.NO_ROUTE,
    errno.ETIMEDOUT: Answer.TIMEOUT,
}
# What is our own want, never the target's: sockets, memory, ports, or leave to send at all.
_OURS: Final = (
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOBUFS,
    errno.ENOMEM,
    errno.EADDRNOTAVAIL,
    errno.EPERM,
    errno.EACCES,
)


def answer_of(error: BaseException) -> Answer:
    """What this failure of a conversation means."""
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return Answer.TIMEOUT
    if isinstance(error, ssl.SSLError | EOFError | ValueError):
        return Answer.BAD_ANSWER
    number = error.errno if isinstance(error, OSError) else None
    if number in _OURS:
        return Answer.PROBER_BROKEN
    return _BY_ERRNO.get(number or 0, Answer.BAD_ANSWER)
