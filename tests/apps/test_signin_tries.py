"""Tries to sign in, as the database counts them for all processes together."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from sigap.domain.throttle import Kind, TooSoon
from sigap.people.actions.signin import (
    PLACES_KEPT,
    begin_asking,
    begin_try,
    forget_tries,
    know_place,
    try_was_right,
)
from sigap.people.models import KnownPlace, Tries
from tests.cast import MONDAY_MORNING, Cast, cast

AT = MONDAY_MORNING
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.1"
FREE = Kind.PAIR.rule.free


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def fail(times: int, account: str = "kabid", source: str = ELSEWHERE, **more) -> None:
    for _ in range(times):
        begin_try(account, source=source, at=AT, **more)


def test_after_the_free_tries_the_next_one_has_to_wait(people):
    fail(FREE)
    with pytest.raises(TooSoon) as soon:
        fail(1)
    assert soon.value.wait == Kind.PAIR.rule.first
    begin_try("kabid", source=ELSEWHERE, at=AT + Kind.PAIR.rule.first)


def test_a_try_that_came_too_soon_counts_nothing(people):
    fail(FREE)
    before = list(Tries.objects.order_by("key").values())
    with pytest.raises(TooSoon):
        fail(1)
    assert list(Tries.objects.order_by("key").values()) == before


def test_a_right_try_forgives_the_wrong_ones_of_the_same_pair(people):
    fail(FREE - 1)
    try_was_right(begin_try("kabid", source=ELSEWHERE, at=AT))
    fail(FREE)


def test_an_account_that_does_not_exist_is_counted_alike(people):
    fail(FREE, account="tidak-ada")
    with pytest.raises(TooSoon):
        fail(1, account="tidak-ada")


def test_failures_from_everywhere_do_not_reach_a_device_that_is_known(people):
    for number in range(Kind.STRANGERS.rule.free):
        fail(1, source=f"198.51.100.{number}")
    with pytest.raises(TooSoon):
        fail(1, source="192.0.2.200")
    try_was_right(begin_try("kabid", source="192.0.2.201", device="laptop", at=AT))


def test_failures_from_everywhere_do_not_reach_a_place_that_is_known(people):
    know_place(people.user("kabid"), HOME, at=AT - timedelta(days=30))
    for number in range(Kind.STRANGERS.rule.free):
        fail(1, source=f"198.51.100.{number}")
    try_was_right(begin_try("kabid", source=HOME, at=AT))


def test_failures_of_a_colleague_behind_the_same_address_do_not_reach_a_known_device(people):
    fail(FREE, source=HOME)
    with pytest.raises(TooSoon):
        fail(1, source=HOME)
    try_was_right(begin_try("kabid", source=HOME, device="laptop", at=AT))


def test_a_known_device_may_guess_no_faster_than_any_other(people):
    fail(FREE, device="laptop")
    with pytest.raises(TooSoon):
        fail(1, device="laptop")


def test_one_source_cannot_try_one_password_on_every_account(people):
    for number in range(Kind.SOURCE.rule.free):
        fail(1, account=f"pegawai-{number}")
    with pytest.raises(TooSoon):
        fail(1, account="pegawai-baru")
    fail(1, account="pegawai-baru", source="192.0.2.9")


def test_capitals_are_the_same_account(people):
    fail(FREE, account="KABID")
    with pytest.raises(TooSoon):
        fail(1, account="kabid")


def test_asking_for_links_is_slowed_by_address_whoever_asks(people):
    for number in range(Kind.LINK.rule.free):
        begin_asking("tautan", about="A@b.example", source=f"192.0.2.{number}", at=AT)
    with pytest.raises(TooSoon):
        begin_asking("tautan", about="a@b.example", source="192.0.2.99", at=AT)


def test_counts_and_places_are_forgotten_when_no_rule_looks_at_them(people):
    fail(1)
    know_place(people.user("kabid"), HOME, at=AT)
    forget_tries(at=AT + timedelta(hours=23))
    assert Tries.objects.count() == 3
    forget_tries(at=AT + timedelta(days=181))
    assert (Tries.objects.count(), KnownPlace.objects.count()) == (0, 0)


def test_only_the_last_places_of_a_person_are_kept(people):
    for number in range(PLACES_KEPT + 3):
        know_place(people.user("kabid"), f"192.0.2.{number}", at=AT + timedelta(minutes=number))
    assert KnownPlace.objects.count() == PLACES_KEPT
    assert not KnownPlace.objects.filter(source="192.0.2.2").exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_only_the_free_ones_are_let_through():
    let_through: list[int] = []

    def attempt(number: int) -> None:
        try:
            begin_try("kabid", source=ELSEWHERE, at=AT)
            let_through.append(number)
        except TooSoon:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_through) == FREE
