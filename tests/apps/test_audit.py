"""The sealed ledger in the database: kept, refused to be bent, and every bending named."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from sigap.audit import actions, guards, queries
from sigap.audit.models import Entry, Stream
from sigap.domain import ledger
from sigap.domain.actor import KABID, Actor
from sigap.domain.errors import Stale

pytestmark = pytest.mark.django_db

KEY = "gangguan/2026-000017"
BU_KABID = Actor("kabid", "Bu Kabid", {KABID: "Kepala Bidang TIK"}).signature()
LENGTH = 6


@pytest.fixture
def stream(moment: datetime) -> Stream:
    """A case of six entries between two others, which must never be blamed."""
    cases = [actions.open_stream(key) for key in ("gangguan/a", KEY, "gangguan/z")]
    for hour in range(LENGTH // 2):
        acts = [("langkah", {"ke": hour, "x": [1.5, 2.0, 1e22, None]}), ("catatan", {"é": "ü"})]
        for case in cases:
            actions.append(case, acts, at=moment + timedelta(hours=hour), by=BU_KABID)
    return cases[1]


def sql(statement: str, *params: object) -> None:
    """Raw SQL by somebody who owns the tables and has taken the guards away."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def found() -> list[tuple[str, str, int]]:
    return [(bent.stream, bent.found.kind, bent.found.seq) for bent in queries.verify()]


def test_what_is_appended_is_read_back_in_order(stream):
    kept = queries.entries(KEY)
    assert [entry.seq for entry in kept] == list(range(1, LENGTH + 1))
    assert kept[0].data == {"ke": 0, "x": [1.5, 2, 10**22, None]}
    assert kept[0].actor["capacity"] == "Kepala Bidang TIK"


def test_an_untouched_ledger_is_not_blamed(stream):
    actions.open_stream("gangguan/tanpa-catatan").save()
    assert found() == []


def test_an_append_of_many_is_two_statements(stream, moment, django_assert_num_queries):
    with django_assert_num_queries(2):
        actions.append(stream, [("a", {}), ("b", {}), ("c", {})], at=moment, by=BU_KABID)
    assert (stream.length, found()) == (LENGTH + 3, [])


def test_an_append_to_what_was_read_before_somebody_else_wrote_is_refused(stream, moment):
    late = Stream.objects.get(key=KEY)
    actions.append(stream, [("a", {})], at=moment, by=BU_KABID)
    with pytest.raises(Stale), transaction.atomic():
        actions.append(late, [("b", {})], at=moment, by=BU_KABID)
    assert found() == []


def test_a_moment_without_zone_is_never_written(stream):
    with pytest.raises(ValueError, match="time zone"):
        actions.append(stream, [("a", {})], at=datetime(2026, 11, 23), by=BU_KABID)


def test_a_stream_is_opened_at_its_first_use_and_taken_again(moment):
    for number in (1, 2):
        with transaction.atomic():
            taken = actions.take_stream("pengaturan")
            actions.append(taken, [("ubah", {"ke": number})], at=moment, by=BU_KABID)
    assert [entry.data["ke"] for entry in queries.entries("pengaturan")] == [1, 2]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2026-11-23 02:15:01"),
        ("kind", "lain"),
        ("actor", json.dumps(BU_KABID | {"name": "Orang Lain"})),
        ("data", json.dumps({"ke": 99})),
        ("prev", "0" * 64),
        ("seal", "0" * 64),
    ],
    ids=["at", "kind", "actor", "data", "prev", "seal"],
)
@pytest.mark.parametrize("seq", [1, 4, LENGTH])
def test_any_changed_column_is_found_and_named(stream, column, value, seq):
    sql(
        f"UPDATE audit_entry SET {column} = %s WHERE stream_id = %s AND seq = %s",
        value,
        stream.pk,
        seq,
    )
    assert found() == [(KEY, ledger.CHANGED, seq)]


def test_an_entry_changed_and_sealed_anew_is_found(stream):
    entry = queries.entries(KEY)[2]
    mark = ledger.seal(KEY, 3, entry.at, "palsu", entry.actor, entry.data, entry.prev)
    sql("UPDATE audit_entry SET kind = 'palsu', seal = %s WHERE id = %s", mark, entry.pk)
    assert found() == [(KEY, ledger.CHANGED, 3)]


def test_a_changed_number_is_found(stream):
    sql("UPDATE audit_entry SET seq = 70 WHERE stream_id = %s AND seq = 2", stream.pk)
    assert found() == [(KEY, ledger.CHANGED, 2)]


def test_an_entry_moved_to_another_case_is_missed_there_and_too_many_here(stream):
    other = Stream.objects.get(key="gangguan/z")
    sql(
        "UPDATE audit_entry SET stream_id = %s, seq = 7 WHERE stream_id = %s AND seq = 3",
        other.pk,
        stream.pk,
    )
    assert found() == [(KEY, ledger.DROPPED, 3), (other.key, ledger.ADDED, 7)]


@pytest.mark.parametrize("renumber", [False, True])
def test_a_dropped_entry_is_found(stream, renumber):
    sql("DELETE FROM audit_entry WHERE stream_id = %s AND seq = 3", stream.pk)
    for seq in range(4, LENGTH + 1) if renumber else ():
        sql(
            "UPDATE audit_entry SET seq = seq - 1 WHERE stream_id = %s AND seq = %s", stream.pk, seq
        )
    assert found() == [(KEY, ledger.DROPPED, 3)]


def test_two_swapped_entries_are_found(stream):
    for old, new in ((2, 99), (5, 2), (99, 5)):
        sql(
            "UPDATE audit_entry SET seq = %s WHERE stream_id = %s AND seq = %s", new, stream.pk, old
        )
    assert found() == [(KEY, ledger.SWAPPED, 2)]


@pytest.mark.parametrize("place", [1, 3, LENGTH + 1])
def test_an_entry_added_with_a_perfect_seal_is_found(stream, moment, place):
    kept = queries.entries(KEY)
    for seq in range(LENGTH, place - 1, -1):
        sql(
            "UPDATE audit_entry SET seq = seq + 1 WHERE stream_id = %s AND seq = %s", stream.pk, seq
        )
    prev = kept[place - 2].seal if place > 1 else ledger.genesis(KEY)
    mark = ledger.seal(KEY, place, moment, "palsu", BU_KABID, {}, prev)
    forged = {"kind": "palsu", "actor": BU_KABID, "data": {}, "prev": prev, "seal": mark}
    Entry.objects.create(stream=stream, seq=place, at=moment, **forged)
    assert found() == [(KEY, ledger.ADDED, place)]


@pytest.mark.parametrize("kept", [0, 1, LENGTH - 1])
def test_a_cut_tail_is_found(stream, kept):
    sql("DELETE FROM audit_entry WHERE stream_id = %s AND seq > %s", stream.pk, kept)
    assert found() == [(KEY, ledger.CUT, kept + 1)]


def test_a_cut_tail_is_found_although_the_length_was_set_back_too(stream):
    sql("DELETE FROM audit_entry WHERE stream_id = %s AND seq = %s", stream.pk, LENGTH)
    sql("UPDATE audit_stream SET length = %s WHERE id = %s", LENGTH - 1, stream.pk)
    assert found() == [(KEY, ledger.CHANGED, LENGTH - 1)]


@pytest.mark.parametrize(("column", "value"), [("head", "0" * 64), ("length", 5), ("length", 7)])
def test_a_bent_stream_row_is_found(stream, column, value):
    sql(f"UPDATE audit_stream SET {column} = %s WHERE id = %s", value, stream.pk)
    assert [bent.stream for bent in queries.verify()] == [KEY]


def test_a_moment_that_is_none_is_named_and_not_stumbled_over(stream):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL holds only moments in a column of moments")
    sql(
        "UPDATE audit_entry SET at = '2026-13-45 00:00:00' WHERE stream_id = %s AND seq = 2",
        stream.pk,
    )
    assert found() == [(KEY, ledger.CHANGED, 2)]


def test_every_broken_stream_is_named_and_the_progress_told(stream):
    sql("UPDATE audit_entry SET kind = 'x' WHERE seq = 2")
    told = []
    assert len(list(queries.verify(lambda done, total: told.append((done, total))))) == 3
    assert told == [(3, 3)]


def test_the_ledger_is_read_in_few_statements_whatever_its_size(stream, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert found() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET kind = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_stream",
        "UPDATE audit_stream SET length = length - 1",
        "UPDATE audit_stream SET key = 'lain', length = length + 1 WHERE length = 6",
    ],
)
def test_the_database_itself_refuses_to_bend_the_ledger(stream, statement):
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert found() == []


@pytest.mark.postgresql
def test_the_database_refuses_to_empty_the_ledger(stream):
    connection.check_constraints()  # PostgreSQL empties no table with checks still to be made
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE audit_entry CASCADE")


def test_nobody_flushes_a_ledger_that_holds_entries(stream):
    with pytest.raises(CommandError, match="tidak boleh dikosongkan"):
        call_command("flush", interactive=True)
    assert found() == []
