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

from sigap.documents.renderers.confined import NotDrawn, compile_confined, not_drawn

__all__ = [
    "PAPERS",
    "SHARED",
    "NotDrawn",
    "asked",
    "built_in",
    "draw",
    "draw_piece",
    "pictured",
    "shipped_kinds",
]

FACES: Final = ("Arimo", "Noto Sans Arabic")
"""Arimo has the widths of Arial; the other shows what Arimo lacks."""

SHARED: Final = "naskah.typ"
STANDARDS: Final[list[Any]] = ["a-3a", "ua-1"]
PAPERS: Final = Path(__file__).parents[1] / "papers"


# The library takes several files as one mapping; its own annotations do not say so.
_compile: Final[Any] = typst.compile
_query: Final[Any] = typst.query


def draw(
    source: str,
    facts: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes],
    at: datetime,
    shared: str | None = None,
) -> bytes:
    """The paper as PDF/A-3a that is also PDF/UA-1: tagged, titled, its letters embedded.

    Facts are data: text in them is text, never Typst. A letter that no face has stands as its code
    point, "[U+1F600]", so that nothing is lost and nothing fails. `at` is the moment written into
    the file, `shared` what the template imports as naskah.typ (ours, where none is given). Raises
    NotDrawn. A template can read what is given here and nothing else, and one that an office wrote
    is held to the limits of `confined`.
    """
    options = {"pdf_standards": STANDARDS, "timestamp": int(at.timestamp())}
    made = _drawn(source, facts, pictures, shared, options)
    if len(made) != 1:
        raise NotDrawn("a paper must be one file")
    return made[0]


def pictured(
    source: str,
    facts: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes],
    shared: str | None = None,
    ppi: float = 80,
) -> list[bytes]:
    """The pages of the paper as PNG, for looking at on a screen. Raises NotDrawn."""
    return _drawn(source, facts, pictures, shared, {"format": "png", "ppi": ppi})


def asked(
    source: str,
    facts: Mapping[str, Any],
    label: str,
    *,
    pictures: Mapping[str, bytes],
    shared: str | None = None,
) -> bytes:
    """What the template says under this label, as a JSON list: of its layout, nothing is drawn.

    Raises NotDrawn.
    """
    return _drawn(source, facts, pictures, shared, {"selector": label, "field": "value"})[0]


def _drawn(
    source: str,
    facts: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    shared: str | None,
    options: Mapping[str, Any],
) -> list[bytes]:
    sources = {
        "main.typ": source,
        SHARED: _shipped()[Path(SHARED).stem] if shared is None else shared,
        "facts.json": json.dumps(_showable(dict(facts)), ensure_ascii=False),
    }
    # What ships has been tried and is drawn here, in a few milliseconds.
    ours = {sources["main.typ"], sources[SHARED]} <= set(_shipped().values())
    # The library takes text from memory only: pictures lie in the folder that is the paper's root.
    with TemporaryDirectory(prefix="sigap-naskah-") as root:
        for name, content in pictures.items():
            Path(root, name).write_bytes(content)
        told = {
            "root": root,
            "font_paths": [str(each) for each in _folders()],
            "ignore_system_fonts": True,
            "package_path": _nowhere(),
            "package_cache_path": _nowhere(),
            **options,
        }
        return _compiled(sources, told) if ours else compile_confined(sources, told)


def draw_piece(source: str, facts: Mapping[str, Any], *, form: str, at: datetime) -> bytes:
    """One page of ours that is placed into a paper drawn before: "pdf", or "png" at 300 dpi.

    As PDF it fits into a PDF/A-3a and has no tags of its own. Facts are data, as for `draw`. Raises
    NotDrawn.
    """
    said = json.dumps(_showable(dict(facts)), ensure_ascii=False)
    told = {
        "root": _nowhere(),
        "font_paths": [str(each) for each in _folders()],
        "ignore_system_fonts": True,
        "package_path": _nowhere(),
        "package_cache_path": _nowhere(),
        "format": form,
        "ppi": 300,
        "pdf_standards": ["a-3b"],
        "pdf_tags": False,
        "timestamp": int(at.timestamp()),
    }
    return _compiled({"main.typ": source, "facts.json": said}, told)[0]


def _compiled(sources: Mapping[str, str], options: Mapping[str, Any]) -> list[bytes]:
    try:
        work = _query if "selector" in options else _compile
        made = work({name: text.encode() for name, text in sources.items()}, **options)
    except typst.TypstError as error:
        raise not_drawn(error.message, error.hints, error.diagnostic) from None
    if isinstance(made, str):
        return [made.encode()]
    return [made] if isinstance(made, bytes) else list(made)


def shipped_kinds() -> list[str]:
    """The kinds of paper whose template ships with the product, and "naskah", what they share."""
    return sorted(_shipped())


@cache
def _shipped() -> Mapping[str, str]:
    return {file.stem: file.read_text(encoding="utf-8") for file in PAPERS.glob("*.typ")}


def built_in(kind: str) -> str | None:
    """The template of this kind that ships with the product, None where there is none."""
    return _shipped().get(kind)


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
