"""What opens equipment: the kinds of credentials, the fields of each, and a secret that hides
itself wherever it is printed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sigap.domain.errors import Fault, required, unknown_choice, unprintable, words


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a credential. A `secret` one is written and never shown again."""

    key: str
    label: str
    secret: bool = True
    optional: bool = False
    choices: tuple[str, ...] = ()
    lines: bool = False


@dataclass(frozen=True, slots=True)
class CredentialKind:
    """One kind of credential and its fields."""

    key: str
    name: str
    parts: tuple[Part, ...]


_USER: Final = Part("user", words("Nama pengguna"), secret=False)
_LONGEST: Final = 20_000

CREDENTIALS: Final[Mapping[str, CredentialKind]] = {
    each.key: each
    for each in (
        CredentialKind("snmp-v2c", words("SNMP v1/v2c"), (Part("community", words("Komunitas")),)),
        CredentialKind(
            "snmp-v3",
            words("SNMP v3"),
            (
                _USER,
                Part(
                    "auth_protocol",
                    words("Protokol autentikasi"),
                    secret=False,
                    optional=True,
                    choices=("md5", "sha", "sha224", "sha256", "sha384", "sha512"),
                ),
                Part("auth_password", words("Kata sandi autentikasi"), optional=True),
                Part(
                    "priv_protocol",
                    words("Protokol privasi"),
                    secret=False,
                    optional=True,
                    choices=("des", "aes128", "aes192", "aes256"),
                ),
                Part("priv_password", words("Kata sandi privasi"), optional=True),
            ),
        ),
        CredentialKind(
            "ssh-password",
            words("SSH dengan kata sandi"),
            (
                _USER,
                Part("password", words("Kata sandi")),
                Part("enable", words("Kata sandi enable"), optional=True),
            ),
        ),
        CredentialKind(
            "ssh-key",
            words("SSH dengan kunci"),
            (
                _USER,
                Part("private_key", words("Kunci privat (OpenSSH)"), lines=True),
                Part("passphrase", words("Frasa sandi kunci"), optional=True),
            ),
        ),
        CredentialKind(
            "http",
            words("HTTP"),
            (
                Part("user", words("Nama pengguna"), secret=False, optional=True),
                Part("password", words("Kata sandi"), optional=True),
                Part("token", words("Token"), optional=True),
            ),
        ),
    )
}


class Secret(Mapping[str, str]):
    """The fields of one credential, for the probe that uses them. Printing it tells nothing."""

    __slots__ = ("_values", "key", "kind")

    def __init__(self, key: str, kind: str, values: Mapping[str, str]) -> None:
        self.key = key
        self.kind = kind
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Secret {self.key} {self.kind}>"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not to be carried elsewhere")


def completed(kind: CredentialKind, typed: Mapping[str, str]) -> dict[str, str]:
    """Every field of the kind, as typed or blank; a password keeps its blanks."""
    return {
        part.key: typed.get(part.key, "") if part.secret else typed.get(part.key, "").strip()
        for part in kind.parts
    }


def credential_faults(kind: CredentialKind, values: Mapping[str, str]) -> dict[str, Fault]:
    """What is wrong with the fields of a credential; no fault repeats a secret."""
    faults: dict[str, Fault] = {}
    for part in kind.parts:
        value = values[part.key]
        if not value.strip():
            if not part.optional:
                faults[part.key] = required()
        elif len(value) > _LONGEST:
            faults[part.key] = Fault("length", words("Isian ini terlalu panjang."))
        elif part.choices and value not in part.choices:
            faults[part.key] = unknown_choice(value, part.choices)
        elif wrong := unprintable(value):
            faults[part.key] = wrong
        elif "\n" in value.strip() and not part.lines:
            faults[part.key] = Fault("one-line", words("Tulis dalam satu baris."))
    return faults or _together(kind, values)


def _together(kind: CredentialKind, values: Mapping[str, str]) -> dict[str, Fault]:
    """Rules between fields (RFC 3414: privacy needs authentication, passwords have 8 letters)."""
    faults: dict[str, Fault] = {}
    if kind.key == "snmp-v3":
        for each in ("auth", "priv"):
            protocol, password = values[f"{each}_protocol"], values[f"{each}_password"]
            if bool(protocol) != bool(password):
                missing = f"{each}_password" if protocol else f"{each}_protocol"
                template = words("Protokol dan kata sandinya diisi bersama.")
                faults[missing] = Fault("both-or-none", template)
            elif password and len(password) < 8:
                template = words("Kata sandi SNMP v3 paling sedikit 8 huruf.")
                faults[f"{each}_password"] = Fault("too-short", template)
        if values["priv_protocol"] and not values["auth_protocol"]:
            template = words("Privasi memerlukan autentikasi.")
            faults.setdefault("auth_protocol", Fault("needs-auth", template))
    if kind.key == "http" and not any(values[each] for each in ("password", "token")):
        faults["password"] = Fault("required", words("Isi kata sandi atau token."))
    return faults
