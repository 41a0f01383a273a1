"""Addresses by name, and the places of the top bar that each office works in."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sigap.domain.actor import (
    AUDITOR,
    CONTACT,
    HEAD,
    KABID,
    KASI,
    OFFICE,
    OPERATOR,
    STOOD_IN_FOR,
    SYSTEM_ADMIN,
    Actor,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the top bar: the name of its address, its word, its keys and who sees it."""

    name: str
    word: str | Promise
    keys: str
    roles: frozenset[str]


PLACES: Final = (
    Place("inbox", _("Kotak masuk"), "g i", OFFICE | {CONTACT}),
    Place("incidents", _("Gangguan"), "g l", OFFICE | {CONTACT}),
    Place("incoming", _("Pesan masuk"), "g m", frozenset({OPERATOR, KABID})),
    Place("signing", _("Tanda tangan"), "g t", STOOD_IN_FOR - {OPERATOR}),
    Place("monitoring", _("Pemantauan"), "g p", OFFICE),
    Place("inventory", _("Inventaris"), "g v", OFFICE),
    Place("duty", _("Piket"), "g j", OFFICE),
    Place("reports", _("Laporan"), "g r", OFFICE),
    Place("sop", _("SOP"), "g s", OFFICE | {CONTACT}),
    Place("settings", _("Pengaturan"), "g a", frozenset({SYSTEM_ADMIN})),
    Place("record", _("Jejak audit"), "g c", frozenset({AUDITOR})),
)
_SIGNING: Final = "signing"
# Where papers are signed by hand there is nothing to sign on a screen.
BY_HAND: Final = "none"
SETTINGS_PLACES: Final = (
    Place("settings", _("Ikhtisar"), "", frozenset({SYSTEM_ADMIN})),
    Place("positions", _("Jabatan"), "", OFFICE),
    Place("people", _("Orang"), "", frozenset({SYSTEM_ADMIN})),
    Place("calendars", _("Kalender"), "", OFFICE),
    Place("service-classes", _("Kelas layanan"), "", frozenset({SYSTEM_ADMIN})),
    Place("escalation", _("Eskalasi"), "", frozenset({SYSTEM_ADMIN})),
    Place("guides", _("Panduan"), "", frozenset({SYSTEM_ADMIN})),
    Place("paper-settings", _("Naskah"), "", frozenset({KABID, KASI, SYSTEM_ADMIN})),
    Place("channels", _("Saluran"), "", frozenset({SYSTEM_ADMIN})),
    Place("news-rules", _("Pemberitahuan"), "", frozenset({SYSTEM_ADMIN})),
    Place(
        "archive",
        _("Arsip"),
        "",
        frozenset({KABID, KASI, OPERATOR, HEAD, SYSTEM_ADMIN, AUDITOR}),
    ),
    Place("record", _("Jejak audit"), "", frozenset({SYSTEM_ADMIN, AUDITOR})),
)
"""The pages of the settings, in the order in which their own navigation names them."""


def navigation(actor: Actor | None) -> tuple[tuple[str, str, str], ...]:
    """(address, word, keys) for everything this actor may open; a page not there is left out."""
    if actor is None:
        return ()
    place = (settings.ROOT_URLCONF, get_script_prefix())
    hidden = () if settings.SIGAP_SIGNING.signer != BY_HAND else (_SIGNING,)
    return _entries(False, *place, actor.roles, get_language(), hidden)


def settings_places(actor: Actor) -> tuple[tuple[str, str, str], ...]:
    """(address, word, keys) for every page of the settings that this actor may open."""
    place = (settings.ROOT_URLCONF, get_script_prefix())
    return _entries(True, *place, actor.roles, get_language())


@lru_cache(maxsize=512)
def _entries(
    of_settings: bool,
    urlconf: str,
    prefix: str,
    roles: frozenset[str],
    language: str | None,
    hidden: tuple[str, ...] = (),
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (address, str(place.word), place.keys)
        for place in (SETTINGS_PLACES if of_settings else PLACES)
        if roles & place.roles and place.name not in hidden and (address := address_of(place.name))
    )


def address_of(name: str) -> str | None:
    """The address of a page, or None where this installation has no such page."""
    try:
        return url(name)
    except NoReverseMatch:
        return None


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page; remembered, because a list asks for hundreds of them."""
    place = (settings.ROOT_URLCONF, get_script_prefix())
    return _address(place, name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _address(
    place: tuple[str, str], name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    return reverse(name, urlconf=place[0], args=args, kwargs=dict(kwargs))
