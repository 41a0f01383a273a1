"""What a browser calls itself, in words that its owner recognises in a list of sessions."""

from typing import Final

from django.utils.translation import gettext as _

# The first that fits: many browsers also claim to be those further down.
_PROGRAMS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """ "Firefox, Windows"; a guess from what the browser says of itself, never a proof."""
    found = [
        next((word for mark, word in known if mark in user_agent), "")
        for known in (_PROGRAMS, _SYSTEMS)
    ]
    return ", ".join(word for word in found if word) or _("Peramban tidak dikenal")
