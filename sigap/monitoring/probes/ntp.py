"""NTP: one exchange of 48 bytes (RFC 5905), and how far this server's clock is from ours."""

import struct
from datetime import datetime
from time import time
from typing import Final

from sigap.domain.answers import Answer
from sigap.monitoring.probes import udp
from sigap.monitoring.probes.base import Reading, Target, answer_of
from sigap.monitoring.probes.tcp import port_of

PATIENCE: Final = 3.0
_PACKET: Final = struct.Struct("!BBbb3I4Q")
_CLIENT: Final = (0 << 6) | (4 << 3) | 3
_SERVER_MODE: Final = 4
_ALARM: Final = 3
# Seconds between 1900, where NTP counts from, and 1970.
_EPOCH: Final = 2_208_988_800


async def exchange(target: Target, *, at: datetime) -> Reading:
    """One question and its answer. `raw` has stratum and offset (their clock minus ours, in
    seconds); a server that says it has no time itself, or answers something else, is a bad answer.
    """
    sent = time()
    stamp = _stamp(sent)
    packet = _PACKET.pack(_CLIENT, 0, 4, -20, 0, 0, 0, 0, 0, 0, stamp)
    try:
        port = port_of(target.options, 123)
        data, trip = await udp.exchange(str(target.ip), port, packet, PATIENCE)
    except (OSError, ValueError) as error:
        return Reading(target, at, answer_of(error))
    return _meaning(target, data, (sent, trip, stamp), at)


def _meaning(target: Target, data: bytes, asked: tuple[float, float, int], at: datetime) -> Reading:
    sent, trip, stamp = asked
    if len(data) < _PACKET.size:
        return Reading(target, at, Answer.BAD_ANSWER, trips=(trip,), detail="short")
    first, stratum, _, _, _, _, reference, _, origin, received, given = _PACKET.unpack_from(data)
    if first & 7 != _SERVER_MODE or origin != stamp:
        return Reading(target, at, Answer.BAD_ANSWER, trips=(trip,), detail="not ours")
    if stratum == 0:
        # A "kiss of death": the four letters say why it will not serve us.
        said = struct.pack("!I", reference).decode("ascii", "replace")
        answer = Answer.REFUSED if said in ("DENY", "RSTR") else Answer.BAD_ANSWER
        return Reading(target, at, answer, trips=(trip,), detail=said.strip("\0"))
    offset = ((_seconds(received) - sent) + (_seconds(given) - (sent + trip))) / 2
    raw = {"stratum": stratum, "offset": round(offset, 6)}
    unsure = first >> 6 == _ALARM or stratum >= 16
    answer = Answer.BAD_ANSWER if unsure else Answer.OK
    return Reading(target, at, answer, trips=(trip,), detail=f"stratum {stratum}", raw=raw)


def _stamp(seconds: float) -> int:
    return int((seconds + _EPOCH) * 2**32) & (2**64 - 1)


def _seconds(stamp: int) -> float:
    return stamp / 2**32 - _EPOCH
