"""How a device's SSH server is reached: address, login, the key it showed before, the limits."""

import hmac
import io
import socket
import time
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import paramiko

from sigap.domain.answers import Answer
from sigap.domain.errors import Fault, words
from sigap.monitoring.probes.snmp_access import Unanswered

_KEYS: Final = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
OCTETS, SECONDS = "octets", "seconds"


@dataclass(frozen=True, slots=True)
class Login:
    """Who signs in. A private key (OpenSSH or PEM) goes before the password."""

    user: str
    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    key_password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SshTarget:
    """One server: an IP address out of the inventory, and the fingerprint it showed before.

    "" trusts the first key that is shown; the caller keeps the fingerprint that he is given.
    """

    address: str
    login: Login
    port: int = 22
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class SshLimits:
    """How far a reading goes at most, in seconds and octets."""

    connect: float = 10.0
    command: float = 30.0
    seconds: float = 120.0
    octets: int = 2_000_000
    all_octets: int = 16_000_000


def fingerprint_of(key: paramiko.PKey) -> str:
    """The key as people compare it: "ssh-ed25519 SHA256:…", as OpenSSH writes it."""
    digest = b64encode(sha256(key.asbytes()).digest()).decode().rstrip("=")
    return f"{key.get_name()} SHA256:{digest}"


class HostKeyChanged(paramiko.SSHException):  # type: ignore[misc]  # has no annotations
    """The server showed another key than before; nothing secret was sent to it."""


class Pinned(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # has no annotations
    """Trust on first use: any key once, afterwards only that one.

    Looked at before the password is sent: to a machine in between nothing is given away.
    """

    def __init__(self, expected: str) -> None:
        self.expected = expected
        self.seen = ""

    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        self.seen = fingerprint_of(key)
        if self.expected and not hmac.compare_digest(self.seen, self.expected):
            raise HostKeyChanged(self.seen)


class Metered(socket.socket):
    """A socket that ends by itself when its octets or its seconds are used up.

    paramiko sees the end of the connection, so that no loop above it, however patient, goes on.
    """

    def __init__(self, plain: socket.socket, limits: SshLimits) -> None:
        super().__init__(plain.family, plain.type, plain.proto, fileno=plain.detach())
        self._left = limits.all_octets
        self._ends_at = time.monotonic() + limits.seconds
        self.spent = ""

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        if self._left <= 0:
            self.spent = OCTETS
        elif time.monotonic() > self._ends_at:
            self.spent = SECONDS
        if self.spent:
            return b""
        data = super().recv(bufsize, flags)
        self._left -= len(data)
        return data


def private_key(login: Login) -> paramiko.PKey | None:
    """The login's key; `Unanswered` when it is none, or its password is wrong."""
    if not login.key:
        return None
    for kind in _KEYS:
        try:
            made: paramiko.PKey = kind.from_private_key(
                io.StringIO(login.key), password=login.key_password or None
            )
        except (paramiko.SSHException, ValueError, TypeError):
            continue
        return made
    raise unusable_key()


def unusable_key() -> Unanswered:
    """The private key in the inventory cannot be read."""
    told = words("Kunci SSH di inventaris tidak dapat dibaca, atau kata sandinya salah.")
    return Unanswered(Answer.UNUSABLE, Fault("ssh-unusable-key", told))


def unusable_address() -> Unanswered:
    """What the inventory has is no IP address."""
    told = words("Alamat SSH di inventaris tidak dapat dipakai.")
    return Unanswered(Answer.UNUSABLE, Fault("ssh-unusable-address", told))


def unreachable(answer: Answer) -> Unanswered:
    """No connection: silence, a refusal, or no way there."""
    silent = words("Perangkat tidak menjawab SSH: alamat, rute, atau ACL.")
    told = {
        Answer.REFUSED: words("Perangkat hidup, tetapi menolak sambungan SSH di port itu."),
        Answer.NO_ROUTE: words("Tidak ada rute ke alamat SSH perangkat."),
        Answer.PROBER_BROKEN: words("Pemeriksa sendiri tidak dapat membuka sambungan SSH."),
    }
    known = answer if answer in told else Answer.TIMEOUT
    return Unanswered(known, Fault(f"ssh-{known.value}", told.get(known, silent)))


def host_key_changed(seen: str, expected: str) -> Unanswered:
    """The key is another: a new device, a new key, or somebody in between."""
    told = words(
        "Kunci host SSH berubah dari %(expected)s menjadi %(seen)s; kata sandi tidak dikirim. "
        "Pastikan perangkatnya benar, lalu setujui kunci yang baru."
    )
    return Unanswered(
        Answer.BAD_CERTIFICATE,
        Fault("ssh-host-key-changed", told, {"expected": expected, "seen": seen}),
    )


def wrong_login() -> Unanswered:
    """The server knows its business and does not let this user in."""
    told = words("Nama pengguna, kata sandi, atau kunci SSH ditolak oleh perangkat.")
    return Unanswered(Answer.WRONG_CREDENTIALS, Fault("ssh-wrong-login", told))


def no_common_algorithm() -> Unanswered:
    """A server so old, or so new, that no way of enciphering is known to both."""
    told = words("Perangkat dan Sigap tidak punya algoritma SSH yang sama.")
    return Unanswered(Answer.BAD_ANSWER, Fault("ssh-no-common-algorithm", told))


def bad_answer() -> Unanswered:
    """Something else than SSH listens there, or it broke off while signing in."""
    told = words("Jawaban perangkat bukan SSH, atau sambungan putus saat masuk.")
    return Unanswered(Answer.BAD_ANSWER, Fault("ssh-bad-answer", told))


def no_prompt(platform: str) -> Unanswered:
    """Signed in, and then no prompt that belongs to the platform."""
    told = words("Masuk SSH berhasil, tetapi prompt %(platform)s tidak muncul.")
    return Unanswered(Answer.BAD_ANSWER, Fault("ssh-no-prompt", told, {"platform": platform}))
