"""What other systems say: mapped to our words, and harmless whatever shape it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.inventory_sources import LIBRENMS, NETBOX, PATHS, key_from, sheets_from
from sigap.domain.inventory_values import KEY_SHAPE

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "slug", "id", "device", "type", "value", "object", "site"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
FIELDS = (
    *("id", "name", "slug", "site", "role", "device", "type", "device_type", "speed", "enabled"),
    *("a_terminations", "b_terminations", "assigned_object_type", "assigned_object_id"),
    *("device_id", "port_id", "ifName", "ifSpeed", "sysName", "local_port_id", "remote_port_id"),
)
records = st.lists(st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6), max_size=4)


@pytest.mark.parametrize("kind", [NETBOX, LIBRENMS])
@given(data=st.data())
def test_no_shape_of_an_answer_breaks_the_reading(kind: str, data: st.DataObject) -> None:
    answers = {name: data.draw(records, label=name) for name in PATHS[kind]}
    for sheet in sheets_from(kind, answers):
        assert all(len(cells) == len(sheet.headings) for _, cells in sheet.rows)
        assert all(isinstance(cell, str) for _, cells in sheet.rows for cell in cells)


@given(name=st.text(max_size=200))
def test_a_name_becomes_a_key_or_nothing(name: str) -> None:
    key = key_from(name)
    assert key == "" or (KEY_SHAPE.fullmatch(key) and len(key) <= 100)
    assert key_from(key) == key
