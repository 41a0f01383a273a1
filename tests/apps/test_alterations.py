"""Content leaves the ledger by a recorded act alone: the database and the proof both say so."""

import pytest
from django.db import IntegrityError, connection, transaction

from sigap.audit import actions, guards, queries
from sigap.audit.actions.alterations import Left, alter_entries
from sigap.audit.models import Alteration, Entry, Stream
from sigap.domain import ledger
from sigap.domain.alterations import DESTROYED, REDACTED, STREAM
from tests.cast import MONDAY_MORNING

pytestmark = pytest.mark.django_db

KEY = "perkara/2026-000017"
BY = {"key": "sigap", "name": "Sigap", "capacity": "Sistem"}


@pytest.fixture(autouse=True)
def stream(db) -> Stream:
    stream = actions.open_stream(KEY)
    acts = [("langkah", {"nama": f"Orang {n}"}) for n in range(5)]
    actions.append(stream, acts, at=MONDAY_MORNING, by=BY)
    return stream


def entry(seq: int) -> Entry:
    return Entry.objects.select_related("stream").get(stream__key=KEY, seq=seq)


def alter(*numbers: int, kind: str = DESTROYED, data: dict | None = None) -> Entry:
    left = [Left(entry(seq), {}, data or {}) for seq in numbers]
    return alter_entries(left, kind, {"decree": "1/2032"}, at=MONDAY_MORNING, by=BY)


def found() -> list[tuple[str, str, int]]:
    return [(bent.stream, bent.found.kind, bent.found.seq) for bent in queries.verify()]


def sql(statement: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_what_a_recorded_act_left_is_whole():
    act = alter(1, 3, 5)
    assert found() == []
    assert (entry(3).data, entry(3).actor, entry(3).salt) == ({}, {}, "")
    assert entry(2).data == {"nama": "Orang 1"}
    assert (act.stream.key, act.data["decree"]) == (STREAM, "1/2032")


def test_an_entry_can_be_altered_more_than_once():
    alter(2, kind=REDACTED, data={"nama": "[disamarkan]"})
    alter(2)
    assert found() == []
    assert entry(2).altered == 2


def test_the_acts_are_never_altered_themselves():
    act = alter(2)
    with pytest.raises(ValueError, match="never altered"):
        alter_entries([Left(act, {}, {})], DESTROYED, {}, at=MONDAY_MORNING, by=BY)
    with pytest.raises(ValueError, match="never altered"):
        alter(1, kind="lain")


@pytest.mark.parametrize("column", ["data", "actor"])
def test_content_that_is_changed_once_more_is_found(column):
    alter(2)
    guards.remove(connection)
    sql(f"UPDATE audit_entry SET {column} = '{{\"x\": 1}}' WHERE id = %s", entry(2).pk)
    assert found() == [(KEY, ledger.CHANGED, 2)]


def test_content_that_goes_without_a_record_is_found():
    guards.remove(connection)
    sql("UPDATE audit_entry SET data = '{}', actor = '{}', salt = '' WHERE id = %s", entry(2).pk)
    assert found() == [(KEY, ledger.CHANGED, 2)]


def test_a_record_that_is_bent_afterwards_is_found():
    act = alter(2)
    guards.remove(connection)
    sql("UPDATE audit_entry SET data = '{}' WHERE id = %s", act.pk)
    assert (STREAM, ledger.CHANGED, act.seq) in found()
    assert (KEY, ledger.CHANGED, 2) in found()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET data = '{}'",
        "UPDATE audit_entry SET data = '{}', altered = altered + 1 WHERE seq = 1",
        "UPDATE audit_entry SET data = '{}' WHERE seq = 2",
        "UPDATE audit_entry SET data = '{}', altered = altered + 1 WHERE seq = 2",
        "DELETE FROM audit_alteration",
        "UPDATE audit_alteration SET entry_id = entry_id + 1",
    ],
)
def test_the_database_refuses_what_no_act_gave_leave_for(statement):
    alter(2)
    with pytest.raises(IntegrityError, match="only grows"):
        sql(statement)
    assert found() == []


@pytest.mark.parametrize("column", ["kind = 'x'", "seal = 'x'", "prev = 'x'", "seq = 9"])
def test_leave_is_for_the_content_alone(column):
    Alteration.objects.create(entry=entry(2), record=entry(1))
    with pytest.raises(IntegrityError, match="only grows"):
        sql(f"UPDATE audit_entry SET {column}, altered = 1 WHERE id = %s", entry(2).pk)


def test_every_new_entry_has_salt_of_its_own():
    salts = set(Entry.objects.values_list("salt", flat=True))
    assert len(salts) == 5
    assert all(len(salt) == 32 for salt in salts)


def test_an_entry_of_before_the_salts_is_still_whole(stream):
    old = actions.open_stream("lama")
    old.save()
    mark = ledger.seal("lama", 1, MONDAY_MORNING, "a", BY, {}, old.head)
    told = {"seq": 1, "at": MONDAY_MORNING, "kind": "a", "actor": BY, "data": {}}
    Entry.objects.create(stream=old, **told, prev=old.head, seal=mark)
    Stream.objects.filter(pk=old.pk).update(length=1, head=mark)
    assert found() == []
