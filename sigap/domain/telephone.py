"""A telephone number as it is written anywhere, and as networks know it (E.164)."""

import re

INDONESIA = "62"


def international(written: str) -> str:
    """The number with its country code, as "+6281234567890"; "" where it can be none.

    A number that begins with 0 is Indonesian; blanks, dots, hyphens and brackets are left out.
    """
    bare = re.sub(r"[\s().-]", "", written)
    if bare.startswith("0") and not bare.startswith("00"):
        bare = f"+{INDONESIA}{bare[1:]}"
    elif bare.startswith(INDONESIA):
        bare = f"+{bare}"
    return bare if re.fullmatch(r"\+[1-9][0-9]{6,14}", bare) else ""
