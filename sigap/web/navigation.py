"""Addresses by name, and the places of the top bar that each office works in."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sigap.domain.actor import CONTACT, OFFICE, SYSTEM_ADMIN, Actor


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
    Place("monitoring", _("Pemantauan"), "g p", OFFICE),
    Place("inventory", _("Inventaris"), "g v", OFFICE),
    Place("reports", _("Laporan"), "g r", OFFICE),
    Place("sop", _("SOP"), "g s", OFFICE | {CONTACT}),
    Place("settings", _("Pengaturan"), "g a", frozenset({SYSTEM_ADMIN})),
)


def navigation(actor: Actor | None) -> tuple[tuple[str, str, str], ...]:
    """(address, word, keys) for everything this actor may open; a page not there is left out."""
    if actor is None:
        return ()
    return _entries(settings.ROOT_URLCONF, get_script_prefix(), actor.roles, get_language())


@lru_cache(maxsize=512)
def _entries(
    urlconf: str, prefix: str, roles: frozenset[str], language: str | None
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (address, str(place.word), place.keys)
        for place in PLACES
        if roles & place.roles and (address := address_of(place.name))
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
