"""The sealed ledger: every bending is found and named, and the innocent are never blamed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain import ledger
from sigap.domain.ledger import Break, Record

STREAM = "gangguan/2026-000017"

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
scalars = st.none() | st.booleans() | st.integers() | texts
numbers = st.floats(allow_nan=False, allow_infinity=False)
trees = st.recursive(
    scalars | numbers,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(texts, trees, max_size=3)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
contents = st.fixed_dictionaries({"at": moments, "kind": texts, "actor": objects, "data": objects})


def sealed(record: Record) -> Record:
    fields = (record.stream, record.seq, record.at, record.kind, record.actor, record.data)
    return replace(record, seal=ledger.seal(*fields, record.prev))


def chain(parts: Sequence[dict]) -> list[Record]:
    records: list[Record] = []
    for seq, part in enumerate(parts, start=1):
        prev = records[-1].seal if records else ledger.genesis(STREAM)
        records.append(sealed(Record(stream=STREAM, seq=seq, prev=prev, seal="", **part)))
    return records


# Each entry says its own place, so that no two are alike: a swap of equals would be no swap.
chains = st.lists(contents, min_size=2, max_size=8).map(
    lambda parts: chain([part | {"kind": f"{n}"} for n, part in enumerate(parts)])
)


def places(records: list[Record]) -> st.SearchStrategy[int]:
    return st.integers(0, len(records) - 1)


def judged(records: list[Record], truth: list[Record]) -> Break | None:
    return ledger.first_break(STREAM, iter(records), truth[-1].seal, len(truth))


def renumbered(records: list[Record]) -> list[Record]:
    return [replace(record, seq=seq) for seq, record in enumerate(records, start=1)]


def altered(data: st.DataObject, record: Record) -> Record:
    name = data.draw(st.sampled_from(("stream", "at", "kind", "actor", "data", "prev", "seal")))
    values = {"at": moments, "actor": objects, "data": objects}.get(name, texts)
    old = getattr(record, name)
    new = data.draw(values.filter(lambda v: ledger.canonical(v) != ledger.canonical(old)))
    return replace(record, **{name: new})


@given(st.lists(contents, max_size=8))
def test_an_untouched_ledger_is_never_blamed(parts):
    records = chain(parts)
    head = records[-1].seal if records else ledger.genesis(STREAM)
    assert ledger.first_break(STREAM, records, head, len(records)) is None


@given(chains, st.data())
def test_a_change_of_any_field_of_any_entry_is_found_and_named(truth, data):
    place = data.draw(places(truth))
    records = [*truth]
    records[place] = altered(data, truth[place])
    found = judged(records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.CHANGED, place + 1)


@given(chains, st.data())
def test_a_change_of_the_number_of_any_entry_is_found_and_named(truth, data):
    place = data.draw(places(truth))
    number = data.draw(st.integers(-3, 99).filter(lambda n: n != place + 1))
    records = [*truth]
    records[place] = replace(truth[place], seq=number)
    found = judged(records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.CHANGED, place + 1)


@given(chains, st.data())
def test_a_number_changed_in_a_table_is_found_wherever_the_entry_then_sorts(truth, data):
    place = data.draw(places(truth))
    number = data.draw(st.sampled_from((-7, 0, 50)))
    records = [*truth]
    records[place] = replace(truth[place], seq=number)
    records.sort(key=lambda record: record.seq)
    found = judged(records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.CHANGED, place + 1)


@given(chains, st.data())
def test_an_entry_changed_and_sealed_anew_is_found_and_named(truth, data):
    place = data.draw(places(truth))
    records = [*truth]
    records[place] = sealed(replace(truth[place], kind="lain"))
    found = judged(records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.CHANGED, place + 1)


@given(chains, st.data(), st.booleans())
def test_any_drop_is_found_and_named(truth, data, renumber):
    place = data.draw(st.integers(0, len(truth) - 2))
    records = truth[:place] + truth[place + 1 :]
    found = judged(renumbered(records) if renumber else records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.DROPPED, place + 1)


@given(chains, st.data(), st.booleans())
def test_any_swap_is_found_and_named(truth, data, renumber):
    one, other = sorted(data.draw(st.lists(places(truth), min_size=2, max_size=2, unique=True)))
    records = [*truth]
    records[one], records[other] = truth[other], truth[one]
    found = judged(renumbered(records) if renumber else records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.SWAPPED, one + 1)
    assert found.params["other"] == other + 1


@given(chains, contents, st.data(), st.booleans())
def test_an_entry_slipped_in_with_a_perfect_seal_is_found_and_named(truth, part, data, renumber):
    place = data.draw(st.integers(0, len(truth)))
    prev = truth[place - 1].seal if place else ledger.genesis(STREAM)
    forged = Record(stream=STREAM, seq=place + 1, prev=prev, seal="", **part | {"kind": "palsu"})
    records = [*truth[:place], sealed(forged), *truth[place:]]
    found = judged(renumbered(records) if renumber else records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.ADDED, place + 1)


@given(chains, contents, st.data(), st.booleans())
def test_an_entry_slipped_in_without_its_place_in_the_chain_is_found(truth, part, data, true_seal):
    place = data.draw(st.integers(0, len(truth)))
    number, prev = data.draw(st.integers(-2, 40)), data.draw(texts)
    forged = Record(stream=STREAM, seq=number, prev=prev, seal="00", **part)
    records = [*truth[:place], sealed(forged) if true_seal else forged, *truth[place:]]
    found = judged(records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.ADDED, place + 1)


@given(chains, st.data(), st.booleans())
def test_an_entry_that_comes_twice_is_found_and_named(truth, data, renumber):
    copied, place = data.draw(places(truth)), data.draw(st.integers(0, len(truth)))
    records = [*truth[:place], truth[copied], *truth[place:]]
    found = judged(renumbered(records) if renumber else records, truth)
    assert found is not None
    assert found.kind == ledger.ADDED
    # Beside its own twin nobody can say which of the two was there first.
    assert found.seq in ({copied + 1, copied + 2} if place - copied in (0, 1) else {place + 1})


@given(chains, st.data())
def test_any_cut_tail_is_found_and_named(truth, data):
    kept = data.draw(st.integers(0, len(truth) - 1))
    found = judged(truth[:kept], truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.CUT, kept + 1)


@given(chains, st.integers(1, 5))
def test_a_head_or_a_length_that_was_bent_is_found(truth, more):
    assert ledger.first_break(STREAM, truth, "00", len(truth)) is not None
    for length in (len(truth) + more, len(truth) - 1):
        assert ledger.first_break(STREAM, truth, truth[-1].seal, length) is not None


def test_an_entry_of_another_case_is_not_taken_for_one_of_this_case():
    part = {"at": datetime(2026, 11, 23, tzinfo=UTC), "kind": "lapor", "actor": {}, "data": {}}
    records = chain([part])
    found = ledger.first_break("gangguan/lain", records, records[-1].seal, 1)
    assert found is not None
    assert found.kind == ledger.CHANGED


def test_an_empty_stream_has_its_own_head():
    assert ledger.first_break("a", [], ledger.genesis("a"), 0) is None
    assert ledger.first_break("b", [], ledger.genesis("a"), 0) is not None


@given(trees)
def test_what_json_gives_back_is_written_the_same_again(tree):
    kept = ledger.plain(tree)
    assert ledger.canonical(kept) == ledger.canonical(tree)


def test_moments_are_written_in_utc_with_microseconds():
    wib = timezone(timedelta(hours=7))
    assert ledger.moment(datetime(2026, 11, 23, 9, 15, tzinfo=wib)) == "2026-11-23T02:15:00.000000Z"


def test_keys_are_sorted_and_letters_stay_letters():
    assert ledger.canonical({"b": 1.0, "a": "é"}) == '{"a":"é","b":1}'.encode()


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), "a\x00", "\ud800", {1: 1}, b"x", {1, 2}, datetime(2026, 1, 1)],
)
def test_what_no_database_gives_back_alike_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        ledger.canonical({"nilai": value})
