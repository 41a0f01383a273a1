"""Tells a wrong user of SNMPv3 from a wrong password, which the library answers alike.

One question without authentication is sent in the user's name: an agent that does not know the
name says so in a report (usmStatsUnknownUserNames, RFC 3414 section 3.2).
"""

import asyncio
import socket
from typing import Final

_UNKNOWN_USER_NAMES: Final = bytes((0x2B, 6, 1, 6, 3, 15, 1, 1, 3))
_LARGEST: Final = 2048
_USER_SECURITY_MODEL: Final = 3
_REPORTABLE: Final = b"\x04"


def _wrapped(tag: int, content: bytes) -> bytes:
    size = len(content)
    head = bytes((tag, size)) if size < 128 else bytes((tag, 0x82, size >> 8, size & 0xFF))
    return head + content


def _number(value: int) -> bytes:
    return _wrapped(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def question(user: str, engine: bytes) -> bytes:
    """A GET of sysUpTime at level noAuthNoPriv, as one datagram (RFC 3412 section 6)."""
    name = _wrapped(0x06, bytes((0x2B, 6, 1, 2, 1, 1, 3, 0)))
    lines = _wrapped(0x30, _wrapped(0x30, name + b"\x05\x00"))
    pdu = _wrapped(0xA0, _number(1) + _number(0) + _number(0) + lines)
    scoped = _wrapped(0x30, _wrapped(0x04, engine) + _wrapped(0x04, b"") + pdu)
    texts = _wrapped(0x04, user.encode()) + _wrapped(0x04, b"") + _wrapped(0x04, b"")
    security = _wrapped(0x30, _wrapped(0x04, engine) + _number(0) + _number(0) + texts)
    header = _number(1) + _number(_LARGEST) + _wrapped(0x04, _REPORTABLE)
    header = _wrapped(0x30, header + _number(_USER_SECURITY_MODEL))
    return _wrapped(0x30, _number(3) + header + _wrapped(0x04, security) + scoped)


async def is_unknown_user(address: str, port: int, user: str, engine: bytes, wait: float) -> bool:
    """Whether the agent says that it knows no such user; False also when it says nothing.

    `wait` is in seconds. Nothing secret is sent.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    loop = asyncio.get_running_loop()
    with socket.socket(family, socket.SOCK_DGRAM) as ear:
        ear.setblocking(False)
        try:
            ear.connect((address, port))
            ear.send(question(user, engine))
            said = await asyncio.wait_for(loop.sock_recv(ear, _LARGEST), wait)
        except OSError:
            return False
    return _UNKNOWN_USER_NAMES in said
