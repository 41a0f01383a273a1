"""Letter numbers in the database: no gap, none twice, every one on the register."""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, transaction

from sigap.documents.actions.numbers import set_rule, take_number, void_number
from sigap.documents.actions.outside_numbers import record_outside_number
from sigap.documents.models import NumberEntry
from sigap.domain.actor import SYSTEM_ADMIN, Actor
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refused
from tests.cast import MONDAY_MORNING

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})
KASI = Actor("kasi", "Bambang", {"kasi": "Kepala Seksi"})
TODAY = MONDAY_MORNING.date()


@pytest.fixture(autouse=True)
def rule():
    return set_rule(
        "nota-dinas",
        text="{kode}/{n}/{unit}",
        code="500.12.15.1",
        unit="Diskominfostandi.TIK",
        counted_by=["tahun"],
        at=MONDAY_MORNING,
        by=ADMIN,
    )


def take(**told):
    return take_number("nota-dinas", **{"about": "Nota", "at": MONDAY_MORNING, "by": KASI} | told)


def test_numbers_follow_one_another_in_the_pattern_of_the_office():
    assert [take().written, take().written] == [
        "500.12.15.1/1/Diskominfostandi.TIK",
        "500.12.15.1/2/Diskominfostandi.TIK",
    ]


def test_a_new_year_begins_anew():
    take()
    assert take(at=MONDAY_MORNING + timedelta(days=60)).n == 1


def test_what_is_rolled_back_leaves_no_gap():
    with transaction.atomic():
        take()
        transaction.set_rollback(True)
    assert take().n == 1


def test_a_voided_number_stays_on_the_register_and_is_not_given_again():
    entry = void_number(take(), reason="Salah alamat", at=MONDAY_MORNING, by=KASI)
    assert (entry.state, entry.void_reason) == ("batal", "Salah alamat")
    assert take().n == 2
    with pytest.raises(Refused):
        void_number(entry, reason="Lagi", at=MONDAY_MORNING, by=KASI)


def test_a_number_is_not_voided_without_a_reason():
    with pytest.raises(Invalid):
        void_number(take(), reason=" ", at=MONDAY_MORNING, by=KASI)


def test_an_earlier_day_needs_a_reason_and_a_later_one_is_refused():
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        take(on=yesterday)
    assert "backdate_reason" in refused.value.faults
    assert take(on=yesterday, backdate_reason="Naskah kemarin").on == yesterday
    with pytest.raises(Invalid):
        take(on=TODAY + timedelta(days=1), backdate_reason="Besok")


def test_a_number_given_elsewhere_stands_beside_and_takes_none_of_ours():
    entry = record_outside_number(
        "nota-dinas",
        written="500.12/77/TU",
        issuer="tu",
        reference="agenda 12",
        about="Nota",
        on=TODAY,
        at=MONDAY_MORNING,
        by=KASI,
    )
    assert (entry.written, entry.n) == ("500.12/77/TU", None)
    assert take().n == 1


def test_a_kind_without_a_rule_is_not_numbered():
    with pytest.raises(NotFound):
        take_number("disposisi", about="x", at=MONDAY_MORNING, by=KASI)


def test_only_the_administrator_changes_how_papers_are_numbered():
    with pytest.raises(NotAllowed):
        set_rule(
            "nota-dinas",
            text="{n}",
            code="",
            unit="",
            counted_by=[],
            at=MONDAY_MORNING,
            by=KASI,
        )


def test_many_writers_at_once_give_each_number_once_and_leave_none_out():
    writers, each = (16, 10) if connection.vendor == "postgresql" else (4, 10)
    failed = []

    def write():
        try:
            for _ in range(each):
                take()
        except Exception as error:
            failed.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    given = NumberEntry.objects.order_by("n").values_list("n", flat=True)
    assert list(given) == list(range(1, writers * each + 1))
