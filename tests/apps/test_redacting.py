"""A person's data is hidden in a case by an approved act; everything else is still proved."""

from datetime import datetime
from io import BytesIO

import pytest
from django.db import connection

from sigap.audit import guards
from sigap.audit.models import Entry
from sigap.audit.queries import entries, recorded_acts
from sigap.documents import storage
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, Refused
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.destroying import carry_out_disposals
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.actions.redacting import decide_redaction, propose_redaction
from sigap.incidents.actions.sealing import seal_now
from sigap.incidents.exporting import write_bundle
from sigap.incidents.models import Incident, Redaction, StepVisit
from sigap.incidents.queries.sealing import breaks_of_record
from sigap.incidents.search import newest_matching
from sigap.notifications.models import Message, Notice
from tests.apps.test_destroying import verified
from tests.office import REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)
NAME, PHONE = "Agus Hermawan", "0812-1111-2222"


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def incident(office) -> Incident:
    """A case with a name in many places, with papers and a sheet over all of it."""
    told = {"reporter_name": NAME, "reporter_phone": PHONE}
    row = office.report(summary=f"WiFi {NAME} mati", **told)
    by = office.cast.actor("operator")
    attach_file(row.number, name=f"{NAME}.txt", stream=BytesIO(b"x"), at=office.at, by=by)
    office.walk(row, *REMOTE)
    draw_all(office.at)
    seal_now(at=office.at)
    return row


def draw_all(at: datetime) -> None:
    while make_papers(at=at) or draw_papers(at=at):
        pass


def propose(
    office: Office, row: Incident, terms: str = f"{NAME}\n{PHONE}", who="kasi"
) -> Redaction:
    by = office.cast.actor(who)
    told = {"terms": terms, "reason": "Permintaan subjek data"}
    return propose_redaction(row.number, **told, at=office.at, by=by)


def decide(office: Office, row: Redaction, who: str = "kabid", approve: bool = True) -> Redaction:
    by = office.cast.actor(who)
    told = {"decree": "045/3/2026", "note": "Sesuai"}
    return decide_redaction(row.pk, approve=approve, **told, at=office.at, by=by)


def hidden(office: Office, row: Incident) -> Redaction:
    made = decide(office, propose(office, row))
    draw_all(office.at)
    carry_out_disposals(at=office.at)
    return made


def broken() -> list[str]:
    return [f"{one.stream}: {one.kind}" for one in breaks_of_record()]


def test_the_name_stands_nowhere_any_more_and_the_record_is_whole(office, incident):
    hidden(office, incident)
    row = Incident.objects.get()
    texts = [row.summary, row.reporter_name, row.reporter_phone, row.attachments.get().name]
    texts += [str(each.data) + str(each.actor) for each in entries(row.ledger.key)]
    texts += [str(paper.facts) for paper in Paper.objects.all()]
    texts += [str(visit.output) + visit.note for visit in StepVisit.objects.all()]
    texts += [str(data) for _kind, data in recorded_acts()]
    assert not any(NAME in text or PHONE in text for text in texts)
    assert row.summary == "WiFi *** mati"
    assert not Notice.objects.filter(number=row.number).exists()
    assert not Message.objects.filter(number=row.number).exists()
    assert not newest_matching("hermawan", before=None, most=10).exists()
    assert broken() == []


def test_papers_that_held_it_are_drawn_anew_under_another_code(office, incident):
    before = dict(Paper.objects.values_list("code", "sha256"))
    row = hidden(office, incident)
    gone = {name.removeprefix("naskah/") for name in row.papers}
    assert gone
    assert gone <= set(before)
    assert not gone & set(Paper.objects.values_list("code", flat=True))
    assert not any(storage.path_of(before[code]).exists() for code in gone)
    assert not Paper.objects.filter(sha256="").exists()


def test_the_act_says_on_whose_leave_and_the_texts_are_forgotten(office, incident):
    row = hidden(office, incident)
    told = dict(recorded_acts())["disamarkan"]
    assert (told["approved_by"]["key"], told["decree"]) == ("kabid", "045/3/2026")
    assert Redaction.objects.get().terms == ""
    assert row.entries == len(told["entries"])


def test_the_case_goes_on_afterwards(office, incident):
    hidden(office, incident)
    office.walk(incident, "laporkan-kasi", "laporkan-kabid", "konfirmasikan")
    assert Incident.objects.get().status == "selesai"
    assert broken() == []


def test_the_offline_verifier_agrees(office, incident, tmp_path):
    hidden(office, incident)
    seal_now(at=office.at)
    write_bundle(tmp_path / "utuh")
    assert verified(tmp_path / "utuh") == 0
    guards.remove(connection)
    Entry.objects.filter(stream=incident.ledger_id, seq=1).update(data={"palsu": 1})
    write_bundle(tmp_path / "rusak")
    assert verified(tmp_path / "rusak") == 1
    assert f"perkara/{incident.number}: changed" in broken()


@pytest.mark.parametrize("terms", ["tidak ada di sini", "dinas-pendidikan", "penanganan", "ab"])
def test_what_stands_nowhere_or_holds_the_case_together_is_refused(office, incident, terms):
    with pytest.raises(Invalid) as refused:
        propose(office, incident, terms)
    assert "terms" in refused.value.faults
    assert not Redaction.objects.exists()


def test_whoever_asked_does_not_approve(office, incident):
    row = propose(office, incident, who="kabid")
    with pytest.raises(NotAllowed):
        decide(office, row, who="kabid")
    with pytest.raises(NotAllowed):
        decide(office, row, who="operator")
    assert decide(office, row, who="kadis").state == "selesai"
    with pytest.raises(Refused):
        decide(office, row, who="kadis")


def test_a_rejected_request_hides_nothing_and_forgets_the_texts(office, incident):
    row = decide(office, propose(office, incident), approve=False)
    assert (row.state, row.terms) == ("ditolak", "")
    assert Incident.objects.get().reporter_name == NAME
    assert broken() == []
