"""The places of the top bar, for each office the ones it works in."""

from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sigap.domain.actor import (
    AUDITOR,
    CONTACT,
    HEAD,
    KABID,
    KASI,
    NETWORK_ADMIN,
    OPERATOR,
    SYSTEM_ADMIN,
    TECHNICIAN,
    Actor,
)

OFFICE: Final = frozenset(
    {KABID, KASI, NETWORK_ADMIN, TECHNICIAN, OPERATOR, HEAD, AUDITOR, SYSTEM_ADMIN}
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
    Place("monitoring", _("Pemantauan"), "g p", OFFICE),
    Place("inventory", _("Inventaris"), "g v", OFFICE),
    Place("reports", _("Laporan"), "g r", OFFICE),
    Place("sop", _("SOP"), "g s", OFFICE | {CONTACT}),
    Place("settings", _("Pengaturan"), "g a", frozenset({SYSTEM_ADMIN})),
)


def navigation(actor: Actor | None) -> list[tuple[str, Place]]:
    """(address, place) for everything this actor may open; a page not installed is left out."""
    if actor is None:
        return []
    return [
        (address, place)
        for place in PLACES
        if actor.holds(*place.roles) and (address := address_of(place.name))
    ]


def address_of(name: str) -> str | None:
    """The address of a page, or None where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
