"""What each state is called on screen, and the icon and tone that go with the word."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from sigap.web.icons import icon


@dataclass(frozen=True, slots=True)
class State:
    """One state as it is shown: always a word, an icon and a tone together."""

    word: str | Promise
    icon: str
    tone: str


# Tones are the stylesheet's: baik (green), hampir (amber), buruk (red), jeda (blue-grey), netral.
STATES: Final = {
    "tepat-waktu": State(_("Tepat waktu"), "on-time", "baik"),
    "mendekati-batas": State(_("Mendekati batas"), "at-risk", "hampir"),
    "terlambat": State(_("Terlambat"), "late", "buruk"),
    "tertunda": State(_("Tertunda"), "hold", "jeda"),
    "berjalan": State(_("Berjalan"), "running", "netral"),
    "mengikuti": State(_("Mengikuti induk"), "follow", "jeda"),
    "selesai": State(_("Selesai"), "check", "baik"),
    "dilimpahkan": State(_("Dilimpahkan"), "transfer", "jeda"),
    "dibatalkan": State(_("Dibatalkan"), "cancel", "netral"),
    "pulih": State(_("Pulih"), "on-time", "baik"),
    "masih-gangguan": State(_("Masih gangguan"), "late", "buruk"),
    "belum-dijawab": State(_("Belum dijawab"), "at-risk", "hampir"),
    "belum-dimulai": State(_("Belum dimulai"), "calendar", "netral"),
    "tidak-dilaksanakan": State(_("Tidak dilaksanakan"), "transfer", "netral"),
    "dikembalikan": State(_("Dikembalikan"), "back", "hampir"),
    "draf": State(_("Draf"), "edit", "jeda"),
    "berlaku": State(_("Berlaku"), "check", "baik"),
    "naik": State(_("Normal"), "on-time", "baik"),
    "menurun": State(_("Menurun"), "at-risk", "hampir"),
    "putus": State(_("Putus"), "late", "buruk"),
    "tidak-diketahui": State(_("Tidak diketahui"), "info", "netral"),
}


def state_of(key: str) -> State:
    """How this state is shown; an unknown key is shown as itself, without a tone."""
    return STATES.get(key) or State(key, "info", "netral")


def badge(key: str, more: str = "", word: str = "") -> Markup:
    """The state as one badge. Written here and not as a macro: a list shows hundreds of them."""
    shown = state_of(key)
    rest = f' <span class="more">{escape(more)}</span>' if more else ""
    return Markup(
        f'<span class="state" data-tone="{shown.tone}">{icon(shown.icon)}'
        f"{escape(word or shown.word)}{rest}</span>"
    )
