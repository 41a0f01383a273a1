"""SOP versions in an office: published once, never edited, and cases stay on theirs."""

from datetime import timedelta

import pytest

from sigap.domain.errors import NotAllowed, Refused
from sigap.domain.procedure import ProcedureFaults
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.models import Incident, PublishedProcedure
from sigap.incidents.queries.cases import procedure_of
from sigap.incidents.queries.procedures import in_force
from tests.office import CHECKED, PROCEDURES, REMOTE, Office

pytestmark = pytest.mark.django_db

SHIPPED = (PROCEDURES / "penanganan-gangguan.v1.toml").read_text(encoding="utf-8")
SECOND = SHIPPED.replace("versi = 1", "versi = 2").replace("menit = 15", "menit = 30", 1)


@pytest.fixture
def office() -> Office:
    return Office()


def test_running_cases_stay_on_the_version_they_began_with(office):
    old = office.report()
    import_procedure(SECOND, at=office.wait(minutes=1), by=office.cast.actor("admin"))
    new = office.report()
    assert [procedure_of(row).version for row in Incident.objects.order_by("id")] == [1, 2]
    assert new.due_at - office.at == timedelta(minutes=30)
    assert old.due_at - old.recorded_at == timedelta(minutes=15)
    assert office.walk(old, *REMOTE, *CHECKED, "konfirmasikan").status == "selesai"


def test_the_same_text_again_is_the_same_version(office):
    before = PublishedProcedure.objects.count()
    row = import_procedure(SHIPPED, at=office.at, by=office.cast.actor("admin"))
    assert row.version == 1
    assert PublishedProcedure.objects.count() == before


def test_another_text_under_a_published_version_is_refused(office):
    changed = SHIPPED.replace("menit = 15", "menit = 20", 1)
    with pytest.raises(Refused) as refusal:
        import_procedure(changed, at=office.at, by=office.cast.actor("admin"))
    assert refusal.value.code == "version-published"


def test_a_faulty_text_leaves_nothing_behind(office):
    before = PublishedProcedure.objects.count()
    with pytest.raises(ProcedureFaults):
        import_procedure(SECOND + "[[", at=office.at, by=office.cast.actor("admin"))
    assert PublishedProcedure.objects.count() == before


def test_only_admin_and_kabid_publish(office):
    with pytest.raises(NotAllowed):
        import_procedure(SECOND, at=office.at, by=office.cast.actor("kasi"))


def test_a_draft_is_kept_but_no_case_begins_under_it(office):
    draft = SECOND.replace('status = "berlaku"', 'status = "draf"')
    import_procedure(draft, at=office.at, by=office.cast.actor("kabid"))
    assert in_force("penanganan-gangguan").version == 1
