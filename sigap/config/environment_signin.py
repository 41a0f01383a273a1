"""How people may sign in besides a password: the city's SSO, and the proxies before the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from sigap.domain.errors import Fault

VARIABLES: Final = (
    "OIDC_URL",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_MATCH",
    "TRUSTED_PROXIES",
)
"""Every variable that is read here, without its prefix."""

MATCHES: Final = ("username", "email", "nip")
PROVIDER: Final = "sso"
USUAL_NAME: Final = "SSO"
_MOST_PROXIES: Final = 9
_AT_HOME: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SignIn:
    """`url` is the issuer of the SSO, "" for none; `match` what tells whose account it is."""

    url: str = ""
    client_id: str = ""
    client_secret: str = ""
    name: str = USUAL_NAME
    match: str = MATCHES[0]
    proxies: int = 0

    def providers(self) -> dict[str, Any]:
        """The SSO as allauth reads it from its setting."""
        if not self.url:
            return {}
        app = {
            "provider_id": PROVIDER,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {"server_url": self.url, "oauth_pkce_enabled": True},
        }
        return {"openid_connect": {"APPS": [app]}}


def read_sign_in(
    variables: Mapping[str, str], prefix: str, *, behind_tls: bool
) -> tuple[SignIn, dict[str, Fault]]:
    """The SIGAP_OIDC_ variables and SIGAP_TRUSTED_PROXIES with what is wrong with them, by name.

    `behind_tls`: TLS ends before Sigap, so one proxy stands there unless told otherwise.
    """
    told = {name: variables.get(prefix + name, "").strip() for name in VARIABLES}
    faults = {prefix + name: fault for name, fault in _faults(told).items()}
    if faults:
        return SignIn(), faults
    return SignIn(
        url=told["OIDC_URL"].rstrip("/"),
        client_id=told["OIDC_CLIENT_ID"],
        client_secret=told["OIDC_CLIENT_SECRET"],
        name=told["OIDC_NAME"] or USUAL_NAME,
        match=told["OIDC_MATCH"] or MATCHES[0],
        proxies=int(told["TRUSTED_PROXIES"] or behind_tls),
    ), {}


def _faults(told: Mapping[str, str]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    url = told["OIDC_URL"]
    if url and not _is_issuer(url):
        faults["OIDC_URL"] = Fault(
            "bad-oidc-url",
            "“%(value)s” bukan alamat penerbit SSO; isi https:// dan nama mesin, misalnya"
            " https://sso.bekasikota.go.id/realms/kota",
            {"value": url},
        )
    if url and not told["OIDC_CLIENT_ID"]:
        faults["OIDC_CLIENT_ID"] = Fault(
            "missing", "wajib diisi bila SIGAP_OIDC_URL diisi; mintalah kepada pengelola SSO"
        )
    if len(told["OIDC_NAME"]) > 40:
        faults["OIDC_NAME"] = Fault("too-long", "paling banyak 40 huruf, misalnya SSO Kota Bekasi")
    if told["OIDC_MATCH"] not in ("", *MATCHES):
        faults["OIDC_MATCH"] = Fault(
            "bad-choice",
            "“%(value)s” bukan pilihan; isi salah satu dari: %(choices)s",
            {"value": told["OIDC_MATCH"], "choices": ", ".join(MATCHES)},
        )
    proxies = told["TRUSTED_PROXIES"]
    if proxies and not (proxies.isascii() and proxies.isdigit() and int(proxies) <= _MOST_PROXIES):
        faults["TRUSTED_PROXIES"] = Fault(
            "bad-number",
            "“%(value)s” bukan jumlah proksi; isi 0 sampai 9, yaitu berapa proksi milik kantor"
            " yang berdiri di depan Sigap",
            {"value": proxies},
        )
    return faults


def _is_issuer(url: str) -> bool:
    """https, or http on this very machine: a token that travels in the clear is anybody's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    home = parts.scheme == "http" and parts.hostname in _AT_HOME
    return bool(parts.hostname) and (parts.scheme == "https" or home)
