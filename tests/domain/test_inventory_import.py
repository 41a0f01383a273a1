"""What an import would do: the same whatever the order of its rows, and never a half of it."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.inventory import KINDS, differences
from sigap.domain.inventory_import import (
    Act,
    Sheet,
    columns_of,
    export_row,
    kind_of,
    plan,
    quote,
    unquoted,
)
from sigap.domain.inventory_values import new_item

SITES = KINDS["site"]
KEYS = "abcdef"


class Register:
    """The inventory as a dictionary of sites."""

    def __init__(self, upstreams: Mapping[str, str]) -> None:
        self.sites = {key: site(key, above) for key, above in upstreams.items()}

    def picture(self, kind: str, key: str) -> Mapping[str, Any] | None:
        return self.sites.get(key) if kind == "site" else None

    def find(self, to: str, text: str) -> str:
        if to == "agency":
            return text if text == "dinas" else ""
        return text if text in self.sites else ""

    def serial(self, vendor: str, serial: str) -> tuple[str, ...]:
        return ()


def site(key: str, upstream: str = "") -> dict[str, Any]:
    told = {"key": key, "name": key.upper(), "agency": "dinas", "kind": "pop", "upstream": upstream}
    return new_item(SITES, told)[0]


def sheet(rows: Mapping[str, str]) -> Sheet:
    headings = ("kunci", "nama", "perangkat daerah", "jenis", "lokasi induk")
    cells = [(key, key.upper(), "dinas", "pop", above or "-") for key, above in rows.items()]
    return Sheet("site", "lokasi", headings, tuple(enumerate(cells, 2)))


trees = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["", *KEYS]), max_size=6)


def whole(tree: Mapping[str, str]) -> dict[str, str]:
    """A register that stands: no loops and nothing missing above."""
    kept: dict[str, str] = {}
    for key, above in sorted(tree.items()):
        if not above or above in kept:
            kept[key] = above
    return kept


@given(before=trees, rows=trees, data=st.data())
def test_the_order_of_rows_never_changes_the_answer(
    before: dict[str, str], rows: dict[str, str], data: st.DataObject
) -> None:
    other = dict(data.draw(st.permutations(list(rows.items()))))
    answers = [
        {row.key: (row.act, row.after) for row in plan([sheet(each)], Register(whole(before))).rows}
        for each in (rows, other)
    ]
    assert answers[0] == answers[1]


@given(before=trees, rows=trees)
def test_a_sound_plan_leaves_a_register_without_loops_or_gaps(
    before: dict[str, str], rows: dict[str, str]
) -> None:
    register = Register(whole(before))
    found = plan([sheet(rows)], register)
    if not found.sound:
        return
    after = {**register.sites, **{row.key: row.after for row in found.rows}}
    for key in after:
        seen = {key}
        above = after[key]["upstream"]
        while above:
            assert above in after
            assert above not in seen
            seen.add(above)
            above = after[above]["upstream"]


@given(before=trees, rows=trees)
def test_a_change_is_told_with_exactly_what_differs(
    before: dict[str, str], rows: dict[str, str]
) -> None:
    register = Register(whole(before))
    for row in plan([sheet(rows)], register).rows:
        stood = register.sites.get(row.key)
        if row.act is Act.CHANGE:
            assert row.changes == differences(stood or {}, row.after) != {}
        if row.act is Act.SAME:
            assert row.after == stood


def test_the_kind_of_a_table_is_known_by_its_name_or_its_headings() -> None:
    assert kind_of("Data perangkat 2026", ["apa"]) == "device"
    assert kind_of("Sheet1", ["Kunci", "Perangkat A", "Perangkat B"]) == "link"
    assert kind_of("Sheet1", ["Kunci", "Penyedia", "Nomor sirkit"]) == "circuit"
    assert kind_of("Sheet1", ["Kunci", "Nama"]) == ""


def test_every_column_is_found_under_its_own_heading_and_key() -> None:
    for kind in KINDS.values():
        for headings in ([each.label for each in kind.columns], [e.key for e in kind.columns]):
            assert columns_of(kind, headings) == list(kind.columns)


@given(text=st.text(max_size=30))
def test_a_quoted_cell_is_no_formula_and_reads_back(text: str) -> None:
    assert unquoted(quote(text)) == text
    assert not quote(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_an_exported_row_has_a_cell_for_each_column() -> None:
    row = export_row(SITES, site("a") | {"name": "=1+1"}, quoted=True)
    assert (len(row), row[1]) == (len(SITES.columns), "'=1+1")
