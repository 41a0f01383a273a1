"""Reads the SIGAP_ variables; each wrong one is named with what is wrong and what is right."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from sigap.config import (
    environment_channels,
    environment_record,
    environment_signin,
    environment_signing,
)
from sigap.domain.channels import Configured
from sigap.domain.errors import Fault

PREFIX = "SIGAP_"
LANGUAGES = ("id", "en")
SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
KNOWN = (
    "DATABASE_URL",
    "DATA_DIR",
    "HOST",
    "PORT",
    "SECRET_KEY",
    "BASE_URL",
    "ALLOWED_HOSTS",
    "TIME_ZONE",
    "LANGUAGE",
    "EMAIL_URL",
    "EMAIL_FROM",
    "IMAP_URL",
    *environment_channels.VARIABLES,
    *environment_signin.VARIABLES,
    *environment_record.VARIABLES,
    *environment_signing.VARIABLES,
    "SERVICE_DESK",
    "DEMO",
    "DEBUG",
)
_EMAIL_SCHEMES = ("smtp", "smtp+tls", "smtps", "smtp+ssl", "consolemail", "dummymail", "filemail")
_MAILBOX_SCHEMES = ("imaps", "imap+tls", "imap")
_TRUE = ("1", "true", "yes", "on", "ya")
_FALSE = ("0", "false", "no", "off", "tidak")
_LEAST_SECRET = 32
_DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
# Names of other rooms that come so near to ours that they would look like slips of the pen.
_OTHERS = tuple(PREFIX + start for start in ("TEST_",))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings an office gives, parsed; `secret_key` is None when one is to be generated."""

    data_dir: Path
    database: Mapping[str, Any]
    host: str
    port: int
    secret_key: str | None
    base_url: str
    allowed_hosts: tuple[str, ...]
    time_zone: str
    language: str
    email: Mapping[str, Any] | None
    email_from: str
    imap_url: str
    channels: tuple[Configured, ...]
    sign_in: environment_signin.SignIn
    anchors: environment_record.Anchors
    signing: environment_signing.Signing
    service_desk: str
    demo: bool
    debug: bool


class EnvironmentFaults(Exception):
    """Variables that cannot be used: every one of them, not only the first."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        self.faults = dict(faults)
        lines = [f"  {name}: {fault}" for name, fault in self.faults.items()]
        super().__init__("\n".join(["Pengaturan Sigap belum benar:", *lines]))


class _Wrong(Exception):
    """One value that does not parse; carries the fault to its variable."""

    def __init__(self, code: str, template: str, /, **params: Any) -> None:
        self.fault = Fault(code, template, params)
        super().__init__(str(self.fault))


class _Reader:
    """Takes one variable after another and remembers what is wrong with each."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.faults: dict[str, Fault] = dict(_misspelt(variables))

    def take(self, name: str, default: str, parse: Callable[[str], T], fallback: T) -> T:
        try:
            return parse(self.variables.get(PREFIX + name, "").strip() or default)
        except _Wrong as wrong:
            self.faults[PREFIX + name] = wrong.fault
            return fallback

    def channels(self) -> tuple[Configured, ...]:
        found, faults = environment_channels.read_channels(self.variables, PREFIX)
        self.faults |= faults
        return found

    def anchors(self, root: Path) -> environment_record.Anchors:
        found, faults = environment_record.read_anchors(self.variables, PREFIX, root)
        self.faults |= faults
        return found

    def signing(self, root: Path) -> environment_signing.Signing:
        found, faults = environment_signing.read_signing(self.variables, PREFIX, root)
        self.faults |= faults
        return found

    def sign_in(self, base_url: str) -> environment_signin.SignIn:
        behind_tls = base_url.startswith("https://")
        found, faults = environment_signin.read_sign_in(
            self.variables, PREFIX, behind_tls=behind_tls
        )
        self.faults |= faults
        return found


def read(variables: Mapping[str, str], root: Path) -> Environment:
    """Parse the SIGAP_ variables; relative paths count from `root`. Touches no disk or network.

    An empty value means "not set". Raises EnvironmentFaults with every faulty variable.
    """
    reader = _Reader(variables)
    take = reader.take
    data_dir = take("DATA_DIR", "var", lambda text: _path(text, root), root)
    host = take("HOST", "127.0.0.1", _host, "")
    port = take("PORT", "8000", _port, 0)
    usual_database = f"sqlite:///{data_dir}/sigap.db"
    base_url = take("BASE_URL", f"http://{_spoken(host)}:{port}", _base_url, "")
    environment = Environment(
        data_dir=data_dir,
        database=take("DATABASE_URL", usual_database, lambda text: _database(text, root), {}),
        host=host,
        port=port,
        secret_key=take("SECRET_KEY", "", _secret, None),
        base_url=base_url,
        allowed_hosts=take(
            "ALLOWED_HOSTS", ",".join(_usual_hosts(host, base_url)), _host_names, ()
        ),
        time_zone=take("TIME_ZONE", "Asia/Jakarta", _time_zone, ""),
        language=take("LANGUAGE", "id", _language, ""),
        email=take("EMAIL_URL", "", _email, None),
        email_from=take("EMAIL_FROM", "Sigap <sigap@localhost>", _sender, ""),
        imap_url=take("IMAP_URL", "", _mailbox, ""),
        channels=reader.channels(),
        sign_in=reader.sign_in(base_url),
        anchors=reader.anchors(root),
        signing=reader.signing(root),
        service_desk=take("SERVICE_DESK", "", _contact, ""),
        demo=take("DEMO", "0", _switch, False),
        debug=take("DEBUG", "0", _switch, False),
    )
    if reader.faults:
        raise EnvironmentFaults(reader.faults)
    return environment


def read_or_exit(variables: Mapping[str, str], root: Path) -> Environment:
    """`read`, but for a start from the shell: the faults go to stderr and the exit code is 2."""
    try:
        return read(variables, root)
    except EnvironmentFaults as faults:
        sys.stderr.write(f"{faults}\n")
        raise SystemExit(2) from None


def _misspelt(variables: Mapping[str, str]) -> Mapping[str, Fault]:
    """Variables that nearly have a known name: ignoring one would quietly use a default."""
    known = [PREFIX + name for name in KNOWN]
    found = {}
    for name in sorted(variables):
        if not name.startswith(PREFIX) or name in known or name.startswith(_OTHERS):
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.88)
        if near:
            found[name] = Fault(
                "unknown-variable",
                "nama ini tidak dikenal; barangkali yang dimaksud %(near)s",
                {"near": near[0]},
            )
    return found


def _path(text: str, root: Path) -> Path:
    return (root / Path(text).expanduser()).resolve()


def _host(text: str) -> str:
    if "/" in text or " " in text:
        raise _Wrong(
            "bad-host",
            "“%(value)s” bukan alamat untuk didengarkan; isi alamat IP atau nama mesin tanpa"
            " http:// dan tanpa porta, misalnya 127.0.0.1 atau 0.0.0.0",
            value=text,
        )
    return text.strip("[]")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise _Wrong(
            "bad-port",
            "“%(value)s” bukan nomor porta; isi bilangan 1 sampai 65535, misalnya 8000",
            value=text,
        )
    return int(text)


def _spoken(host: str) -> str:
    """The host as it stands in a link; listening on every address is spoken of as this machine."""
    if host in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _base_url(text: str) -> str:
    wrong = _Wrong(
        "bad-base-url",
        "“%(value)s” bukan alamat dasar; isi http:// atau https:// dan nama mesin tanpa"
        " bagian jalur, misalnya https://sigap.bekasikota.go.id",
        value=text,
    )
    try:
        parts = urlsplit(text)
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise wrong
    return text.rstrip("/")


def _usual_hosts(host: str, base_url: str) -> tuple[str, ...]:
    named = urlsplit(base_url).hostname or ""
    return tuple(dict.fromkeys(("localhost", "127.0.0.1", "[::1]", _spoken(host), named)))


def _host_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if "/" in name or " " in name:
            raise _Wrong(
                "bad-allowed-host",
                "“%(value)s” bukan nama mesin; isi nama tanpa http://, dipisahkan koma, misalnya"
                " sigap.bekasikota.go.id,10.1.2.3",
                value=name,
            )
    return names


def _secret(text: str) -> str | None:
    if text and len(text) < _LEAST_SECRET:
        raise _Wrong(
            "short-secret",
            "terlalu pendek (%(length)s huruf); isi paling sedikit %(least)s huruf acak, atau"
            " kosongkan supaya Sigap membuatnya sendiri",
            length=len(text),
            least=_LEAST_SECRET,
        )
    return text or None


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Wrong(
            "bad-time-zone",
            "“%(value)s” bukan zona waktu; isi misalnya Asia/Jakarta (WIB), Asia/Makassar (WITA)"
            " atau Asia/Jayapura (WIT)",
            value=text,
        ) from None
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise _Wrong(
            "bad-language",
            "“%(value)s” bukan bahasa yang tersedia; isi salah satu dari: %(choices)s",
            value=text,
            choices=", ".join(LANGUAGES),
        )
    return text


def _switch(text: str) -> bool:
    if text.lower() not in _TRUE + _FALSE:
        raise _Wrong(
            "bad-switch", "“%(value)s” bukan pilihan; isi 1 (ya) atau 0 (tidak)", value=text
        )
    return text.lower() in _TRUE


def _contact(text: str) -> str:
    if len(text) > 120 or not text.isprintable():
        raise _Wrong(
            "contact", "Tulis satu baris, paling banyak 120 huruf, misalnya 021 8895 0000."
        )
    return text


def _sender(text: str) -> str:
    if "@" not in text or "\n" in text:
        raise _Wrong(
            "bad-sender",
            "“%(value)s” bukan alamat pengirim; isi misalnya Sigap <sigap@bekasikota.go.id>",
            value=text,
        )
    return text


def _database(text: str, root: Path) -> Mapping[str, Any]:
    # The value itself is never repeated in the message: it may hold a password.
    wrong = _Wrong(
        "bad-database-url",
        "alamat basis data tidak terbaca; isi sqlite:///var/sigap.db atau"
        " postgres://pengguna:sandi@mesin:5432/nama",
    )
    try:
        scheme = urlsplit(text).scheme
        config = dict(Env.db_url_config(text)) if scheme in _DATABASE_SCHEMES else {}
    except ValueError:
        raise wrong from None
    if not config.get("NAME"):
        raise wrong
    if config["ENGINE"] == SQLITE and config["NAME"] != ":memory:":
        config["NAME"] = str(_path(config["NAME"], root))
    return config


def _mailbox(text: str) -> str:
    # The value may hold a password and is not repeated.
    wrong = _Wrong(
        "bad-imap-url",
        "alamat kotak surel tidak terbaca; isi imaps://pengguna:sandi@mesin:993/INBOX,"
        " imap+tls://pengguna:sandi@mesin:143/INBOX atau imap://…",
    )
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise wrong from None
    if text and not (parts.scheme in _MAILBOX_SCHEMES and parts.hostname and parts.username):
        raise wrong
    return text


def _email(text: str) -> Mapping[str, Any] | None:
    if not text:
        return None
    # As with the database, the value may hold a password and is not repeated.
    wrong = _Wrong(
        "bad-email-url",
        "alamat server surel tidak terbaca; isi smtp://mesin:25,"
        " smtp+tls://pengguna:sandi@mesin:587 atau smtp+ssl://pengguna:sandi@mesin:465",
    )
    try:
        parts = urlsplit(text)
        _ = parts.port
        config = Env.email_url_config(text)
    except (ValueError, ImproperlyConfigured):
        raise wrong from None
    if parts.scheme not in _EMAIL_SCHEMES or (
        parts.scheme.startswith("smtp") and not parts.hostname
    ):
        raise wrong
    return {name: value for name, value in config.items() if value is not None}
