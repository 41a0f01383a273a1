"""Signing what waits: by whom, in which order, many at once, by hand, and in what capacity."""

from io import BytesIO

import pytest
from PIL import Image

from sigap.audit.models import Entry
from sigap.audit.offline.verify_sigap import main as verify_export
from sigap.audit.queries import verify
from sigap.documents.actions.signatures import set_signing_rule
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper, Signature
from sigap.documents.queries import papers_of
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret
from sigap.documents.signers.reading import signatures_in
from sigap.documents.storage import path_of
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refused
from sigap.incidents.actions.countersigning import sign_due, upload_scan
from sigap.incidents.actions.cyber import restrict_incident
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.actions.sealing import seal_now
from sigap.incidents.exporting import write_bundle
from sigap.incidents.models import Incident
from sigap.incidents.queries.sealing import breaks_of_record, documents
from sigap.incidents.queries.signing import waiting_count, waiting_for
from sigap.people.models import Appointment
from sigap.people.queries import acting
from tests.office import CHECKED, REMOTE, Office
from tests.signing import PASSPHRASE, AskingSigner, down, lost

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})
SECRET = Secret(passphrase=PASSPHRASE)


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def way(monkeypatch: pytest.MonkeyPatch) -> AskingSigner:
    made = AskingSigner()
    monkeypatch.setattr(configured, "signer", lambda: made)
    return made


def waiting(office: Office, *verbs: str) -> Incident:
    """A case whose papers wait, because its steps were ended without signing."""
    incident = office.walk(office.report(), *(verbs or ("disposisikan",)))
    while make_papers(at=office.at):
        pass
    return incident


def sign(office: Office, who: str | Actor, secret: Secret = SECRET) -> list[str]:
    """Sign all that waits for this person; answers the codes of what went wrong."""
    by = office.cast.actor(who) if isinstance(who, str) else who
    keys = [row.pk for row in waiting_for(by)]
    made = sign_due(keys, secret=secret, at=office.wait(minutes=10), by=by)
    return [each.trouble.code for each in made if each.trouble]


def test_what_waits_is_signed_at_its_true_moment(office, way):
    incident = waiting(office)
    office.wait(days=2)
    assert sign(office, "kabid") == []
    row = Signature.objects.get(paper__number=incident.number)
    assert row.signed_at == office.at
    (found,) = signatures_in(path_of(row.sha256).read_bytes())
    assert found.intact
    assert Entry.objects.filter(kind="signed").count() == 1
    assert list(verify()) == []


def test_many_are_signed_at_once_with_one_passphrase(office, way):
    for _ in range(3):
        waiting(office)
    assert waiting_count(office.cast.actor("kabid")) == 3
    assert sign(office, "kabid") == []
    assert waiting_count(office.cast.actor("kabid")) == 0


def test_one_that_fails_does_not_take_the_others_with_it(office, way):
    numbers = [waiting(office).number for _ in range(2)]
    way.fails = lambda request: down(request) if numbers[0] in request.reason else None
    assert sign(office, "kabid") == ["signing-down"]
    assert Signature.objects.get(signed_at=None).paper.number == numbers[0]


def test_nobody_signs_in_an_office_he_does_not_hold(office, way):
    waiting(office)
    key = Signature.objects.get().pk
    for who in ("kasi", "pelaksana", "operator", "auditor", "admin", "opd-pendidikan"):
        with pytest.raises(NotFound):
            sign_due([key], secret=SECRET, at=office.at, by=office.cast.actor(who))
    assert not way.signed


def test_a_successor_signs_in_his_own_capacity_with_his_decree(office, way):
    incident = waiting(office)
    office.wait(hours=1)
    seat = office.cast.positions["kabid"]
    Appointment.objects.filter(position=seat).update(ends_at=office.at)
    kasi = office.cast.user("kasi")
    told = {"kind": "plh", "decree_number": "800/12", "starts_at": office.at}
    Appointment.objects.create(user=kasi, position=seat, **told)
    assert waiting_count(acting(office.cast.user("kabid"), at=office.at)) == 0
    assert sign(office, acting(kasi, at=office.at)) == []
    row = Signature.objects.get(paper__number=incident.number)
    assert (row.by["key"], row.by["capacity"]) == ("kasi", "Plh. Kepala Bidang TIK")
    assert row.by["decree"] == "800/12"
    assert "Plh. Kepala Bidang TIK" in way.signed[0].lines
    assert "Dasar: 800/12" in way.signed[0].lines


def test_initials_come_before_the_signature(office, way):
    rule = {"electronic": True, "signer": "", "initials": ["kasi"]}
    set_signing_rule("disposisi", **rule, at=office.at, by=ADMIN)
    waiting(office)
    assert waiting_count(office.cast.actor("kabid")) == 0
    assert sign(office, "kasi") == []
    assert sign(office, "kabid") == []
    first, second = Signature.objects.order_by("position")
    content = path_of(second.sha256).read_bytes()
    assert content.startswith(path_of(first.sha256).read_bytes())
    found = signatures_in(content)
    assert [(each.intact, each.changed_since) for each in found] == [(True, False)] * 2
    assert [request.placement is None for request in way.signed] == [True, False]
    paraf, last = way.signed
    assert (paraf.kept_free, last.kept_free) == (last.placement, None)


def test_a_lost_answer_is_fetched_and_not_signed_again(office, way):
    waiting(office)
    way.fails = lost
    assert sign(office, "kabid") == ["answer-lost"]
    way.fails = lambda request: None
    assert sign(office, "kabid") == []
    assert [request.reference for request in way.signed] == ["dok-1"]


def test_what_is_signed_meanwhile_elsewhere_is_not_signed_over(office, way):
    waiting(office)
    key = Signature.objects.get().pk
    told = {"secret": SECRET, "by": office.cast.actor("kabid"), "at": office.at}
    inner = []
    way.meanwhile = lambda: inner.extend(sign_due([key], **told))
    (outcome,) = sign_due([key], **told)
    assert outcome.trouble is None
    assert inner[0].trouble.code == "being-signed"
    assert len(way.signed) == 1


def test_a_wrong_passphrase_is_said_and_the_papers_go_on_waiting(office, way):
    waiting(office)
    assert sign(office, "kabid", Secret(passphrase="salah")) == ["wrong-passphrase"]
    assert waiting_count(office.cast.actor("kabid")) == 1
    with pytest.raises(Invalid):
        sign(office, "kabid", Secret())


def test_a_restricted_case_shows_its_papers_to_those_who_may_know(office, way):
    rule = {"electronic": True, "signer": "pelaksana", "initials": []}
    set_signing_rule("disposisi", **rule, at=office.at, by=ADMIN)
    incident = waiting(office)
    assert waiting_count(office.cast.actor("pelaksana")) == 1
    told = {"reason": "Surat tebusan", "personal_data": False, "at": office.wait(minutes=1)}
    restrict_incident(incident.number, **told, by=office.cast.actor("kasi"))
    assert waiting_count(office.cast.actor("pelaksana")) == 0


def test_an_appointment_for_one_step_signs_the_papers_of_that_step_alone(office, way):
    waiting(office, *REMOTE, *CHECKED, "konfirmasikan")
    by = office.cast.actor("kabid")
    limited = Actor(by.key, by.name, dict(by.offices), limits={"kabid": frozenset({"konfirmasi"})})
    steps = waiting_for(limited).values_list("paper__step", flat=True)
    assert list(steps) == ["konfirmasi"]


def test_a_paper_waiting_for_a_number_from_elsewhere_is_not_signed_yet(office, way):
    waiting(office)
    Paper.objects.update(awaits="tu")
    assert waiting_count(office.cast.actor("kabid")) == 0


def test_without_electronic_signing_there_is_nothing_to_sign_with(office):
    with pytest.raises(Refused):
        sign_due([1], secret=SECRET, at=office.at, by=office.cast.actor("kabid"))


def picture() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (300, 400), "white").save(made, "PNG")
    made.seek(0)
    return made


def scan(office: Office, incident: Incident, who: str = "operator", **told: object) -> Signature:
    (paper,) = papers_of(incident.number)
    told = {"name": "bertanda-tangan.png", "stream": picture(), "at": office.at, **told}
    return upload_scan(incident.number, paper.code, **told, by=office.cast.actor(who))


def test_a_scan_is_kept_by_its_hash_beside_the_paper(office):
    incident = waiting(office)
    row = scan(office, incident)
    assert (row.provider, row.media_type, row.position) == ("basah", "image/png", 1)
    assert path_of(row.sha256).is_file()
    assert documents()[f"naskah/{row.paper.code}/ttd-1"] == row.sha256
    assert Entry.objects.get(kind="signed").data["sha256"] == row.sha256
    assert list(breaks_of_record()) == []


def test_a_changed_or_lost_signed_copy_is_found(office):
    row = scan(office, waiting(office))
    path_of(row.sha256).write_bytes(b"lain")
    assert [each.stream for each in breaks_of_record()] == [f"naskah/{row.paper.code}/ttd-1"]
    path_of(row.sha256).unlink()
    assert "hilang" in next(iter(breaks_of_record())).template


def test_a_scan_is_pdf_or_picture_and_comes_from_the_office(office):
    incident = waiting(office)
    with pytest.raises(Invalid):
        scan(office, incident, name="a.txt", stream=BytesIO(b"teks biasa"))
    with pytest.raises(NotFound):
        scan(office, incident, who="opd-kesehatan")
    for who in ("opd-pendidikan", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            scan(office, incident, who=who)


def test_by_hand_the_scan_stands_for_what_waited(office, way, monkeypatch):
    incident = waiting(office)
    monkeypatch.setattr(configured, "signer", lambda: None)
    scan(office, incident)
    assert Signature.objects.filter(signed_at=None).count() == 0
    assert Signature.objects.count() == 1


def test_beside_electronic_signing_a_scan_leaves_the_signature_waiting(office, way):
    incident = waiting(office)
    assert scan(office, incident).position == 2
    assert sign(office, "kabid") == []
    assert Signature.objects.get(position=1).signed_at == office.at


def test_an_export_holds_the_signed_copies_and_its_verifier_finds_a_changed_one(
    office, way, tmp_path, capsys
):
    waiting(office)
    assert sign(office, "kabid") == []
    scan(office, Incident.objects.get())
    draw_papers(at=office.at)
    seal_now(at=office.wait(minutes=1))
    write_bundle(tmp_path)
    code = Paper.objects.get().code
    names = {file.name for file in (tmp_path / "naskah").iterdir()}
    assert names == {f"{code}.pdf", f"{code}-ttd-1.pdf", f"{code}-ttd-2.png"}
    assert verify_export([str(tmp_path)]) == 0
    (tmp_path / "naskah" / f"{code}-ttd-1.pdf").write_bytes(b"lain")
    assert verify_export([str(tmp_path)]) == 1
    assert f"naskah/{code}/ttd-1" in capsys.readouterr().out
