"""Rows stored by SQL that is composed once are stored as Django would store them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.forms.models import model_to_dict

from sigap.audit.models import Stream
from sigap.incidents.models import AffectedAgency, Incident, StepVisit
from sigap.kit.models import KeptAnswer
from sigap.kit.storing import exchange, insert, insert_new, next_keys, update, update_changed
from sigap.kit.together import together
from tests.cast import MONDAY_MORNING
from tests.office import REMOTE, Office

pytestmark = pytest.mark.django_db


def kept(key: str, **more) -> KeptAnswer:
    return KeptAnswer(owner="uji", key=key, digest="d", created_at=MONDAY_MORNING, **more)


def test_every_kind_of_column_comes_back_as_it_was_given():
    office = Office()
    incident = office.walk(office.report(), *REMOTE)
    visit = incident.visits.exclude(left_at=None).order_by("ordinal").first()
    copy = StepVisit(**{**model_to_dict(visit), "incident": incident, "ordinal": 99, "id": None})
    insert(copy)
    stored = StepVisit.objects.get(ordinal=99)
    names = [field.attname for field in StepVisit._meta.concrete_fields]
    told = {name: getattr(stored, name) for name in names if name not in ("id", "ordinal")}
    assert told == {name: getattr(visit, name) for name in told}
    assert stored.pk == copy.pk
    assert not copy._state.adding


def test_a_row_may_refer_to_one_that_got_its_key_only_now():
    incident = Office().report()
    incident.pk, incident.number, incident.tracking_code = None, "2026-999999", "AAA-AAA-AAA"
    stream = Stream(key="perkara/2026-999999", head="h")
    incident.ledger = stream
    row = AffectedAgency(incident=incident, agency=incident.agency)
    for each in (stream, incident, row):
        insert(each)
    stored = AffectedAgency.objects.get(incident__number="2026-999999")
    assert (stored.pk, stored.incident.ledger) == (row.pk, stream)


def test_several_rows_are_one_statement_and_each_gets_its_key(django_assert_num_queries):
    rows = [kept(str(number)) for number in range(3)]
    with django_assert_num_queries(1):
        insert(*rows)
    assert {row.key: row.pk for row in rows} == dict(KeptAnswer.objects.values_list("key", "pk"))


def test_what_is_there_already_is_left_as_it_is():
    insert(kept("satu", body=b"lama"))
    insert(kept("satu", body=b"baru"), kept("dua"), ignore_conflicts=True)
    assert not insert_new(kept("satu", body=b"baru"))
    assert sorted(KeptAnswer.objects.values_list("key", "digest")) == [("dua", "d"), ("satu", "d")]
    assert bytes(KeptAnswer.objects.get(key="satu").body) == b"lama"


def test_an_update_stores_the_named_fields_alone():
    incident = Office().report()
    incident.late_at += timedelta(hours=1)
    incident.rounds, incident.parent, incident.summary = {"a": 2}, None, "lain"
    update(incident, ("late_at", "rounds", "parent"))
    stored = Incident.objects.get(pk=incident.pk)
    assert (stored.late_at, stored.rounds, stored.parent) == (incident.late_at, {"a": 2}, None)
    assert stored.summary != "lain"


def test_an_update_of_a_row_that_is_gone_is_an_error():
    row = kept("satu")
    insert(row)
    KeptAnswer.objects.all().delete()
    with pytest.raises(DatabaseError):
        update(row, ("status",))


def test_an_exchange_happens_only_on_the_state_that_was_seen():
    first = Stream(key="uji", length=1, head="a")
    insert(first)
    second = Stream.objects.get(key="uji")
    exchange(first, RuntimeError("changed"), length=2, head="b")
    with pytest.raises(RuntimeError, match="changed"):
        exchange(second, RuntimeError("changed"), length=2, head="c")
    assert (first.length, first.head) == (2, "b")
    assert Stream.objects.get(key="uji").head == "b"


def test_a_row_is_stored_under_the_key_it_was_given_beforehand():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {next_keys(KeptAnswer, Stream)}")
        keys = cursor.fetchone()
    rows = [kept("satu", pk=keys[0]), Stream(pk=keys[1], key="uji", head="a")]
    for row, key in zip(rows, keys, strict=True):
        insert(row)
        assert type(row).objects.get().pk == row.pk
        assert key in (row.pk, None)
        assert not row._state.adding


def test_what_is_sent_together_is_there_at_the_end_with_its_keys(django_assert_num_queries):
    rows, stream = [kept(str(number)) for number in range(3)], Stream(key="uji", head="a")
    with django_assert_num_queries(5), together():
        insert(rows[0])
        insert(*rows[1:])
        insert(stream)
        # What is asked in between is answered after all that was sent before it.
        assert KeptAnswer.objects.count() == 3
        assert KeptAnswer.objects.update(status=200) == 3
    assert {row.key: row.pk for row in rows} == dict(KeptAnswer.objects.values_list("key", "pk"))
    assert KeptAnswer.objects.get(key="0").status == 200
    assert stream.pk == Stream.objects.get(key="uji").pk


def test_blocks_within_blocks_are_one():
    row = kept("satu")
    with together():
        with together():
            insert(row)
        insert(kept("dua"))
    assert row.pk
    insert(kept("tiga"))
    assert KeptAnswer.objects.count() == 3


def stale(row: Stream) -> None:
    exchange(Stream(pk=row.pk, key="uji", length=9, head="z"), DatabaseError("changed"), length=10)


def gone(row: Stream) -> None:
    update(Stream(pk=row.pk + 1, head="c"), ("head",))


def taken(row: Stream) -> None:
    insert(Stream(key=row.key, head="b"))


def raised(row: Stream) -> None:
    raise DatabaseError(row.key)


def both(refused: Callable[[Stream], None], row: Stream) -> None:
    with transaction.atomic(), together():
        insert(kept("satu"))
        refused(row)
        insert(kept("dua"))


@pytest.mark.parametrize("refused", [stale, gone, taken, raised])
def test_what_is_refused_in_a_block_is_raised_by_its_end_and_nothing_stays(refused):
    row = Stream(key="uji", length=1, head="a")
    insert(row)
    with pytest.raises(DatabaseError):
        both(refused, row)
    assert not KeptAnswer.objects.exists()
    assert Stream.objects.get(key="uji").head == "a"
    insert(kept("dua"))  # the connection is as before
    assert KeptAnswer.objects.count() == 1


def test_only_what_changed_since_it_was_read_is_written(django_assert_num_queries):
    incident = Incident.objects.get(pk=Office().report().pk)
    Incident.objects.filter(pk=incident.pk).update(role="lain", step="lain")
    incident.step = "arahan"
    with django_assert_num_queries(1) as captured:
        update_changed(incident, ("step", "role", "parent", "rounds"))
    assert '"role"' not in captured.captured_queries[0]["sql"]
    stored = Incident.objects.get(pk=incident.pk)
    assert (stored.step, stored.role, stored.rounds) == ("arahan", "lain", incident.rounds)


def test_what_changed_within_itself_is_written_too():
    incident = Incident.objects.get(pk=Office().report().pk)
    incident.rounds["arahan"] = 3
    update_changed(incident, ("rounds", "step"))
    assert Incident.objects.get(pk=incident.pk).rounds["arahan"] == 3


@pytest.mark.parametrize("between", ["update_changed", "save", "refresh_from_db"])
def test_a_change_that_is_taken_back_is_written_too(between):
    incident = Incident.objects.get(pk=Office().report().pk)
    first = incident.role
    incident.role = "lain"
    if between == "update_changed":
        update_changed(incident, ("role",))
    elif between == "save":
        incident.save()
    else:
        Incident.objects.filter(pk=incident.pk).update(role="lain")
        incident.refresh_from_db()
    incident.role = first
    update_changed(incident, ("role",))
    assert Incident.objects.get(pk=incident.pk).role == first
