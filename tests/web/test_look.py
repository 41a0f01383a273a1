"""The stylesheet's promises: contrast in both themes, weight, and nothing inline."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

STATIC = Path("sigap/web/static/sigap")
STYLES = (STATIC / "sigap.css").read_text(encoding="utf-8")
TEMPLATES = sorted(Path("sigap/web/templates").rglob("*.html"))
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", STYLES
    )
}
STATES = ("baik", "hampir", "buruk", "jeda")
AA, AAA, SHAPE = 4.5, 7.0, 3.0

PAIRS = [
    *(
        (text, ground, AA)
        for text in ("ink", "muted", "accent")
        for ground in ("ground", "surface")
    ),
    ("on-accent", "accent", AA),
    ("accent", "accent-wash", AA),
    ("ink", "accent-wash", AA),
    ("muted", "accent-wash", AA),
    # The clock is read from across the room: AAA.
    *((f"{state}-ink", "surface", AAA) for state in STATES),
    *((f"{state}-ink", f"{state}-wash", AAA) for state in STATES),
    *((f"{state}-mark", ground, SHAPE) for state in STATES for ground in ("surface", "ground")),
    ("surface", "baik-mark", SHAPE),
]


def _light(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_words_and_marks_stand_out(text: str, ground: str, least: float, theme: int) -> None:
    high, low = sorted((_light(TOKENS[text][theme]), _light(TOKENS[ground][theme])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least


def test_styles_and_scripts_of_an_office_page_stay_under_60_kb() -> None:
    shipped = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    files = [STATIC / "sigap.css", STATIC / "sigap.js", shipped]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 60_000


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_needs_what_the_security_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*src=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_template_opens_with_its_contract(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{# ")


def test_the_colours_stand_in_the_tokens_only() -> None:
    rest = STYLES.split("@layer base {", 1)[1]
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rest)) <= {"#fff", "#999"}
