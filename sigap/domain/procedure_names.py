"""What every key in a file must be: a slug, used once, and known where it is referred to."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from sigap.domain.errors import words
from sigap.domain.procedure_faults import Findings
from sigap.domain.procedure_lines import Path

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_KEY = 60


def doubles(values: Iterable[str | int]) -> Iterator[tuple[int, str | int]]:
    """Every value, with its place, that stood before; blanks were reported elsewhere."""
    seen: set[str | int] = set()
    for place, value in enumerate(values):
        if value and value in seen:
            yield place, value
        seen.add(value)


def check_doubles(
    values: Iterable[str | int], path: Path, key: str, code: str, findings: Findings
) -> None:
    """Note every value of `key`, in tables that are repeated at `path`, that stood before."""
    template = words("%(key)s “%(value)s” sudah dipakai di atas; setiap %(key)s hanya satu kali.")
    for place, value in doubles(values):
        findings.add((*path, place, key), code, template, key=key, value=value)


def check_slug(
    value: str, path: Path, findings: Findings, pattern: re.Pattern[str] = _SLUG
) -> None:
    """Note a key that is no slug or too long; blanks were reported elsewhere."""
    if value and (not pattern.fullmatch(value) or len(value) > _LONGEST_KEY):
        template = words(
            "“%(value)s” bukan kunci yang sah: pakai huruf kecil, angka, dan tanda hubung, diawali"
            " huruf, misalnya kirim-pelaksana."
        )
        findings.add(path, "not-a-slug", template, value=value[:_LONGEST_KEY])


def unknown(value: str, known: Iterable[str], path: Path, code: str, findings: Findings) -> bool:
    """Note a name that nothing bears, with the nearest one; blanks were reported elsewhere."""
    names = tuple(name for name in known if name)
    if not value or value in names:
        return False
    near = get_close_matches(value, names, n=1)
    if near:
        template = words("“%(value)s” tidak ada; mungkin maksudnya “%(near)s”.")
        findings.add(path, code, template, value=value, near=near[0])
    else:
        template = words("“%(value)s” tidak ada; yang ada: %(known)s.")
        listed = ", ".join(dict.fromkeys(names)) or "–"
        findings.add(path, code, template, value=value, known=listed)
    return True
