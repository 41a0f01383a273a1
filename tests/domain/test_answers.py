"""What was heard is graded and judged: silence counts only from a prober that proved itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.answers import WORDS, Answer, graded, judged
from sigap.domain.health import Grade

answers = st.sampled_from(Answer)


@given(answers)
def test_an_unproved_prober_never_tells_of_an_outage(answer) -> None:
    assert graded(judged(answer, proved=False)) is not Grade.BAD


@given(answers)
def test_a_proved_prober_tells_what_it_heard(answer) -> None:
    assert judged(answer, proved=True) is answer


@given(answers, st.booleans())
def test_judging_twice_changes_nothing(answer, proved) -> None:
    once = judged(answer, proved=proved)
    assert judged(once, proved=proved) is once


def test_what_was_heard_stays_heard_whatever_the_prober_is() -> None:
    for answer in (Answer.OK, Answer.MUTED, Answer.BAD_ANSWER, Answer.WRONG_CREDENTIALS):
        assert judged(answer, proved=False) is answer


@pytest.mark.parametrize(
    ("answer", "grade"),
    [
        (Answer.OK, Grade.GOOD),
        (Answer.MUTED, Grade.GOOD),
        (Answer.TIMEOUT, Grade.BAD),
        (Answer.REFUSED, Grade.BAD),
        (Answer.NO_ROUTE, Grade.BAD),
        (Answer.WRONG_CREDENTIALS, Grade.POOR),
        (Answer.PROBER_BROKEN, Grade.BLIND),
        (Answer.UNUSABLE, Grade.BLIND),
    ],
)
def test_each_answer_has_its_grade(answer, grade) -> None:
    assert graded(answer) is grade


def test_loss_and_slowness_make_an_answer_poor() -> None:
    assert graded(Answer.OK, lost=1) is Grade.POOR
    assert graded(Answer.OK, slow=True) is Grade.POOR


def test_every_answer_has_its_words() -> None:
    assert set(WORDS) == set(Answer)
