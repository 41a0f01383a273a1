"""Values of the inventory: what was written out reads back the same, and what is wrong is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.inventory import KINDS
from sigap.domain.inventory_model import Column, Type
from sigap.domain.inventory_values import (
    MOST_SPEED,
    Unreadable,
    read_item,
    read_value,
    speed_words,
    written,
)

SPEED = Column("speed_bps", "Kecepatan", Type.SPEED)
COLUMNS = [column for kind in KINDS.values() for column in kind.columns]
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


def plain_values(column: Column) -> st.SearchStrategy[object]:
    """Values as a picture may hold them."""
    degrees = st.decimals(-90, 90, places=6).map(lambda value: f"{value:.6f}")
    octets = st.integers(0, 255)
    address = st.tuples(octets, octets, octets, octets).map(lambda parts: ".".join(map(str, parts)))
    speed = st.integers(0, MOST_SPEED)
    by_type: dict[Type, st.SearchStrategy[object]] = {
        Type.CHOICE: st.sampled_from(sorted(column.choices) or [""]),
        Type.WHOLE: st.integers(column.least, column.most),
        Type.SPEED: st.none() | speed,
        Type.DEGREES: degrees,
        Type.DAY: st.just("") | st.dates(date(1990, 1, 1)).map(date.isoformat),
        Type.FLAG: st.booleans(),
        Type.ADDRESS: st.just("") | address,
        Type.ADDRESSES: st.lists(address.map("{}/24".format), max_size=4, unique=True),
        Type.NETWORK: st.just("10.1.0.0/16"),
        Type.MAC: st.integers(0, 2**48 - 1).map(
            lambda number: ":".join(f"{number:012x}"[at : at + 2] for at in range(0, 12, 2))
        ),
        Type.ROUTE: st.lists(
            st.tuples(degrees, degrees).map(lambda p: [*map(float, p)]), max_size=3
        ),
    }
    return by_type.get(column.type, st.sampled_from(["", "a-1", "10.0"]))


@given(data=st.data())
@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_what_is_written_out_reads_back_the_same(column: Column, data: st.DataObject) -> None:
    value = data.draw(plain_values(column))
    assert read_value(column, written(column, value)) == value


@given(text=texts | st.integers() | st.lists(st.integers(), max_size=3) | st.none())
@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_whatever_is_given_is_read_or_refused(column: Column, text: object) -> None:
    try:
        value = read_value(column, text)
    except Unreadable:
        return
    assert read_value(column, written(column, value)) == value


@pytest.mark.parametrize(
    ("typed", "bps"),
    [
        ("100 Mbps", 10**8),
        ("1G", 10**9),
        ("1,5 Gbps", 1_500_000_000),
        ("2.5gbit/s", 2_500_000_000),
        ("1000000", 10**6),
        ("64 kbps", 64_000),
    ],
)
def test_a_capacity_is_read_as_people_write_it(typed: str, bps: int) -> None:
    assert read_value(SPEED, typed) == bps
    assert read_value(SPEED, speed_words(bps)) == bps


@pytest.mark.parametrize("typed", ["cepat", "10 Mbps lagi", "-1", "9" * 30, "1e9"])
def test_what_is_no_capacity_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_value(SPEED, typed)


def test_every_faulty_column_is_named_and_the_rest_is_read() -> None:
    given_ = {"name": "  Router \n inti ", "bought_on": "31/02/2026", "serial": "a\x00b", "x": "1"}
    read, faults = read_item(KINDS["device"], given_)
    assert read == {"name": "Router inti"}
    assert set(faults) == {"bought_on", "serial", "x"}


def test_no_two_columns_of_a_kind_are_found_under_one_heading() -> None:
    for kind in KINDS.values():
        names = [
            name.casefold()
            for column in kind.columns
            for name in {column.key, column.label.casefold(), *column.also}
        ]
        assert len(names) == len(set(names)), (kind.key, sorted(names))
