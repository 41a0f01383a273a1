"""What each state is called on screen, and the icon and tone that go with the word."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from sigap.web.icons import icon
from sigap.web.voice import Voice


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
    "labil": State(_("Labil"), "follow", "hampir"),
    "putus": State(_("Putus"), "late", "buruk"),
    "tidak-diketahui": State(_("Tidak diketahui"), "info", "netral"),
    "memburuk": State(_("Memburuk"), "late", "buruk"),
    "membaik": State(_("Membaik"), "on-time", "baik"),
    "berubah": State(_("Berubah"), "follow", "netral"),
    "tetap": State(_("Tetap"), "check", "netral"),
    "menyala": State(_("Menyala"), "check", "baik"),
    "mati": State(_("Mati"), "cancel", "netral"),
    "belum-lengkap": State(_("Belum lengkap"), "warning", "hampir"),
    "terganggu": State(_("Terganggu"), "late", "buruk"),
    "diperlambat": State(_("Diperlambat"), "hold", "jeda"),
    "menunggu": State(_("Menunggu"), "at-risk", "jeda"),
    "terkirim": State(_("Terkirim"), "check", "baik"),
    "sampai": State(_("Sudah sampai"), "check", "baik"),
    "dilihat": State(_("Dilihat"), "check", "baik"),
    "ditunda": State(_("Dicoba lagi"), "back", "hampir"),
    "gagal": State(_("Gagal"), "late", "buruk"),
    "rusak": State(_("Rusak"), "late", "buruk"),
    "dilepas": State(_("Tidak dipakai lagi"), "cancel", "netral"),
    "impor-diperiksa": State(_("Belum dijalankan"), "hold", "jeda"),
    "impor-dijalankan": State(_("Dijalankan"), "check", "baik"),
    "impor-dibatalkan": State(_("Dibatalkan"), "back", "netral"),
    "impor-dibuang": State(_("Disisihkan"), "cancel", "netral"),
    "dikirim-ulang": State(_("Dikirim ulang"), "back", "jeda"),
}


def state_of(key: str) -> State:
    """How this state is shown; an unknown key is shown as itself, without a tone."""
    return STATES.get(key) or State(key, "info", "netral")


def badge(voice: Voice, key: str, more: str = "", word: str = "") -> Markup:
    """The state as one badge. Written here and not as a macro: a list shows hundreds of them."""
    opening, own = _drawn(key, voice.language)
    rest = f' <span class="more">{escape(more)}</span>' if more else ""
    return Markup(f"{opening}{escape(word) if word else own}{rest}</span>")


@lru_cache(maxsize=256)
def _drawn(key: str, language: str) -> tuple[str, Markup]:
    shown = state_of(key)
    with translation.override(language):
        word = escape(str(shown.word))
    return f'<span class="state" data-tone="{shown.tone}">{icon(shown.icon)}', word
