"""The rules of telling in words: roles, channels that a rule may name, what it may leave open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

from sigap.domain import actor
from sigap.domain.channels import KINDS
from sigap.domain.errors import words
from sigap.domain.routing import EVERYBODY, REPORTER, Leave
from sigap.notifications.models import Rule
from sigap.notifications.queries import channels
from sigap.notifications.queries.channels import working
from sigap.notifications.queries.routing import addressable

_ROLES: Final = {
    EVERYBODY: words("Semua orang"),
    actor.KABID: words("Kepala Bidang"),
    actor.KASI: words("Kepala Seksi"),
    actor.NETWORK_ADMIN: words("Administrator Jaringan"),
    actor.TECHNICIAN: words("Pelaksana lapangan"),
    actor.OPERATOR: words("Operator"),
    actor.CONTACT: words("Narahubung Perangkat Daerah"),
    actor.HEAD: words("Kepala Dinas"),
    actor.AUDITOR: words("Auditor"),
    actor.SYSTEM_ADMIN: words("Administrator Aplikasi"),
    REPORTER: words("Pelapor tanpa akun"),
}


@dataclass(frozen=True, slots=True)
class NamedWay:
    """A channel as a rule may name it. `off`: nothing can be sent by it now."""

    key: str
    name: str
    personal: bool
    off: bool


def role_words() -> dict[str, str]:
    """What each role is called, "" for everybody."""
    return {role: gettext(name) for role, name in _ROLES.items()}


def leaves(way: NamedWay) -> list[tuple[str, str]]:
    """What a rule may say of this channel; a room of many leaves nothing to one person."""
    unused = ("", gettext("tidak dipakai"))
    on = (Leave.ON.value, gettext("menyala"))
    if not way.personal:
        return [unused, on]
    return [
        unused,
        (Leave.OFFERED.value, gettext("mati, boleh dinyalakan")),
        (on[0], gettext("menyala, boleh dimatikan")),
        (Leave.MANDATORY.value, gettext("wajib")),
    ]


def nameable_ways(rules: Iterable[Rule] = ()) -> list[NamedWay]:
    """Every channel of the office, the usual one of each kind, and those already named.

    One query.
    """
    rows = addressable(channels())
    usable = {each.key for each in working(rows.values())}
    names = {key: key for rule in rules for key in rule.channels}
    names |= {key: gettext(kind.name) for key, kind in KINDS.items() if kind.personal}
    names |= {key: gettext(row.name) for key, row in rows.items()}
    kinds = {key: rows[key].kind if key in rows else key for key in names}
    return [
        NamedWay(
            key,
            name,
            personal=kinds[key] not in KINDS or KINDS[kinds[key]].personal,
            off=key not in usable,
        )
        for key, name in names.items()
    ]
