"""The channels that the environment switches on: which variables make which channel."""

from collections.abc import Mapping
from typing import Final

from sigap.domain.channels import (
    APPRISE,
    EMAIL,
    KINDS,
    SMS,
    TELEGRAM,
    WEB_PUSH,
    WEBHOOK,
    WHATSAPP,
    Configured,
    completed,
    faults,
)
from sigap.domain.errors import Fault

# Key of the channel, its kind, and the variable of each setting; any of them switches it on.
_CHANNELS: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    ("email-2", EMAIL, {"url": "EMAIL_URL_2", "sender": "EMAIL_FROM_2"}),
    (TELEGRAM, TELEGRAM, {"token": "TELEGRAM_TOKEN", "url": "TELEGRAM_URL"}),
    (
        WHATSAPP,
        WHATSAPP,
        {
            "token": "WHATSAPP_TOKEN",
            "phone_id": "WHATSAPP_PHONE_ID",
            "template": "WHATSAPP_TEMPLATE",
            "language": "WHATSAPP_LANGUAGE",
            "url": "WHATSAPP_URL",
            "app_secret": "WHATSAPP_APP_SECRET",
            "verify": "WHATSAPP_VERIFY",
        },
    ),
    (
        WEB_PUSH,
        WEB_PUSH,
        {"private_key": "WEBPUSH_KEY", "contact": "WEBPUSH_CONTACT", "hosts": "WEBPUSH_HOSTS"},
    ),
    (WEBHOOK, WEBHOOK, {"url": "WEBHOOK_URL", "secret": "WEBHOOK_SECRET"}),
    (
        SMS,
        SMS,
        {
            "url": "SMS_URL",
            "body": "SMS_BODY",
            "content_type": "SMS_CONTENT_TYPE",
            "headers": "SMS_HEADERS",
            "success": "SMS_SUCCESS",
        },
    ),
)
_SERVICES: Final = "NOTIFY_URLS"

VARIABLES: Final = (*(name for *_, names in _CHANNELS for name in names.values()), _SERVICES)
"""Every variable that is read here, without its prefix."""


def read_channels(
    variables: Mapping[str, str], prefix: str
) -> tuple[tuple[Configured, ...], dict[str, Fault]]:
    """The channels that are switched on, and what is wrong with variables, by their full names."""
    found: list[Configured] = []
    wrong: dict[str, Fault] = {}
    for key, kind, names in _CHANNELS:
        typed = {
            setting: variables.get(prefix + name, "").strip() for setting, name in names.items()
        }
        if any(typed.values()):
            values = completed(KINDS[kind], typed)
            found.append(Configured(key, kind, _name(key, kind), values))
            told = faults(KINDS[kind], values)
            wrong |= {prefix + names[setting]: fault for setting, fault in told.items()}
    found += (services := _services(variables.get(prefix + _SERVICES, "")))
    for service in services:
        for fault in faults(KINDS[APPRISE], service.values).values():
            wrong[prefix + _SERVICES] = fault
    return tuple(found), wrong


def _services(text: str) -> list[Configured]:
    """Addresses for Apprise, separated by blanks: a comma may be part of one."""
    return [
        Configured(f"apprise-{n}", APPRISE, _name(f"apprise-{n}", APPRISE), {"url": url})
        for n, url in enumerate(text.split(), start=1)
    ]


def _name(key: str, kind: str) -> str:
    _, _, number = key.rpartition("-")
    name = KINDS[kind].name
    return f"{name} {number}" if number.isdecimal() else name
