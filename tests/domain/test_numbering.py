"""Letter numbers: filled in and read back by the same pattern, never two alike on one count."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.errors import Invalid
from sigap.domain.numbering import LONGEST, PLACES, Number, counter_key, pattern

BEKASI = pattern("{kode}/{n}/{unit}")
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
codes = st.text("0123456789.", max_size=12)
units = st.text("ABCDEFGHIJ.abcdefghij", max_size=12)
running = st.integers(1, 999_999_999)
separators = st.sampled_from(["/", "-", ".", " / ", "-No.", "/SP-"])
others = st.sampled_from(["{kode}", "{unit}", "{tahun}", "{bulan}", "{bulan_angka}", "DK", ""])


@st.composite
def patterns(draw):
    left = "".join(draw(others) + draw(separators) for _ in range(draw(st.integers(0, 3))))
    right = "".join(draw(separators) + draw(others) for _ in range(draw(st.integers(0, 3))))
    width = draw(st.sampled_from(["", ":1", ":4", ":6"]))
    return pattern(f"{left}{{n{width}}}{right}")


def test_a_number_as_the_city_writes_it():
    number = Number(6316, date(2026, 3, 9), code="800.1.3.3", unit="BKPSDM.Adap")
    assert BEKASI.fill(number) == "800.1.3.3/6316/BKPSDM.Adap"


def test_places_for_year_month_and_leading_noughts():
    made = pattern("{n:4}/SP/{bulan}/{bulan_angka}/{tahun}")
    assert made.fill(Number(17, date(2026, 11, 23))) == "0017/SP/XI/11/2026"


@given(patterns(), running, days, codes, units)
def test_what_is_filled_in_is_read_back(made, n, on, code, unit):
    written = made.fill(Number(n, on, code, unit))
    assert made.running_number(written, code=code, unit=unit) == n


@given(patterns(), running, running, days, days, codes, units)
def test_two_running_numbers_are_never_written_alike(made, n, other, on, then, code, unit):
    same = made.fill(Number(n, on, code, unit)) == made.fill(Number(other, then, code, unit))
    assert not same or n == other


@given(st.text(max_size=60))
def test_any_text_is_a_pattern_or_is_refused_with_the_reason(text):
    said = ""
    try:
        said = pattern(text).fill(Number(1, date(2026, 1, 1)))
    except Invalid as invalid:
        said = str(invalid.faults["pattern"])
    assert said


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{kode}/{unit}", "{n} tepat satu"),
        ("{n}/{n}", "{n} tepat satu"),
        ("{n}/{nomor}", "{nomor}"),
        ("{n:x}/A", "{n:x}"),
        ("{kode:3}/{n}", "{kode:3}"),
        ("{n}/{unit", "berpasangan"),
        ("{kode}{n}", "pemisah"),
        ("1{n}", "pemisah"),
        ("{n}2/A", "pemisah"),
        ("{n}{tahun}", "pemisah"),
        ("{n}/" + "A" * LONGEST, "Paling banyak"),
    ],
)
def test_a_pattern_that_would_mislead_is_refused(text, part):
    with pytest.raises(Invalid) as refused:
        pattern(text)
    assert part in str(refused.value.faults["pattern"])


def test_a_running_number_begins_at_one():
    with pytest.raises(ValueError, match="begins at 1"):
        BEKASI.fill(Number(0, date(2026, 1, 1)))


by = st.frozensets(st.sampled_from(["tahun", "kode", "unit"]))


@given(by, days, days, codes, codes, units, units)
def test_numbers_share_a_counter_exactly_when_they_agree_in_what_it_counts_by(
    counted_by, on, then, code, other, unit, elsewhere
):
    first, second = Number(1, on, code, unit), Number(1, then, other, elsewhere)
    agrees = {"tahun": on.year == then.year, "kode": code == other, "unit": unit == elsewhere}
    alike = all(agrees[name] for name in counted_by)
    assert (
        counter_key("nota", counted_by, first) == counter_key("nota", counted_by, second)
    ) is alike


def test_every_place_is_explained():
    assert all(PLACES.values())
