"""The six-monthly review of an SOP: when it falls due, whatever the day it counts from."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.review import anchor, review

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
APPROVED = date(2026, 8, 31)


def test_half_a_year_after_a_day_that_the_month_lacks_is_its_last_day() -> None:
    assert review(APPROVED, APPROVED).next == date(2027, 2, 28)


def test_a_short_month_does_not_pull_the_later_reviews_forward() -> None:
    assert review(APPROVED, date(2027, 3, 1)).next == date(2027, 8, 31)


def test_on_the_day_itself_the_review_is_due() -> None:
    found = review(date(2026, 1, 15), date(2026, 7, 15))
    assert (found.last, found.next) == (date(2026, 7, 15), date(2027, 1, 15))


def test_before_the_first_half_year_nothing_was_due() -> None:
    assert review(APPROVED, APPROVED + timedelta(days=100)).last is None


@given(DAYS, st.integers(0, 9000))
def test_today_always_lies_between_two_reviews_half_a_year_apart(since: date, days: int) -> None:
    today = since + timedelta(days=days)
    found = review(since, today)
    assert (found.last or since) <= today < found.next
    assert 178 <= (found.next - (found.last or since)).days <= 187


def test_the_months_count_from_the_approval_or_else_from_the_taking_in() -> None:
    assert anchor("2026-03-01", APPROVED) == date(2026, 3, 1)
    assert anchor("", APPROVED) == APPROVED
    assert anchor("awal Maret 2026", APPROVED) == APPROVED
