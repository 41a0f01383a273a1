"""What an agency's free words say of its network: restored, still down, or neither for certain."""

import re
from typing import Final

from sigap.domain.case import Answer

MOST_WORDS: Final = 30
"""A longer message tells a story: a person has to read it."""

_WORD = re.compile(r"[a-z0-9]+")
# What people put before the matter itself.
_COURTESIES: Final = (
    "selamat pagi siang sore malam assalamualaikum assalamu alaikum wr wb salam halo hai yth "
    "bapak ibu pak bu kak min admin mas mbak tim rekan terima kasih makasih trims baik ok oke "
    "ya siap alhamdulillah puji syukur untuk jaringan internet wifi koneksi jaringannya "
    "internetnya wifinya koneksinya disini kami kantor lapor info saat sekarang ini"
)
_COURTESY: Final = frozenset(_COURTESIES.split())
_ALREADY: Final = frozenset({"sudah", "udah", "sdh", "telah", "dah"})
_RESTORED: Final = frozenset(
    {"normal", "pulih", "nyala", "lancar", "hidup", "jalan", "terhubung", "tersambung"}
)
_STILL: Final = frozenset({"masih", "msh", "tetap"})
_DOWN: Final = frozenset({"gangguan", "mati", "putus", "down", "terputus", "bermasalah", "error"})
_NOT: Final = frozenset({"belum", "blm", "tidak", "tdk", "gak", "nggak", "bukan", "jangan"})
# One of these anywhere and the rest of the sentence may take back its beginning.
_DOUBT: Final = frozenset(
    {"tapi", "tetapi", "namun", "kecuali", "cuma", "hanya", "apakah", "kapan", "kalau", "jika"}
    | {"sebagian", "kadang", "kemudian", "lalu", "setelah", "sebelum", "mungkin", "sepertinya"}
)


def answer_in(text: str) -> Answer | None:
    """The step-7 answer that these words give, or None where a person has to read them.

    Certain or nothing: "sudah normal, terima kasih" is an answer, "sudah normal tapi lambat",
    "apakah sudah normal?" and everything long or unusual is not (SOP row 7).
    """
    said = _WORD.findall(text.lower().replace("'", ""))
    if not 0 < len(said) <= MOST_WORDS or "?" in text or _DOUBT.intersection(said):
        return None
    matter = [word for word in said if word not in _COURTESY]
    for length in (1, 2):
        found = _meaning(tuple(matter[:length]))
        if found is not None:
            return found if _agrees(found, matter[length:]) else None
    return None


def _meaning(words: tuple[str, ...]) -> Answer | None:
    match words:
        case (word,) if word in _RESTORED:
            return Answer.RESTORED
        case (first, second) if first in _ALREADY and second in _RESTORED:
            return Answer.RESTORED
        case (first, second) if first in _STILL and second in _DOWN | _NOT:
            return Answer.STILL_DOWN
        case (first, second) if first in _NOT and second in _RESTORED:
            return Answer.STILL_DOWN
    return None


def _agrees(found: Answer, rest: list[str]) -> bool:
    """Whether nothing after the answer speaks against it."""
    against = _NOT | _STILL | _DOWN if found is Answer.RESTORED else _ALREADY
    return not against.intersection(rest)
