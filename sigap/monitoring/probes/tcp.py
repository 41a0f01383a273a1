"""TCP: does a port accept, refuse, or say nothing at all."""

import asyncio
import errno
from collections.abc import Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import Any, Final

from sigap.domain.answers import Answer
from sigap.monitoring.probes.base import Reading, Target, answer_of

PATIENCE: Final = 3.0
# Ports that nearly every managed device either serves or refuses; a refusal is a sign of life too.
SIGNS_OF_LIFE: Final = (22, 443, 80)
_ALIVE: Final = (errno.ECONNREFUSED, errno.ECONNRESET)


async def connect(target: Target, *, at: datetime) -> Reading:
    """One connection to `options["port"]`, closed at once."""
    port = port_of(target.options)
    begun = perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(str(target.ip), port)
    except (OSError, TimeoutError) as error:
        return Reading(target, at, answer_of(error), raw={"port": port})
    trip = perf_counter() - begun
    writer.close()
    return Reading(target, at, Answer.OK, trips=(trip,), raw={"port": port})


async def lives(address: str, ports: Sequence[int] = SIGNS_OF_LIFE) -> int | None:
    """The port by which a host that answers no echo showed that it lives, None when none did.

    Accepting and refusing both count; all ports are tried at once, for one second.
    """

    async def one(port: int) -> int | None:
        try:
            async with asyncio.timeout(1.0):
                _, writer = await asyncio.open_connection(address, port)
        except TimeoutError:
            return None
        except OSError as error:
            return port if error.errno in _ALIVE else None
        writer.close()
        return port

    found = await asyncio.gather(*(one(port) for port in ports))
    return next((port for port in found if port is not None), None)


def port_of(options: Mapping[str, Any], usual: int = 0) -> int:
    """The port out of a check's settings. ValueError for none that exists."""
    port = int(options.get("port") or usual)
    if not 0 < port < 65_536:
        raise ValueError("no such port")
    return port
