"""Telephone numbers as people write them."""

import pytest

from sigap.domain.telephone import international


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("(021) 8895-0000", "+622188950000"),
        ("62812.3456.7890", "+6281234567890"),
        ("+65 6123 4567", "+6561234567"),
        ("", ""),
        ("119", ""),
        ("0062812345", ""),
        ("8123456789", ""),
        ("0812x3456789", ""),
    ],
)
def test_a_number_gets_its_country_code_or_is_none(written, known):
    assert international(written) == known
    assert international(known) == known
