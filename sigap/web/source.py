"""Where a request comes from, as far as it can be known; and devices that an account has used."""

import secrets
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

UNKNOWN: Final = "0.0.0.0"
DEVICE_COOKIE: Final = "sigap_perangkat"
DEVICE_LIFE: Final = 180 * 24 * 60 * 60  # seconds
# A counter at which several people sign in: more of them on one device are forgotten again.
MOST_ACCOUNTS: Final = 8
_SALT: Final = "sigap.perangkat"


def address_of_client(request: HttpRequest) -> str:
    """The address of whoever asks; UNKNOWN where the server is not told it.

    Behind SIGAP_TRUSTED_PROXIES proxies of the office it is what the outermost of them wrote down;
    what a client writes into the header itself lies further left and is never believed.
    """
    proxies = settings.SIGAP_TRUSTED_PROXIES
    passed = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    told = passed[-proxies] if 0 < proxies <= len(passed) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(told))
    except ValueError:
        return UNKNOWN


def source_of(request: HttpRequest) -> str:
    """What counts as one source: an IPv4 address, or the /64 that one IPv6 customer holds."""
    address = ip_address(address_of_client(request))
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)


def device_of(request: HttpRequest, username: str) -> str:
    """The word by which this browser is known to the account; "" when it is not."""
    return str(_devices(request).get(username.lower(), ""))


def know_device(request: HttpRequest, answer: HttpResponse, username: str) -> None:
    """Let this browser be known to the account from now on. It opens nothing by itself: failures
    elsewhere only do not slow it down.
    """
    devices = _devices(request)
    word = devices.pop(username.lower(), "") or secrets.token_urlsafe(12)
    kept = dict(list(devices.items())[-MOST_ACCOUNTS + 1 :]) | {username.lower(): word}
    answer.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(kept, salt=_SALT),
        max_age=DEVICE_LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


def _devices(request: HttpRequest) -> dict[str, Any]:
    try:
        read = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT, max_age=DEVICE_LIFE
        )
    except signing.BadSignature:
        return {}
    return read if isinstance(read, dict) else {}
