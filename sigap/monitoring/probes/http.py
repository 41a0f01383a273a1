"""HTTP and HTTPS: one GET without following anything, and what the certificate says.

Only the status line and the headers are read, at most 64 KB of them; the address is the
inventory's, `options["name"]` is only the name that is asked for there.
"""

import asyncio
import re
import ssl
from datetime import datetime
from time import perf_counter
from typing import Any, Final

from sigap.domain.answers import Answer
from sigap.monitoring.probes import certificates
from sigap.monitoring.probes.base import MOST_DETAIL, Kind, Reading, Target, answer_of
from sigap.monitoring.probes.tcp import port_of

PATIENCE: Final = 6.0
_MOST_HEADERS: Final = 64 * 1024
_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: |\r|$)")
_UNSAFE: Final = re.compile(r"[^\x21-\x7e]")


async def fetch(target: Target, *, at: datetime) -> Reading:
    """One GET of `options["path"]`: 2xx and 3xx are well, 401 and 403 are wrong credentials.

    `options`: port, name (Host and SNI; the address when left out), path, trust ("public" when the
    certificate must come from an authority that this machine trusts; devices sign their own).
    """
    secure = target.kind == Kind.HTTPS
    begun = perf_counter()
    raw: dict[str, Any] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            status = await _asked(target, secure, raw)
    except (OSError, TimeoutError, EOFError, ValueError) as error:
        said = getattr(error, "verify_message", "") or getattr(error, "reason", "") or ""
        untrusted = isinstance(error, ssl.SSLCertVerificationError)
        answer = Answer.BAD_CERTIFICATE if untrusted else answer_of(error)
        raw.pop("certificate", None)
        return Reading(target, at, answer, detail=str(said)[:MOST_DETAIL], raw=raw)
    trip = perf_counter() - begun
    answer, detail = _meaning(target, status, raw, at)
    return Reading(target, at, answer, trips=(trip,), detail=detail, raw=raw)


async def _asked(target: Target, secure: bool, raw: dict[str, Any]) -> int:
    """The status of the answer; fills in `raw` with the certificate."""
    name = _name(target)
    port = port_of(target.options, 443 if secure else 80)
    raw["port"] = port
    how: dict[str, Any] = {}
    if secure:
        how = {"ssl": _context(target), "server_hostname": name}
    reader, writer = await asyncio.open_connection(str(target.ip), port, limit=_MOST_HEADERS, **how)
    try:
        if secure and (der := writer.get_extra_info("ssl_object").getpeercert(True)):
            raw["certificate"] = certificates.read(der)
        path = _UNSAFE.sub("", str(target.options.get("path") or "/"))
        asked = f"GET {path} HTTP/1.1\r\nHost: {name}\r\nUser-Agent: Sigap\r\nConnection: close"
        writer.write(f"{asked}\r\n\r\n".encode("ascii"))
        await writer.drain()
        line = await reader.readline()
    finally:
        writer.close()
    found = _STATUS.match(line)
    if found is None:
        raise ValueError("no HTTP status line")
    return int(found[1])


def _name(target: Target) -> str:
    return _UNSAFE.sub("", str(target.options.get("name") or "")) or str(target.ip)


def _context(target: Target) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if target.options.get("trust") != "public":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _meaning(target: Target, status: int, raw: dict[str, Any], at: datetime) -> tuple[Answer, str]:
    raw["status"] = status
    certificate = raw.pop("certificate", None)
    wrong = ""
    if certificate is not None:
        raw["certificate"] = {
            "subject": certificate.subject,
            "issuer": certificate.issuer,
            "valid_until": certificate.valid_until.isoformat(),
            "days_left": (certificate.valid_until - at).days,
            "names": list(certificate.names)[:20],
        }
        wrong = certificate.wrong(_name(target), at=at)
        raw["certificate"]["wrong"] = wrong
    if status in (401, 403):
        return Answer.WRONG_CREDENTIALS, f"HTTP {status}"
    if status >= 400:
        return Answer.BAD_ANSWER, f"HTTP {status}"
    # A device's own certificate seldom names its address; that counts where trust is asked for.
    if wrong and (wrong != "name" or target.options.get("name")):
        until = certificate.valid_until if certificate else at
        return Answer.BAD_CERTIFICATE, f"{wrong} {until:%Y-%m-%d}"
    return Answer.OK, f"HTTP {status}"
