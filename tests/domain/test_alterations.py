"""Content that went by a recorded act: accepted as the act left it, and in no other way."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain import alterations, ledger
from sigap.domain.alterations import (
    DESTROYED,
    REDACTED,
    STREAM,
    Removed,
    content_now,
    removed_files,
)
from sigap.domain.ledger import Record
from tests.domain.test_ledger import STREAM as CASE
from tests.domain.test_ledger import altered, chains, objects

salts = st.text("0123456789abcdef", min_size=32, max_size=32)


def salted(truth: list[Record], salt: str) -> list[Record]:
    """The same chain as it is sealed with salts."""
    records: list[Record] = []
    for record in truth:
        prev = records[-1].seal if records else ledger.genesis(CASE)
        said = (record.stream, record.seq, record.at, record.kind, record.actor, record.data, prev)
        mark = ledger.seal(*said, salt)
        records.append(replace(record, prev=prev, seal=mark, salt=salt))
    return records


def broken(records: list[Record], truth: list[Record], *acts: Record) -> ledger.Break | None:
    told = [(DESTROYED, {"entries": [alterations.named(record)]}) for record in acts]
    known = alterations.alterations(told).get(CASE, {})
    return ledger.first_break(CASE, records, truth[-1].seal, len(truth), known)


def emptied(record: Record) -> Record:
    return replace(record, actor={}, data={}, salt="")


@given(chains, salts, st.data())
def test_what_a_recorded_act_left_is_no_break(truth, salt, data):
    truth = salted(truth, salt) if data.draw(st.booleans()) else truth
    gone = data.draw(st.sets(st.integers(0, len(truth) - 1)))
    records = [emptied(r) if place in gone else r for place, r in enumerate(truth)]
    assert broken(records, truth, *(records[place] for place in gone)) is None


@given(chains, salts, st.data())
def test_content_that_goes_without_a_record_is_found(truth, salt, data):
    truth = salted(truth, salt)
    place = data.draw(st.integers(0, len(truth) - 1))
    records = [*truth]
    records[place] = emptied(truth[place])
    found = broken(records, truth)
    assert found is not None
    assert (found.kind, found.seq) == (ledger.CHANGED, place + 1)


@given(chains, salts, st.data())
def test_any_change_of_what_an_act_left_is_found(truth, salt, data):
    truth = salted(truth, salt)
    place = data.draw(st.integers(0, len(truth) - 1))
    left = replace(emptied(truth[place]), data=data.draw(objects))
    records = [*truth]
    records[place] = altered(data, left)
    found = broken(records, truth, left)
    assert found is not None
    assert found.seq in {place + 1, place + 2}


@given(chains, salts, st.data())
def test_any_other_change_beside_a_recorded_one_is_found(truth, salt, data):
    truth = salted(truth, salt)
    gone, bent = data.draw(
        st.lists(st.integers(0, len(truth) - 1), min_size=2, max_size=2, unique=True)
    )
    records = [*truth]
    records[gone] = emptied(truth[gone])
    records[bent] = altered(data, truth[bent])
    assert broken(records, truth, records[gone]) is not None


@given(chains, salts, st.data())
def test_content_that_comes_back_is_a_change_too(truth, salt, data):
    truth = salted(truth, salt)
    place = data.draw(st.integers(0, len(truth) - 1))
    assert broken(truth, truth, emptied(truth[place])) is not None


@given(chains, salts, st.data())
def test_an_act_for_an_entry_that_never_was_covers_nothing(truth, salt, data):
    truth = salted(truth, salt)
    place = data.draw(st.integers(0, len(truth) - 1))
    forged = replace(emptied(truth[place]), seal="0" * 64)
    records = [*truth]
    records[place] = emptied(truth[place])
    assert broken(records, truth, forged) is not None


def test_the_salt_is_part_of_the_seal_and_old_entries_have_none():
    said = (CASE, 1, None, "a", {}, {}, "0")
    assert ledger.seal(*said) == ledger.seal(*said, "") != ledger.seal(*said, "00")


@given(st.recursive(st.none() | st.integers() | st.text(), lambda each: st.lists(each, max_size=4)))
def test_what_is_not_written_as_an_act_covers_nothing(nonsense):
    acts = [(DESTROYED, {"entries": each, "documents": each}) for each in (nonsense, [nonsense])]
    assert alterations.alterations(acts) == {}
    assert alterations.destroyed_documents(acts) == {}


def test_the_acts_themselves_are_never_altered():
    each = [STREAM, 1, "0" * 64, "1" * 64]
    assert alterations.alterations([(DESTROYED, {"entries": [each]})]) == {}


def test_the_latest_act_on_an_entry_counts():
    acts = [(DESTROYED, {"entries": [[CASE, 1, "a", now]]}) for now in ("b", "c")]
    assert alterations.alterations(acts)[CASE][1].now == "c"


CONTENTS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True)


@given(CONTENTS, st.booleans())
def test_a_file_is_what_its_acts_say_one_after_another(contents: list[str], gone: bool) -> None:
    ways = [*contents, ""] if gone else contents
    pairs = pairwise(ways)
    files = [{"key": "k", "sha256": before, "copy": after} for before, after in pairs]
    acts = [(REDACTED, {"files": [each]}) for each in files]
    found = removed_files(acts).get("k", [])
    assert content_now(contents[0], found) == ways[-1]
    assert content_now("other", found) == (None if found else "other")
    assert content_now(contents[0], [*found, Removed("other", "x")]) is None
    if len(found) > 1:
        assert content_now(contents[0], found[1:]) is None


@pytest.mark.parametrize(
    "act",
    [
        (DESTROYED, {"files": [{"key": "k", "sha256": "a", "copy": ""}]}),
        (REDACTED, {"files": {"key": "k", "sha256": "a", "copy": ""}}),
        (REDACTED, {"files": [["k", "a", ""]]}),
        (REDACTED, {"files": [{"key": "k", "sha256": 1, "copy": ""}, {"key": "k"}]}),
        (REDACTED, {}),
    ],
)
def test_what_is_not_written_as_an_act_about_files_leaves_no_gap(act: tuple[str, dict]) -> None:
    assert removed_files([act]) == {}
