"""The daily root: it binds everything that stood, and whoever bends a sheet is found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain import roots
from sigap.domain.roots import DOCUMENT, STREAM, Leaf, Sheet

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
KEY = "k" * 64

digests = st.binary(min_size=1, max_size=4).map(lambda part: sha256(part).hexdigest())
leaves = st.builds(
    Leaf,
    st.sampled_from((STREAM, DOCUMENT)),
    st.text("abcde/é", min_size=1, max_size=4),
    st.integers(0, 99),
    digests,
)
days = st.lists(leaves, max_size=9, unique_by=lambda leaf: leaf.place)


def mark(text: bytes) -> str:
    """Stands for a signature: who has no key cannot make it, because here nobody else calls it."""
    return sha256(b"secret" + text).hexdigest()


def signed(key: str, text: bytes, signature: str) -> bool:
    return key == KEY and signature == mark(text)


def book(stands: Sequence[Sequence[Leaf]]) -> list[Sheet]:
    """A sheet for each day, each over what was named that day and before."""
    kept: list[Sheet] = []
    for number, named in enumerate(stands):
        day, at = date(2026, 11, 22) + timedelta(number), AT + timedelta(number)
        last = kept[-1] if kept else None
        sheet = roots.drawn_up(named, roots.standing_after(kept), last, day=day, at=at)
        digest = roots.root_of(sheet)
        kept.append(
            replace(sheet, digest=digest, key=KEY, signature=mark(roots.signed_text(digest)))
        )
    return kept


def found(kept: Sequence[Sheet]) -> list[int]:
    return [no for no, _ in roots.bent_sheets(kept, signed)]


books = st.lists(days, min_size=1, max_size=4).map(book)


@given(days)
def test_the_root_does_not_depend_on_the_order_in_which_things_are_named(named):
    assert roots.tree_of(named) == roots.tree_of(reversed(named))


@given(days.filter(len), st.data())
def test_every_leaf_can_be_shown_to_be_under_the_root_without_the_others(named, data):
    leaf = data.draw(st.sampled_from(named))
    assert roots.proves(leaf, roots.proof(named, leaf.place), roots.tree_of(named))


@given(days.filter(len), leaves, st.data())
def test_what_is_not_under_the_root_cannot_be_shown_to_be(named, other, data):
    place = data.draw(st.sampled_from(named)).place
    steps = roots.proof(named, place)
    assert roots.proves(other, steps, roots.tree_of(named)) is (
        other in named and other.place == place
    )


def test_there_is_no_proof_of_what_does_not_stand():
    with pytest.raises(KeyError):
        roots.proof([], (STREAM, "a"))


@given(books)
def test_untouched_sheets_are_never_blamed(kept):
    assert found(kept) == []


@given(books)
def test_a_sheet_comes_back_from_what_was_handed_out(kept):
    assert [roots.read_sheet(sheet.written()) for sheet in kept] == kept


@pytest.mark.parametrize("value", [None, [], {}, {"format": "x"}, "x", 3])
def test_what_is_no_sheet_is_refused(value):
    with pytest.raises(ValueError, match="no daily sheet"):
        roots.read_sheet(value)


@given(books, st.data())
def test_any_value_bent_on_any_sheet_is_found_and_named(kept, data):
    place = data.draw(st.integers(0, len(kept) - 1))
    name = data.draw(st.sampled_from(["streams", "entries", "documents", "tree", "changes"]))
    old = getattr(kept[place], name)
    new = old + 1 if isinstance(old, int) else mark(b"")
    kept[place] = replace(kept[place], **{name: new})
    assert found(kept) == [place + 1]


@given(books, leaves, st.data())
def test_a_list_of_changes_that_was_bent_is_found_and_named(kept, leaf, data):
    place = data.draw(st.integers(0, len(kept) - 1))
    others = tuple(each for each in kept[place].leaves if each.place != leaf.place)
    bent = replace(kept[place], leaves=(*others, replace(leaf, length=100)))
    kept[place] = bent
    assert found(kept)[0] == place + 1


@given(st.lists(days, min_size=2, max_size=5).map(book), st.data())
def test_a_sheet_taken_out_is_missed(kept, data):
    place = data.draw(st.integers(0, len(kept) - 2))
    del kept[place]
    assert found(kept)[0] == kept[place].no


@given(books, leaves)
def test_a_book_written_anew_is_found_by_any_sheet_kept_elsewhere(kept, leaf):
    anchor = kept[-1]
    anew = book([[replace(leaf, length=100)] for _ in kept])
    assert found(anew) == []
    fault = roots.against_anchor(anchor, {sheet.no: sheet for sheet in anew}, signed)
    assert fault is not None
    assert fault.seq == anchor.no


@given(books)
def test_sheets_cut_off_are_found_by_the_last_one_kept_elsewhere(kept):
    left = {sheet.no: sheet for sheet in kept[:-1]}
    assert roots.against_anchor(kept[-1], left, signed) is not None
    assert roots.against_anchor(kept[-1], {s.no: s for s in kept}, signed) is None


@given(books, leaves)
def test_an_anchor_that_was_bent_itself_proves_nothing(kept, leaf):
    here = {sheet.no: sheet for sheet in kept}
    bent = replace(kept[-1], leaves=(replace(leaf, length=100),))
    assert roots.against_anchor(bent, here, signed) is not None
    assert roots.against_anchor(replace(kept[-1], leaves=()), here, signed) is None


@given(days, days)
def test_what_is_no_longer_named_stays_under_the_root(first, second):
    kept = book([first, second])
    assert set(roots.standing_after(kept)) == {leaf.place for leaf in (*first, *second)}
    assert kept[1].tree == roots.tree_of(roots.standing_after(kept).values())
