"""How a device's SNMP agent is reached: its address, what opens it, and how far a read may go."""

from dataclasses import dataclass, field
from typing import Final

from gufo.snmp import SnmpVersion
from gufo.snmp.aio import SnmpSession
from gufo.snmp.user import (
    Aes128Key,
    Aes192Key,
    Aes256Key,
    BaseAuthKey,
    BasePrivKey,
    DesKey,
    KeyExpansion,
    Md5Key,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    User,
)

from sigap.domain.answers import Answer
from sigap.domain.errors import Fault, words

AUTH: Final[dict[str, type[BaseAuthKey]]] = {
    "md5": Md5Key,
    "sha": Sha1Key,
    "sha224": Sha224Key,
    "sha256": Sha256Key,
    "sha384": Sha384Key,
    "sha512": Sha512Key,
}
PRIVACY: Final[dict[str, type[BasePrivKey]]] = {
    "des": DesKey,
    "aes128": Aes128Key,
    "aes192": Aes192Key,
    "aes256": Aes256Key,
}
VERSIONS: Final = {"v1": SnmpVersion.v1, "v2c": SnmpVersion.v2c}


@dataclass(frozen=True, slots=True)
class Community:
    """Opens v1 and v2c. Never shown: it is as good as a password."""

    text: str = field(repr=False)
    version: str = "v2c"


@dataclass(frozen=True, slots=True)
class V3User:
    """Opens v3. Algorithms are keys of AUTH and PRIVACY; "" where there is none.

    `cisco_keys` is for AES-192/256 of agents that stretch short keys Cisco's way.
    """

    name: str
    auth: str = ""
    auth_password: str = field(default="", repr=False)
    privacy: str = ""
    privacy_password: str = field(default="", repr=False)
    cisco_keys: bool = False


@dataclass(frozen=True, slots=True)
class SnmpTarget:
    """One agent: an IP address out of the inventory and what opens it."""

    address: str
    access: Community | V3User
    port: int = 161


@dataclass(frozen=True, slots=True)
class SnmpLimits:
    """How far one read goes at most; `timeout` is of one question, asked `tries` times."""

    timeout: float = 2.0
    tries: int = 2
    seconds: float = 60.0
    rows: int = 20_000
    octets: int = 4_000_000
    repetitions: int = 25


class Unanswered(Exception):
    """The device told nothing: the answer word of the probes, and why in plain Indonesian."""

    def __init__(self, answer: Answer, fault: Fault) -> None:
        self.answer = answer
        self.fault = fault
        super().__init__(str(fault))


def silent() -> Unanswered:
    """Nothing came back. An agent answers a wrong community with silence, so all are named."""
    told = words("Perangkat tidak menjawab SNMP: alamat, komunitas, atau ACL.")
    return Unanswered(Answer.TIMEOUT, Fault("snmp-silent", told))


def v3_silent() -> Unanswered:
    """Not even the engine of v3 answered."""
    told = words("Perangkat tidak menjawab SNMPv3: alamat, ACL, atau versi 3 belum diaktifkan.")
    return Unanswered(Answer.TIMEOUT, Fault("snmp-v3-silent", told))


def refused() -> Unanswered:
    """The host lives and says that nobody listens on the port."""
    told = words("Perangkat hidup, tetapi tidak ada agen SNMP yang mendengarkan di port itu.")
    return Unanswered(Answer.REFUSED, Fault("snmp-refused", told))


def wrong_user() -> Unanswered:
    """The agent knows no such user of v3."""
    told = words("Nama pengguna SNMPv3 tidak dikenal oleh perangkat.")
    return Unanswered(Answer.WRONG_CREDENTIALS, Fault("snmp-unknown-user", told))


def wrong_password() -> Unanswered:
    """The agent knows the user, and not this password, algorithm or level."""
    told = words("Kata sandi, algoritma, atau tingkat keamanan SNMPv3 ditolak oleh perangkat.")
    return Unanswered(Answer.WRONG_CREDENTIALS, Fault("snmp-wrong-password", told))


def wrong_privacy() -> Unanswered:
    """The agent agreed to the user, then could not read what was enciphered for it."""
    told = words(
        "Perangkat menerima kata sandi autentikasi SNMPv3, lalu diam: "
        "kata sandi atau algoritma privasi salah."
    )
    return Unanswered(Answer.WRONG_CREDENTIALS, Fault("snmp-wrong-privacy", told))


def bad_answer() -> Unanswered:
    """Something answered that is no SNMP, or none that can be read."""
    told = words("Jawaban perangkat bukan SNMP yang dapat dibaca.")
    return Unanswered(Answer.BAD_ANSWER, Fault("snmp-bad-answer", told))


def nothing_allowed() -> Unanswered:
    """The agent agrees to what opened it, and shows nothing: its view is empty, or needs more."""
    told = words(
        "Perangkat menerima kredensial SNMP, tetapi tidak mengizinkan apa pun dibaca: "
        "periksa view dan tingkat keamanannya."
    )
    return Unanswered(Answer.WRONG_CREDENTIALS, Fault("snmp-nothing-allowed", told))


def unusable() -> Unanswered:
    """What is in the inventory cannot be asked: no IP address, an unknown algorithm."""
    told = words("Alamat atau kredensial SNMP di inventaris tidak dapat dipakai.")
    return Unanswered(Answer.UNUSABLE, Fault("snmp-unusable", told))


def session_of(target: SnmpTarget, limits: SnmpLimits) -> SnmpSession:
    """A session that has not spoken yet; `Unanswered` when the inventory's data cannot work."""
    access = target.access
    try:
        if isinstance(access, V3User):
            return SnmpSession(
                target.address,
                port=target.port,
                user=_user(access),
                timeout=limits.timeout,
                max_repetitions=limits.repetitions,
            )
        return SnmpSession(
            target.address,
            port=target.port,
            community=access.text,
            version=VERSIONS[access.version],
            timeout=limits.timeout,
            max_repetitions=limits.repetitions,
        )
    except (OSError, ValueError, KeyError):
        raise unusable() from None


def _user(access: V3User) -> User:
    auth = AUTH[access.auth](access.auth_password.encode()) if access.auth else None
    privacy = PRIVACY[access.privacy](access.privacy_password.encode()) if access.privacy else None
    expansion = KeyExpansion.Cisco if access.cisco_keys else KeyExpansion.Blumenthal
    return User(access.name, auth_key=auth, priv_key=privacy, key_expansion=expansion)
