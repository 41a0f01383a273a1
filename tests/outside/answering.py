"""Servers that answer well and badly, each on a port of its own, run as a program.

HTTP and HTTPS (with certificates that are good, expired, soon over, for another name), DNS, NTP,
and TCP ports that say nothing or nonsense. Prints one line of JSON: the port of each by its name.
"""

import asyncio
import json
import ssl
import struct
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NTP = struct.Struct("!BBbb3I4Q")
# By name: the days the certificate has left, and the name it is made out for.
CERTIFICATES = {
    "https": (90, "siap.example"),
    "https-expired": (-2, "siap.example"),
    "https-soon": (3, "siap.example"),
    "https-other": (90, "lain.example"),
}
STATUSES = {"/": 200, "/pindah": 302, "/rahasia": 401, "/rusak": 502, "/besar": 200}

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One answer of HTTP, by its path; "/besar" never stops sending headers."""
    asked = await reader.readline()
    path = asked.split(b" ")[1].decode() if asked.count(b" ") == 2 else "/"
    writer.write(f"HTTP/1.1 {STATUSES.get(path, 404)} Said\r\n".encode())
    while path == "/besar":
        writer.write(b"X-More: " + b"x" * 60_000 + b"\r\n")
        await writer.drain()
    writer.write(b"Content-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def nonsense(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An answer that is no HTTP, in one endless line."""
    for _ in range(64):
        writer.write(b"\xff\x00 bukan HTTP " * 400)
        await writer.drain()
    writer.close()


async def nothing(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accepts, and never says a word."""
    await asyncio.sleep(3600)


class Datagrams(asyncio.DatagramProtocol):
    """Answers each datagram with what `say` makes of it, if anything."""

    def __init__(self, say: Callable[[bytes], bytes | None]) -> None:
        self.say = say

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        if said := self.say(data):
            self.transport.sendto(said, address)  # type: ignore[attr-defined]


def names(data: bytes) -> bytes:
    """DNS: "ada.example" has an address, "tolak.example" is refused, all else is unknown."""
    query = dns.message.from_wire(data)
    said = dns.message.make_response(query)
    asked = query.question[0]
    if str(asked.name) == "ada.example.":
        said.answer.append(dns.rrset.from_text(asked.name, 60, "IN", "A", "192.0.2.7"))
    else:
        refused = str(asked.name) == "tolak.example."
        said.set_rcode(dns.rcode.REFUSED if refused else dns.rcode.NXDOMAIN)
    return said.to_wire()


def hour(stratum: int, *, alarm: bool = False, echo: bool = True) -> Callable[[bytes], bytes]:
    """NTP, half a second ahead; without `echo` as if somebody else had asked."""

    def say(data: bytes) -> bytes:
        stamp = int((time.time() + 0.5 + 2_208_988_800) * 2**32)
        origin = NTP.unpack(data)[10] if echo else 7
        first = (3 if alarm else 0) << 6 | 4 << 3 | 4
        reference = struct.unpack("!I", b"DENY")[0] if stratum == 0 else 1
        return NTP.pack(first, stratum, 4, -20, 0, 0, reference, stamp, origin, stamp, stamp)

    return say


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    """A context with a certificate of its own making."""
    days, host = CERTIFICATES[name]
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def main() -> None:
    """Listen on all of them until killed, or until nobody holds our standard input any more."""
    ports: dict[str, int] = {}

    async def listen(name: str, talk: Talk, context: ssl.SSLContext | None = None) -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
        ports[name] = server.sockets[0].getsockname()[1]

    with tempfile.TemporaryDirectory() as folder:
        for name in CERTIFICATES:
            await listen(name, web, certificate(Path(folder), name))
    for name, talk in (("http", web), ("nonsense", nonsense), ("nothing", nothing)):
        await listen(name, talk)
    loop = asyncio.get_running_loop()
    told = {"dns": names, "ntp": hour(2), "ntp-unsure": hour(16, alarm=True)}
    told |= {"ntp-deny": hour(0), "ntp-other": hour(2, echo=False)}
    told |= {"udp-short": lambda _: b"x", "udp-silent": lambda _: None}
    for name, say in told.items():
        line, _ = await loop.create_datagram_endpoint(
            lambda say=say: Datagrams(say), local_addr=("127.0.0.1", 0)
        )
        ports[name] = line.get_extra_info("sockname")[1]
    print(json.dumps(ports), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
