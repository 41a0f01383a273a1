"""Hiding texts: all of them, in no other place, and never the names that hold things together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.errors import Invalid
from sigap.domain.redaction import MARK, hide, holds, terms_of

words = st.text("abcdefgh ", min_size=0, max_size=12)
trees = st.recursive(
    words | st.integers() | st.none(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(words, each, max_size=3),
    max_leaves=8,
)


@given(trees, st.text("abcdefgh", min_size=3, max_size=5))
def test_what_is_hidden_stands_nowhere_any_more(tree, term):
    hidden = hide(tree, (term,))
    assert not holds(hidden, term)
    assert hide(hidden, (term,)) == hidden


@given(trees)
def test_what_does_not_hold_it_stays_as_it_is(tree):
    assert hide(tree, ("xyz",)) == tree


@given(words, st.text("abcdefgh", min_size=3, max_size=5))
def test_it_never_grows_longer(text, term):
    assert len(hide(text, (term,))) <= len(text)


def test_capitals_make_no_difference_and_keys_stay():
    told = {"name": "AGUS Hermawan", "key": "agus", "agus": 1, "sha256": "agus"}
    assert hide(told, ("agus",)) == {
        "name": f"{MARK} Hermawan",
        "key": "agus",
        "agus": 1,
        "sha256": "agus",
    }


def test_the_longest_text_goes_first():
    assert terms_of("Agus\n Agus  Hermawan \n\nagus") == ("Agus Hermawan", "Agus", "agus")
    assert hide("Agus Hermawan", terms_of("Agus\nAgus Hermawan")) == MARK


@pytest.mark.parametrize(
    "text", ["", " \n", "ab", "x" * 201, "\n".join(map(str, range(100, 121))), "a\x00bc"]
)
def test_what_cannot_be_hidden_is_refused(text):
    with pytest.raises(Invalid):
        terms_of(text)
