"""Escalation on the pages: the case, the inbox of the superior, the administrator's ladders."""

from itertools import pairwise

import pytest

from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.actions.steps import accept_step
from sigap.incidents.models import LadderVersion
from sigap.incidents.queries.escalation import ladders, ladders_version
from sigap.kit import clock
from sigap.people.models import Position
from tests.office import Office

pytestmark = pytest.mark.django_db

LADDER = "/pengaturan/eskalasi/penanganan-gangguan/disposisi/"


@pytest.fixture
def office() -> Office:
    """An office of this very minute, in whatever hours: the SOP's clocks are not looked at."""
    office = Office(clock.now())
    seats = {row.key: row for row in Position.objects.all()}
    for above, below in pairwise(("kadis", "kabid", "kasi")):
        Position.objects.filter(key=below).update(superior=seats[above])
    return office


def seen(client, office: Office, who: str, path: str) -> str:
    client.force_login(office.cast.user(who))
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_case_says_who_is_next_and_after_the_rung_who_was_reached(client, office):
    number = office.report(site="rsud").number
    page = f"/gangguan/{number}/"
    before = seen(client, office, "kabid", page)
    assert "belum diterima" in before
    assert "Atasan terdekat" in before
    mark_due(at=office.wait(minutes=6))
    after = seen(client, office, "kabid", page)
    assert "Dr. H. Surya Nugraha, S.H." in after
    assert "Langkah 1 belum diterima; naik ke anak tangga 2: Kepala Dinas" in after


def test_the_superior_is_shown_the_case_as_risen_with_the_form_of_the_step(client, office):
    number = office.report(site="rsud").number
    assert "tidak ada yang menunggu" in seen(client, office, "kadis", "/").lower()
    mark_due(at=office.wait(minutes=6))
    inbox = seen(client, office, "kadis", "/")
    assert number in inbox
    assert "eskalasi" in inbox
    assert 'value="disposisikan"' in seen(client, office, "kadis", f"/gangguan/{number}/")


def test_an_agency_is_told_nothing_of_the_ladder(client, office):
    number = office.report(site="kantor-disdik").number
    mark_due(at=office.wait(days=5))
    page = seen(client, office, "opd-pendidikan", f"/gangguan/{number}/")
    assert "anak tangga" not in page
    assert "Penerimaan" not in page


def test_an_accepted_step_says_until_when_it_must_be_worked_on(client, office):
    number = office.report(site="rsud").number
    accept_step(number, at=office.at, by=office.cast.actor("kabid"))
    assert "penerimaan kedaluwarsa" in seen(client, office, "kabid", f"/gangguan/{number}/").lower()


def typed(**changes: str) -> dict[str, str]:
    form = {"unit": "menit", "rung-1-to": "atasan", "rung-1-after": "3", "lapse": "90"}
    return form | {"lapse_unit": "menit", "expected": str(ladders_version())} | changes


def test_the_administrator_changes_a_ladder_and_sees_it_in_words(client, office):
    page = seen(client, office, "admin", "/pengaturan/eskalasi/")
    assert "5 menit kerja" in page
    answer = client.post(LADDER, typed())
    assert answer.status_code == 302
    ladder = ladders(ladders_version()).ladder("penanganan-gangguan", "disposisi")
    assert [rung.after.count for rung in ladder.rungs] == [3]
    assert "3 menit kerja" in seen(client, office, "admin", "/pengaturan/eskalasi/")


def test_a_faulty_ladder_comes_back_as_it_was_typed(client, office):
    client.force_login(office.cast.user("admin"))
    answer = client.post(LADDER, typed(**{"rung-2-to": "piket", "rung-2-after": "2"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#isian-rung-2-after"' in page
    assert 'name="rung-2-after"' in page
    assert 'value="2"' in page
    assert LadderVersion.objects.count() == 1


def test_what_another_changed_meanwhile_is_not_overwritten_and_what_was_typed_stays(client, office):
    client.force_login(office.cast.user("admin"))
    old = typed()
    assert client.post(LADDER, typed(**{"rung-1-after": "9"})).status_code == 302
    answer = client.post(LADDER, old)
    assert answer.status_code == 409
    assert "diubah orang lain" in answer.content.decode()


def test_a_step_is_sent_back_to_the_common_ladder(client, office):
    client.force_login(office.cast.user("admin"))
    assert client.post(LADDER, typed(act="hapus")).status_code == 302
    policy = ladders(ladders_version())
    assert policy.ladder("penanganan-gangguan", "disposisi") is policy.default


@pytest.mark.parametrize("who", ["kabid", "opd-pendidikan"])
def test_nobody_but_the_administrator_sees_the_ladders(client, office, who):
    client.force_login(office.cast.user(who))
    assert client.get("/pengaturan/eskalasi/").status_code == 403
    assert client.post(LADDER, typed()).status_code == 403
