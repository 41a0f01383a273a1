"""Destruction of cases: never before its time, never by one person alone, and always on record."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection

from sigap.audit import guards
from sigap.audit.models import Entry
from sigap.audit.queries import recorded_acts
from sigap.documents import storage
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, NumberEntry, Paper
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, Refused
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.destroying import BELONGINGS, carry_out_disposals
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.actions.retention import (
    change_class,
    decide_disposal,
    load_classes,
    propose_disposal,
)
from sigap.incidents.actions.sealing import seal_now
from sigap.incidents.exporting import write_bundle
from sigap.incidents.files import path_of
from sigap.incidents.models import Disposal, DisposalItem, Incident, Tombstone
from sigap.incidents.queries.retention import archive_classes, candidates
from sigap.incidents.queries.sealing import breaks_of_record
from sigap.notifications.models import Message, Notice
from tests.office import CHECKED, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)

NETWORK = {
    "key": "jaringan",
    "code": "500.12.15.1",
    "name": "Jaringan",
    "active_years": 2,
    "inactive_years": 3,
    "fate": "musnah",
    "procedures": ["penanganan-gangguan"],
    "source": "Contoh",
}
LATER = datetime(2032, 1, 1, 2, tzinfo=UTC)
TEXT = b"isi berkas rahasia"


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    load_classes([NETWORK], at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def ended(office) -> Incident:
    """A case that has ended, with papers, a file, and a daily sheet over all of it."""
    incident = office.report()
    stream, by = BytesIO(TEXT), office.cast.actor("operator")
    attach_file(incident.number, name="a.txt", stream=stream, at=office.at, by=by)
    office.walk(incident, *REMOTE, *CHECKED, "konfirmasikan")
    make_papers(at=office.at)
    while draw_papers(at=office.at):
        pass
    seal_now(at=office.at)
    return incident


def propose(office: Office, *numbers: str, at: datetime = LATER, who: str = "kasi") -> Disposal:
    by = office.cast.actor(who)
    return propose_disposal("jaringan", numbers, reason="Lewat retensi", at=at, by=by)


def decide(office: Office, row: Disposal, who: str = "kadis", approve: bool = True) -> Disposal:
    by = office.cast.actor(who)
    told = {"decree": "045/12/2032", "note": "Sesuai jadwal"}
    return decide_disposal(row.pk, approve=approve, **told, at=LATER, by=by)


def destroyed(office: Office, incident: Incident) -> Tombstone:
    decide(office, propose(office, incident.number))
    while carry_out_disposals(at=LATER):
        pass
    return Tombstone.objects.get()


def broken() -> Iterator[str]:
    return (f"{one.stream}: {one.kind}" for one in breaks_of_record())


def test_nothing_is_left_of_a_case_but_its_tombstone_and_the_record_is_whole(office, ended):
    papers = list(Paper.objects.values_list("sha256", flat=True))
    tomb = destroyed(office, ended)
    assert (tomb.number, tomb.class_code, tomb.agency) == (
        ended.number,
        "500.12.15.1",
        "dinas-pendidikan",
    )
    assert not Incident.objects.exists()
    assert not Paper.objects.exists()
    assert not Notice.objects.filter(number=ended.number).exists()
    assert not Message.objects.filter(number=ended.number).exists()
    assert not any(storage.path_of(each).exists() for each in papers)
    assert not path_of(tomb.files[0]).exists()
    assert set(tomb.papers.values()) == set(papers)
    assert Disposal.objects.get().state == "selesai"
    assert list(broken()) == []


def test_the_ledger_says_on_whose_leave_and_nothing_of_what_it_said(office, ended):
    tomb = destroyed(office, ended)
    rows = Entry.objects.filter(stream=ended.ledger_id)
    assert rows.count() == tomb.entries
    assert {str(row.data) + str(row.actor) + row.salt for row in rows} == {"{}{}"}
    told = dict(recorded_acts())["dimusnahkan"]
    assert (told["decree"], told["approved_by"]["key"]) == ("045/12/2032", "kadis")
    assert told["proposed_by"]["key"] == "kasi"


def test_the_register_of_numbers_stays(office, ended):
    kept = NumberEntry.objects.count()
    destroyed(office, ended)
    assert NumberEntry.objects.count() == kept


def test_a_sheet_sealed_before_and_one_sealed_after_both_hold(office, ended):
    before = seal_now(at=office.at)
    destroyed(office, ended)
    after = seal_now(at=LATER)
    assert before.no < after.no
    assert list(broken()) == []


def test_the_offline_verifier_accepts_what_is_recorded_and_finds_what_is_not(
    office, ended, tmp_path
):
    other = office.report()
    destroyed(office, ended)
    seal_now(at=LATER)
    write_bundle(tmp_path / "utuh")
    assert verified(tmp_path / "utuh") == 0
    guards.remove(connection)
    Entry.objects.filter(stream=other.ledger_id).update(data={}, actor={}, salt="")
    write_bundle(tmp_path / "rusak")
    assert verified(tmp_path / "rusak") == 1


def verified(folder: Path) -> int:
    run = [sys.executable, "-I", str(folder / "verify_sigap.py"), str(folder)]
    return subprocess.run(run, check=False, capture_output=True, timeout=60).returncode


def test_a_case_that_is_gone_without_a_record_is_found(office, ended):
    guards.remove(connection)
    for name in BELONGINGS:
        getattr(ended, name).all().delete()
    Paper.objects.all().delete()
    Incident.objects.get(pk=ended.pk).delete()
    assert f"perkara/{ended.number}: vanished" in list(broken())
    assert any(each.startswith("naskah/") for each in broken())


def test_everything_that_hangs_on_a_case_goes_with_it():
    related = {each.get_accessor_name() for each in Incident._meta.related_objects}
    assert related - {"children"} == set(BELONGINGS)


@pytest.mark.parametrize("at", [datetime(2031, 12, 31, 16, 59, tzinfo=UTC), "now"])
def test_nothing_is_listed_before_its_time(office, ended, at):
    with pytest.raises(Invalid) as refused:
        propose(office, ended.number, at=office.at if at == "now" else at)
    assert refused.value.faults["numbers"].code == "not-due"


def test_an_open_case_is_never_due(office):
    assert office.report().number
    assert not candidates(archive_classes()[0], at=LATER).exists()


def test_whoever_made_the_list_does_not_approve_it(office, ended):
    row = propose(office, ended.number, who="kabid")
    with pytest.raises(NotAllowed):
        decide(office, row, who="kabid")
    with pytest.raises(NotAllowed):
        decide(office, row, who="kasi")
    assert decide(office, row, who="kadis").state == "disetujui"
    with pytest.raises(Refused):
        decide(office, row, who="kadis")


def test_what_was_rejected_or_waits_stays_and_is_listed_once(office, ended):
    row = propose(office, ended.number)
    assert carry_out_disposals(at=LATER) == 0
    with pytest.raises(Invalid):
        propose(office, ended.number)
    decide(office, row, approve=False)
    assert carry_out_disposals(at=LATER) == 0
    assert Incident.objects.exists()
    assert propose(office, ended.number).pk


def test_a_longer_schedule_counts_also_for_what_is_approved(office, ended):
    decide(office, propose(office, ended.number))
    by = office.cast.actor("admin")
    years = {"active_years": 2, "inactive_years": 10, "fate": "musnah"}
    change_class("jaringan", **years, source="Keputusan baru", at=LATER, by=by)
    carry_out_disposals(at=LATER)
    assert Incident.objects.exists()
    assert "Belum waktunya" in DisposalItem.objects.get().trouble


def test_a_case_waits_for_the_reports_that_follow_it(office):
    parent = office.report(site="pop-jatiasih")
    office.walk(parent, *REMOTE[:2])
    child = office.report(site="pkm-jatiasih", follows=parent.number)
    Incident.objects.filter(pk__in=(parent.pk, child.pk)).update(
        status="selesai", finished_at=office.at
    )
    decide(office, propose(office, parent.number, child.number))
    while carry_out_disposals(at=LATER):
        pass
    assert not Incident.objects.exists()
    assert Tombstone.objects.count() == 2


def test_a_file_that_another_case_has_too_stays(office, ended):
    other = office.report()
    by = office.cast.actor("operator")
    attach_file(other.number, name="b.txt", stream=BytesIO(TEXT), at=office.at, by=by)
    tomb = destroyed(office, ended)
    assert path_of(tomb.files[0]).exists()
    assert list(broken()) == []


def test_a_worker_that_died_before_the_bytes_went_begins_again(office, ended):
    tomb = destroyed(office, ended)
    kept = path_of(tomb.files[0])
    kept.write_bytes(TEXT)
    Tombstone.objects.update(cleared_at=None)
    assert carry_out_disposals(at=LATER + timedelta(minutes=1)) == 1
    assert not kept.exists()


@pytest.mark.parametrize("wrong", [{"fate": "simpan"}, {"active_years": -1}, {"source": " "}])
def test_a_schedule_names_its_source(office, wrong):
    told = {"active_years": 2, "inactive_years": 3, "fate": "musnah", "source": "SK 1"} | wrong
    with pytest.raises(Invalid):
        change_class("jaringan", **told, at=LATER, by=office.cast.actor("admin"))


def test_only_the_administrator_sets_the_schedule(office):
    told = {"active_years": 0, "inactive_years": 0, "fate": "musnah", "source": "SK 1"}
    with pytest.raises(NotAllowed):
        change_class("jaringan", **told, at=LATER, by=office.cast.actor("kabid"))
