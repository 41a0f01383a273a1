"""Draws papers with Typst: the same source and the same facts give the same bytes, anywhere."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Final

import fontpkg
import typst
from fontTools.ttLib import TTFont

FACES: Final = ("Arimo", "Noto Sans Arabic")
"""Arimo has the widths of Arial; the other shows what Arimo lacks."""

SHARED: Final = "naskah.typ"
STANDARDS: Final[list[Any]] = ["a-3a", "ua-1"]
PAPERS: Final = Path(__file__).parents[1] / "papers"


# The library takes several files as one mapping; its own annotations do not say so.
_compile: Final[Any] = typst.compile


class NotDrawn(Exception):
    """The template cannot be drawn with these facts; the message says where and why."""


def draw(
    source: str, facts: Mapping[str, Any], *, pictures: Mapping[str, bytes], at: datetime
) -> bytes:
    """The paper as PDF/A-3a that is also PDF/UA-1: tagged, titled, its letters embedded.

    Facts are data: text in them is text, never Typst. A letter that no face has stands as its code
    point, "[U+1F600]", so that nothing is lost and nothing fails. `at` is the moment written into
    the file. Raises NotDrawn. A template can read what is given here and nothing else.
    """
    sources = {
        "main.typ": source.encode(),
        SHARED: (PAPERS / SHARED).read_bytes(),
        "facts.json": json.dumps(_showable(dict(facts)), ensure_ascii=False).encode(),
    }
    # The library takes text from memory only: pictures lie in the folder that is the paper's root.
    with TemporaryDirectory(prefix="sigap-naskah-") as root:
        for name, content in pictures.items():
            Path(root, name).write_bytes(content)
        made = _compiled(sources, root, at)
    if not isinstance(made, bytes):
        raise NotDrawn("a paper must be one file")
    return made


def _compiled(sources: Mapping[str, bytes], root: str, at: datetime) -> Any:
    try:
        return _compile(
            sources,
            root=root,
            font_paths=_folders(),
            ignore_system_fonts=True,
            pdf_standards=STANDARDS,
            package_path=_nowhere(),
            package_cache_path=_nowhere(),
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise NotDrawn(f"{error.message} {' '.join(error.hints)}".strip()) from None


def built_in(kind: str) -> str | None:
    """The template of this kind that ships with the product, None where there is none."""
    place = PAPERS / f"{kind}.typ"
    if kind == Path(SHARED).stem or not place.is_file():
        return None
    return place.read_text(encoding="utf-8")


def _showable(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(letter if ord(letter) in _known() else _named(letter) for letter in value)
    if isinstance(value, Mapping):
        return {key: _showable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(each) for each in value]
    return value


def _named(letter: str) -> str:
    if letter in "\n\t\r":
        return letter
    # Joiners, selectors and other signs without a face of their own leave no trace.
    return f"[U+{ord(letter):04X}]" if letter.isprintable() else ""


@cache
def _known() -> frozenset[int]:
    found: set[int] = set()
    for place in _faces():
        with TTFont(place, lazy=True) as face:
            found |= set(face.getBestCmap())
    return frozenset(found)


def _faces() -> list[Path]:
    return [Path(fontpkg.path(name)) for name in FACES]


@cache
def _folders() -> list[str | Path]:
    return sorted({face.parent for face in _faces()})


@cache
def _nowhere() -> str:
    """An empty folder: what Typst takes for its packages."""
    return mkdtemp(prefix="sigap-naskah-")
