"""What a process reads only every two seconds is fresh enough; whoever changes it says so."""

import pytest
from django.db import transaction

from sigap.incidents.actions.categories import put_category
from sigap.incidents.actions.reports import category_in_use
from sigap.incidents.models import Category
from sigap.kit import briefly
from sigap.kit.briefly import KeptBriefly, KeptByStamp
from tests.office import Office


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(briefly, "monotonic", clock)
    return clock


def test_an_answer_stands_for_two_seconds_and_no_longer(clock: Clock):
    asked: list[str] = []
    read = KeptBriefly(lambda key: asked.append(key) or len(asked))
    assert [read("a"), read("a"), read("b")] == [1, 1, 2]
    clock.seconds += 1.9
    assert read("a") == 1
    clock.seconds += 0.2
    assert read("a") == 3


def test_what_was_not_found_is_looked_for_again(clock: Clock):
    answers = iter([None, "ada"])
    read = KeptBriefly(lambda key: next(answers))
    assert [read("a"), read("a"), read("a")] == [None, "ada", "ada"]


@pytest.mark.django_db
def test_a_changed_category_counts_at_once_where_it_was_changed(clock: Clock):
    office = Office()
    row = Category.objects.get(key="wifi-mati")
    assert category_in_use("wifi-mati") == row
    admin = office.cast.actor("admin")
    put_category("wifi-mati", "WiFi padam", row.group, row.position, at=office.at, by=admin)
    assert category_in_use("wifi-mati").name == "WiFi padam"


@pytest.mark.django_db(transaction=True)
def test_what_is_read_while_a_change_is_not_yet_stored_is_forgotten_with_its_end(clock: Clock):
    values = iter(["lama", "lama", "baru"])
    read = KeptBriefly(lambda key: next(values))
    assert read("a") == "lama"
    with transaction.atomic():
        read.forget()
        assert read("a") == "lama"
    assert read("a") == "baru"


def test_it_does_not_grow_without_end(clock: Clock):
    read = KeptBriefly(lambda key: key)
    for number in range(1000):
        read(str(number))
    assert len(read._kept) <= 256


@pytest.mark.django_db
def test_a_stamped_answer_stands_as_long_as_its_stamp_and_a_minute_at_most(clock: Clock):
    stamps, read = ["satu"], list[str]()
    kept = KeptByStamp(lambda: read.append("x") or len(read), lambda: stamps[-1])
    assert [kept(), kept()] == [1, 1]
    stamps.append("dua")
    assert kept() == 1, "the stamp is looked at every two seconds"
    clock.seconds += 2.1
    assert kept() == 2
    clock.seconds += 30
    assert kept() == 2
    clock.seconds += 31
    assert kept() == 3
    kept.forget()
    assert kept() == 4
