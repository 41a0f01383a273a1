"""What devices write, made one: texts, hardware addresses, speeds, lengths of time, power."""

import math
import re
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final

LONGEST_TEXT: Final = 1024

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HEX: Final = re.compile(r"[0-9a-f]{12}")
_MAC_PARTS: Final = re.compile(r"[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_SPEED: Final = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[kmgt]?)(?:b(?:it)?(?:p?s|/s(?:ec)?|/sec)?)?", re.I
)
_SCALE: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
# "2 years, 3 weeks, 1 day, 4 hours, 5 minutes", "3w1d4h", "1w2d03:04:05", "19 days, 16:25:40.09"
_LENGTHS: Final = re.compile(
    r"(?P<count>\d+)\s*(?P<unit>years?|y(?=\d|$)|weeks?|w(?=\d|$|\s)|days?\(?s?\)?|d(?=\d|$|\s)|"
    r"hours?|h(?=\d|$|\s)|minutes?|min(?:s)?|m(?=\d|$|\s)|seconds?|s(?=\d|$|\s))",
    re.I,
)
_CLOCK: Final = re.compile(r"(?<![\d:])(\d+):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?![\d:])")
_DAYS: Final = {"y": 365.0, "w": 7.0, "d": 1.0, "h": 1 / 24, "m": 1 / 1440, "s": 1 / 86400}


def text_of(value: object) -> str:
    """A value as a text that can be shown: UTF-8 where it is, else Latin-1; nothing unprintable.

    The quotation marks in which some recorders and agents put every text are taken off.
    """
    told = "" if value is None else value
    text = _decoded(told) if isinstance(told, bytes) else str(told)
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    text = text.strip()[:LONGEST_TEXT]
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    return text


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def whole_of(value: object) -> int | None:
    """A whole number, also where an agent sends it as a text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    if isinstance(value, bytes | str):
        match = _NUMBER.match(text_of(value))
        return int(float(match[0])) if match and len(match[0]) < 25 else None
    return None


def number_of(value: object) -> float | None:
    """A number with a fraction; None for anything that is none ("N/A", "-inf")."""
    if isinstance(value, bytes | str):
        match = _NUMBER.match(text_of(value))
        return float(match[0]) if match and len(match[0]) < 25 else None
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None


def mac_of(value: object) -> str:
    """A hardware address as "00:1b:2c:3d:4e:5f"; "" for none and for the address of all zeros."""
    if isinstance(value, bytes) and len(value) == 6:
        digits = value.hex()
    else:
        text = text_of(value).lower()
        if _MAC_PARTS.fullmatch(text):
            text = "".join(part.zfill(2) for part in re.split("[:-]", text))
        digits = re.sub("[^0-9a-z]", "", text)
    if not _HEX.fullmatch(digits) or digits == "0" * 12:
        return ""
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def address_of(value: object) -> str:
    """An IPv4 or IPv6 address in its usual spelling; "" for none and for 0.0.0.0 or ::."""
    raw: bytes | str = value if isinstance(value, bytes) and len(value) in (4, 16) else ""
    try:
        address = ip_address(raw or text_of(value).partition("%")[0].partition("/")[0])
    except ValueError:
        return ""
    return "" if address.is_unspecified else str(address)


def prefix_of(network: str, mask: object) -> str:
    """A destination as prefix, from an address and a mask or a length; "" when it is none."""
    try:
        return str(ip_network(f"{network}/{mask}", strict=False))
    except ValueError:
        return ""


def length_of(mask: object) -> int | None:
    """How many bits a mask has ("255.255.255.0" is 24); None for a mask with holes."""
    prefix = prefix_of("0.0.0.0", mask)
    return int(prefix.rpartition("/")[2]) if prefix else None


def speed_of(text: object) -> int | None:
    """A speed in bits a second from "1000Mb/s", "10 Gbit", "100000"; None for "auto"."""
    match = _SPEED.fullmatch(text_of(text))
    if match is None:
        return None
    return int(float(match["number"]) * _SCALE[match["unit"].lower()]) or None


def told_speed(speed: object, high_speed: object) -> int | None:
    """ifSpeed (bits, stops at 2^32) and ifHighSpeed (megabits) as one figure in bits a second.

    IF-MIB: ifHighSpeed is meant for everything above 20 Mbit/s; some agents leave it at 0.
    """
    high, plain = whole_of(high_speed) or 0, whole_of(speed) or 0
    # A slow line is told exactly by ifSpeed, and rounded to 0 or 1 by ifHighSpeed.
    if high > 0 and not (0 < plain < 20_000_000 and abs(plain - high * 10**6) < 10**6):
        return high * 10**6
    return plain if 0 < plain < 2**32 - 1 else (high * 10**6 or None)


def lasting(text: object) -> timedelta | None:
    """A length of time as devices write it ("2w3d", "1 day, 4:05"); None when it is none."""
    words = text_of(text)
    days = sum(
        int(part["count"][:7]) * _DAYS[part["unit"][0].lower()] for part in _LENGTHS.finditer(words)
    )
    clock = _CLOCK.search(words)
    if clock is None and not _LENGTHS.search(words):
        return None
    seconds = 0
    if clock is not None:
        seconds = int(clock[1][:7]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    return timedelta(seconds=round(days * 86400) + seconds)


def ticks(value: object) -> timedelta | None:
    """TimeTicks (hundredths of a second) as a length of time."""
    hundredths = whole_of(value)
    if hundredths is None or not 0 <= hundredths < 2**63:
        return None
    return timedelta(milliseconds=min(hundredths, 2**40) * 10)


def dbm_of_milliwatts(milliwatts: float | None) -> float | None:
    """Optical power in dBm; darkness (0 mW) is told as -40, the floor that modules measure."""
    if milliwatts is None or milliwatts < 0:
        return None
    return -40.0 if milliwatts < 0.0001 else round(10 * math.log10(milliwatts), 2)
