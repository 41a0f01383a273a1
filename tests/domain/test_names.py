"""Names with degrees, taken apart and put together."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.names import Named, taken_apart


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Hj. Ratna Kusumawardani, S.Kom., M.Si.", ("Hj.", "Ratna Kusumawardani", "S.Kom., M.Si.")),
        ("Dr. H. Surya Nugraha, S.H.", ("Dr. H.", "Surya Nugraha", "S.H.")),
        ("M. Yusuf", ("", "M. Yusuf", "")),
        ("Dr.", ("", "Dr.", "")),
    ],
)
def test_the_likely_parts_of_a_name(name, parts):
    assert taken_apart(name) == Named(*parts)


def _tidy(text: str) -> str:
    """One blank between words and none before a comma, as names are written."""
    return re.sub(r" +(?=,)", "", " ".join(text.split()))


@given(st.text(alphabet="aDr. ,SH", min_size=1).map(_tidy))
def test_putting_the_parts_together_gives_the_name_back(name):
    if name and not name.startswith(",") and not name.endswith(","):
        assert str(taken_apart(name)) == name
