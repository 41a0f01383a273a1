"""Free words become an answer only where nobody could read them otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.case import Answer
from sigap.domain.replies import MOST_WORDS, answer_in

RESTORED = (
    "sudah normal",
    "Sudah normal, terima kasih.",
    "Selamat pagi Bu, internet sudah normal kembali. Terima kasih",
    "sdh pulih pak",
    "Alhamdulillah sudah lancar",
    "Normal.",
    "Jaringan telah pulih",
)
STILL_DOWN = (
    "masih gangguan",
    "Masih gangguan Pak, lantai 2",
    "Maaf masih mati".removeprefix("Maaf "),
    "belum normal",
    "wifi belum pulih",
    "Masih belum normal",
    "tetap putus min",
)
NEITHER = (
    "",
    "Terima kasih",
    "sudah normal tapi lambat",
    "sudah normal, lantai 3 masih mati",
    "apakah sudah normal?",
    "sudah normal?",
    "tadi sudah normal lalu putus",
    "Masih gangguan tadi pagi, sekarang sudah normal",
    "Kapan petugas datang",
    "Kalau sudah normal kami kabari",
    "sudah dicek belum",
)


@pytest.mark.parametrize("text", RESTORED)
def test_words_that_say_restored(text):
    assert answer_in(text) is Answer.RESTORED


@pytest.mark.parametrize("text", STILL_DOWN)
def test_words_that_say_still_down(text):
    assert answer_in(text) is Answer.STILL_DOWN


@pytest.mark.parametrize("text", NEITHER)
def test_words_that_a_person_has_to_read(text):
    assert answer_in(text) is None


contradictions = st.sampled_from(["tapi", "masih", "belum", "putus", "mati", "kecuali", "apakah"])


@given(st.sampled_from(RESTORED), contradictions, st.text("abcdefghij ", max_size=30))
def test_whatever_speaks_against_it_is_never_taken_for_restored(text, against, more):
    assert answer_in(f"{text} {against} {more}") is not Answer.RESTORED


@given(st.sampled_from(RESTORED + STILL_DOWN), st.integers(1, 5))
def test_a_long_story_is_left_to_a_person(text, times):
    assert answer_in(text + " pak" * (MOST_WORDS * times)) is None


@given(st.text())
def test_any_text_at_all_is_read_without_failing(text):
    assert answer_in(text) in (None, *Answer)
