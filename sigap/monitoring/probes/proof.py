"""The prober proves itself before it says anything of others: loopback, then a known-good target.

Loopback shows that this machine lets us send and hear at all; the known-good target (what stands
next to this prober, its own gateway) shows that it is connected. What cannot be proved is told as
"prober broken", never as an outage.
"""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sigap.domain.answers import Answer
from sigap.domain.errors import words
from sigap.monitoring.probes import icmp, tcp
from sigap.monitoring.probes.base import Kind, Target, usable

LOOPBACK: Final = "127.0.0.1"
_QUICK: Final = icmp.Pings(count=2, spacing=0.1, patience=0.7)

NO_ICMP: Final = words("Mesin ini tidak mendapat soket ICMP atau loopback-nya tidak menjawab.")
NO_TCP: Final = words("Mesin ini tidak dapat membuka koneksi, bahkan ke dirinya sendiri.")
CUT_OFF: Final = words("Sasaran pembanding tidak menjawab: pemeriksa ini terputus dari jaringan.")


@dataclass(frozen=True, slots=True)
class Proof:
    """What the prober showed of itself: ICMP and TCP over loopback, and the way out.

    `connected` is None where no known-good target is set.
    """

    icmp: bool
    tcp: bool
    connected: bool | None

    def holds_for(self, kind: str) -> bool:
        """Whether silence heard by a probe of this kind may be told as silence."""
        own = self.icmp if kind == Kind.ICMP else self.tcp
        return own and self.connected is not False

    @property
    def trouble(self) -> str:
        """What is wrong with the prober, as a sentence to be translated; "" for nothing."""
        if self.connected is False:
            return CUT_OFF
        return "" if self.icmp and self.tcp else NO_ICMP if self.tcp else NO_TCP


def prove(known_good: Sequence[str] = (), *, at: datetime) -> Proof:
    """Ask loopback and the known-good targets; one of these is enough. Takes a second at most."""
    good = [address for address in known_good if usable(address)]
    asked = [Target(n, Kind.ICMP, address) for n, address in enumerate((LOOPBACK, *good))]
    own, *others = [reading.answer for reading in icmp.ping(asked, at=at, how=_QUICK)]
    connected = Answer.OK in others or (bool(good) and asyncio.run(_any_lives(good)))
    return Proof(own is Answer.OK, _talks_to_itself(), connected if good else None)


async def _any_lives(addresses: Sequence[str]) -> bool:
    found = await asyncio.gather(*(tcp.lives(address) for address in addresses))
    return any(port is not None for port in found)


def _talks_to_itself() -> bool:
    try:
        with (
            closing(socket.create_server((LOOPBACK, 0), backlog=1)) as server,
            closing(socket.create_connection(server.getsockname(), timeout=1)),
        ):
            return True
    except OSError:
        return False
