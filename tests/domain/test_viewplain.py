"""A look at a device as plain data: nothing is lost on the way through a JSON column."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain import deviceview as view
from sigap.domain.deviceview import Counters, DeviceView, Interface, System
from sigap.domain.evidence import raw_output
from sigap.domain.viewplain import raw_plain, raw_read, view_plain, view_read

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
texts = st.text(max_size=12)
counts = st.none() | st.integers(0, 2**64)
spans = st.none() | st.integers(0, 10**12).map(lambda n: timedelta(milliseconds=10 * n))
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
counters = st.builds(Counters, counts, counts, counts, counts, counts, counts, st.just(32))
looks = st.builds(
    DeviceView,
    system=st.builds(System, name=texts, version=texts, uptime=spans),
    interfaces=st.lists(
        st.builds(
            Interface, texts, index=counts, oper=texts, changed_at_uptime=spans, counters=counters
        ),
        max_size=3,
    ).map(tuple),
    neighbours=st.lists(st.builds(view.Neighbour, texts, texts, texts), max_size=2).map(tuple),
    routes=st.lists(st.builds(view.Route, texts, texts), max_size=2).map(tuple),
    optics=st.lists(st.builds(view.Optic, texts, numbers), max_size=2).map(tuple),
    notes=st.lists(st.builds(view.Note, texts, texts), max_size=2).map(tuple),
)


@given(looks)
def test_what_is_written_reads_back_the_same(seen):
    assert view_read(json.loads(json.dumps(view_plain(seen)))) == seen


def test_a_field_of_another_version_is_passed_over():
    data = {"system": {"name": "a", "colour": "blue"}, "interfaces": [{"name": "b", "new": 1}]}
    assert view_read(data) == DeviceView(System(name="a"), (Interface("b"),))


@given(st.lists(texts, max_size=3))
def test_raw_outputs_keep_their_seal(said):
    raw = tuple(raw_output(f"show {n}", text, at=AT) for n, text in enumerate(said))
    kept = raw_read(json.loads(json.dumps(raw_plain(raw))))
    assert kept == raw
    assert all(one.is_sealed for one in kept)


def test_an_output_that_was_changed_in_its_row_is_not_sealed_any_more():
    rows = raw_plain([raw_output("show version", "15.0", at=AT)])
    rows[0]["text"] = "15.1"
    assert not raw_read(rows)[0].is_sealed
