"""Reads that are composed once answer like the query set they were composed from."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from sigap.incidents.models import Incident, StepVisit
from sigap.kit.prepared import Fixed, prepared
from sigap.people.models import User
from tests.office import Office


@prepared
def open_of(role: str, visit: int, since: datetime) -> QuerySet[Incident]:
    """A read with a parameter of each type."""
    rows = Incident.objects.filter(role=role, visit=visit)
    return rows.filter(Q(finished_at=None) | Q(finished_at__gt=since), recorded_at__gte=since)


@prepared
def numbers_among(found: QuerySet[Any], status: str) -> QuerySet[Incident, str]:
    """A read over the keys that another query finds."""
    rows = Incident.objects.filter(Q(summary__contains="100%") | Q(status=status), pk__in=found)
    return rows.order_by("number").values_list("number", flat=True)


@pytest.mark.django_db
def test_each_call_fills_in_its_own_values():
    office = Office()
    first, second = office.report(), office.walk(office.report(), "disposisikan")
    since = office.at - timedelta(days=1)
    assert open_of("kabid", 1, since) == [first]
    assert open_of("kasi", visit=2, since=since) == [second]
    assert open_of("kasi", 1, since) == []
    assert open_of("kabid", 1, office.at + timedelta(days=1)) == []


@pytest.mark.django_db
def test_a_call_is_one_statement(django_assert_num_queries):
    office = Office()
    office.report()
    with django_assert_num_queries(1):
        open_of("kabid", 1, office.at)


@pytest.mark.django_db
def test_keys_may_come_from_any_query():
    office = Office()
    first, second = office.report(summary="WiFi mati 100%"), office.report()
    of_site = Incident.objects.filter(site__key="kantor-disdik", recorded_at__lte=office.at)
    newest = of_site.order_by("-id").values("pk")[:1]
    assert numbers_among(of_site.values("pk"), "berjalan") == [first.number, second.number]
    assert numbers_among(newest, status="berjalan") == [second.number]
    assert numbers_among(of_site.values("pk"), "selesai") == [first.number]
    assert numbers_among(Incident.objects.none().values("pk"), "berjalan") == []


@pytest.mark.django_db
def test_what_cannot_be_filled_in_later_is_refused_at_the_first_call():
    @prepared
    def called(part: str) -> QuerySet[User]:
        return User.objects.filter(name__contains=part)

    @prepared
    def perhaps_called(part: str | None) -> QuerySet[User]:
        return User.objects.filter(name__contains=part or "")

    for read in (called, perhaps_called):
        with pytest.raises(TypeError):
            read("Bu")


@prepared
def left_by(person: str, role: str | None = None) -> QuerySet[StepVisit, str]:
    """A read of what stands in JSON, narrowed by one value more where it is given."""
    rows = StepVisit.objects.filter(left_by__key=person)
    narrowed = rows.filter(role=role) if role is not None else rows
    return narrowed.order_by("id").values_list("step", flat=True)


@pytest.mark.django_db
def test_a_value_may_stand_in_json_and_may_be_left_out():
    office = Office()
    office.walk(office.report(), "disposisikan", "arahkan")
    assert left_by("kabid") == left_by("kabid", "kabid") == ["disposisi"]
    assert left_by("kasi", role="kasi") == ["arahan"]
    assert left_by("kasi", "kabid") == left_by('"; --') == []


@prepared
def newest(roles: frozenset[str], limit: Fixed[int]) -> QuerySet[Incident, tuple[str, str]]:
    """A read whose parameters are all parts of the query."""
    rows = Incident.objects.filter(role__in=roles).order_by("-id")
    return rows.values_list("number", "agency__key")[:limit]


@pytest.mark.django_db
def test_what_is_no_value_shapes_the_query():
    office = Office()
    first, second = office.report(), office.walk(office.report(), "disposisikan")
    agency = "dinas-pendidikan"
    both = [(second.number, agency), (first.number, agency)]
    assert newest(frozenset({"kabid", "kasi"}), 2) == both
    assert newest(frozenset({"kabid", "kasi"}), 1) == both[:1]
    assert newest(frozenset({"kabid"}), 2) == both[1:]
    assert newest(frozenset(), 2) == []


@pytest.mark.django_db
def test_instances_bring_what_was_selected_with_them(django_assert_num_queries):
    @prepared
    def of(number: str) -> QuerySet[Incident]:
        return Incident.objects.filter(number=number).select_related("agency", "site", "parent")

    incident = Office().report()
    with django_assert_num_queries(1):
        [found] = of(incident.number)
        assert (found.agency, found.site, found.parent) == (incident.agency, incident.site, None)
    assert {f.name: getattr(found, f.attname) for f in Incident._meta.concrete_fields} == {
        f.name: getattr(Incident.objects.get(pk=incident.pk), f.attname)
        for f in Incident._meta.concrete_fields
    }


@pytest.mark.django_db
def test_instances_are_made_as_django_makes_them():
    visits = StepVisit.objects.select_related("incident__agency").filter

    @prepared
    def swift(visit: int) -> QuerySet[StepVisit]:
        return visits(ordinal=visit)

    Office().report()
    [found], [known] = swift(1), list(visits(ordinal=1))
    for mine, its in ((found, known), (found.incident.agency, known.incident.agency)):
        assert vars(mine).keys() == vars(its).keys()
        assert vars(mine) | {"_state": None} == vars(its) | {"_state": None}
        assert (mine._state.db, mine._state.adding) == (its._state.db, its._state.adding)
        mine.save()


@pytest.mark.django_db(transaction=True)
def test_every_thread_reads_over_its_own_connection():
    User.objects.create(username="kabid", name="Bu Kabid")

    @prepared
    def named(name: str) -> QuerySet[User]:
        return User.objects.filter(username=name)

    found: list[User] = []

    def read() -> None:
        found.extend(named("kabid"))
        connection.close()

    assert len(named("kabid")) == 1
    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert [user.username for user in found] == ["kabid"]
