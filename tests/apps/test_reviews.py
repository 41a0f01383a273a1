"""The six-monthly review of an SOP is told once, to those who are to see to it."""

from datetime import datetime, timedelta

import pytest

from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.actions.reviews import remind_of_reviews
from sigap.notifications.models import Notice
from tests.office import PROCEDURES, Office

pytestmark = pytest.mark.django_db
HALF_A_YEAR = timedelta(days=181)  # 23 November 2026 to 23 May 2027


@pytest.fixture
def office() -> Office:
    return Office()


def told() -> list[str]:
    rows = Notice.objects.filter(event="sop-review").order_by("user__username")
    return [row.user.username for row in rows if row.user]


def test_before_half_a_year_has_passed_nobody_is_told(office: Office) -> None:
    assert remind_of_reviews(at=office.at + HALF_A_YEAR - timedelta(days=1)) == 0


def test_when_it_is_due_kabid_and_administrator_are_told_once(office: Office) -> None:
    due = office.at + HALF_A_YEAR
    assert remind_of_reviews(at=due) == 2
    assert remind_of_reviews(at=due + timedelta(hours=1)) == 0
    assert told() == ["admin", "kabid"]
    notice = Notice.objects.filter(event="sop-review")[0]
    assert notice.url == "/sop/penanganan-gangguan/"
    assert "23 Mei 2027" in notice.body


def test_the_next_half_year_is_news_again(office: Office) -> None:
    remind_of_reviews(at=office.at + HALF_A_YEAR)
    assert remind_of_reviews(at=office.at + timedelta(days=365)) == 2


def test_a_draft_is_not_reviewed(office: Office) -> None:
    remind_of_reviews(at=office.at + HALF_A_YEAR)
    assert not Notice.objects.filter(event="sop-review", url__contains="penyambungan").exists()


def test_a_review_long_past_is_not_told_to_whoever_comes_later(office: Office) -> None:
    assert remind_of_reviews(at=office.at + HALF_A_YEAR + timedelta(days=31)) == 0


def publish_approved(office: Office, day: str, at: datetime) -> None:
    text = (PROCEDURES / "penanganan-gangguan.v1.toml").read_text(encoding="utf-8")
    text = text.replace("versi = 1", "versi = 2", 1)
    blank, written = 'tanggal_pengesahan = ""', f'tanggal_pengesahan = "{day}"'
    import_procedure(text.replace(blank, written), at=at, by=SYSTEM)


def test_the_half_year_counts_from_the_approval_where_it_is_known(office: Office) -> None:
    publish_approved(office, "2026-06-01", office.at)
    assert remind_of_reviews(at=office.at + timedelta(days=6)) == 0
    assert remind_of_reviews(at=office.at + timedelta(days=8)) == 2


def test_a_review_from_before_the_version_was_taken_in_is_not_told(office: Office) -> None:
    publish_approved(office, "2026-05-20", office.at)
    assert remind_of_reviews(at=office.at) == 0
