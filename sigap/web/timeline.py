"""The ledger of a case on a page: newest first, in the language of its reader."""

from collections.abc import Iterable

from sigap.audit.models import Entry
from sigap.incidents.chronicle import Reader, Told, Tongue, chronicle
from sigap.web.voice import FILTERS, voice


def timeline(entries: Iterable[Entry], reader: Reader) -> list[Told]:
    """The entries this reader may see, newest first."""
    return chronicle(entries, reader, Tongue(voice().text, FILTERS["short_moment"]))[::-1]
