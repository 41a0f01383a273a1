"""Signing completes the step: all of it or nothing, once, and never with a secret left behind."""

import pytest
from django.db import transaction

from sigap.audit.models import Entry
from sigap.audit.queries import verify
from sigap.documents.actions.numbers import set_rule
from sigap.documents.actions.signatures import WAITING, set_signing_rule
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, NumberEntry, Paper, Signature, Template
from sigap.documents.queries import papers_of
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret, SigningUnavailable
from sigap.documents.signers.reading import signatures_in
from sigap.documents.storage import path_of
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Invalid, NotAllowed, Refused, Stale
from sigap.incidents.actions.countersigning import drop_drafts
from sigap.incidents.actions.exceptions import cancel_incident
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.actions.signing import sign_exit
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.queries.cases import replayed, snapshot
from tests.office import FIELD, REMOTE, Office, filled
from tests.signing import MOMENT, PASSPHRASE, AskingSigner, down

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


def end(office: Office, incident: Incident, verb: str, who: str, **told: object) -> Incident:
    step = office.procedure.step(Incident.objects.get(pk=incident.pk).step)
    told = {"values": filled(step, verb), "note": "Masih putus", "secret": SECRET, **told}
    office.wait(minutes=5)
    return sign_exit(incident.number, verb, at=office.at, by=office.cast.actor(who), **told)


def step_of(incident: Incident) -> str:
    return Incident.objects.get(pk=incident.pk).step


def test_the_exit_ends_the_step_with_its_paper_signed(office, way):
    incident = end(office, office.report(), "disposisikan", "kabid")
    (paper,) = papers_of(incident.number)
    row = Signature.objects.get(paper=paper)
    assert incident.step == "arahan"
    assert (row.by["capacity"], row.provider) == ("Kepala Bidang TIK", "bsre")
    assert row.signed_at == office.at
    (found,) = signatures_in(path_of(row.sha256).read_bytes())
    assert (found.intact, found.covers_whole_file) == (True, True)
    assert make_papers(at=office.at) == 0


def test_the_ledger_tells_who_signed_and_replays(office, way):
    incident = end(office, office.report(), "disposisikan", "kabid")
    entry = Entry.objects.get(kind="signed")
    row = Signature.objects.get()
    assert entry.data["sha256"] == row.sha256
    assert entry.data["capacity"] == entry.actor["capacity"] == "Kepala Bidang TIK"
    incident.refresh_from_db()
    assert replayed(incident) == snapshot(incident)
    assert list(verify()) == []


def test_without_electronic_signing_the_exit_is_the_plain_one(office):
    incident = end(office, office.report(), "disposisikan", "kabid", secret=Secret())
    assert incident.step == "arahan"
    assert not Signature.objects.exists()


def test_a_wrong_passphrase_moves_nothing_and_says_so_at_its_field(office, way):
    incident = office.report()
    with pytest.raises(Invalid) as refused:
        end(office, incident, "disposisikan", "kabid", secret=Secret(passphrase="salah"))
    assert refused.value.faults["passphrase"].code == "wrong-passphrase"
    assert step_of(incident) == "disposisi"
    assert papers_of(incident.number) == []
    assert not way.signed


def test_a_blank_passphrase_is_asked_for_before_anything_is_fixed(office, way):
    with pytest.raises(Invalid) as refused:
        end(office, office.report(), "disposisikan", "kabid", secret=Secret())
    assert set(refused.value.faults) == {"passphrase"}
    assert not Paper.objects.exists()


def test_five_wrong_tries_make_the_next_one_wait_and_lose_nothing(office, way):
    incident, by = office.report(), office.cast.actor("kabid")
    for _ in range(5):
        with pytest.raises(Invalid):
            end(office, incident, "disposisikan", "kabid", secret=Secret(passphrase="salah"))
    values = filled(office.procedure.step("disposisi"), "disposisikan")
    told = {"values": values, "secret": SECRET, "by": by}
    with pytest.raises(Invalid) as refused:
        sign_exit(incident.number, "disposisikan", at=office.at, **told)
    assert refused.value.faults["passphrase"].code == "too-soon"
    assert sign_exit(incident.number, "disposisikan", at=office.wait(minutes=1), **told)


def numbered(office: Office, pattern: str = "{kode}/{n}") -> None:
    told = {"code": "500", "unit": "", "counted_by": ["tahun"]}
    set_rule("arahan", text=pattern, **told, at=office.at, by=ADMIN)


def test_the_next_try_uses_the_same_number_and_code(office, way):
    numbered(office)
    incident = office.walk(office.report(), "disposisikan")
    with pytest.raises(Invalid):
        end(office, incident, "arahkan", "kasi", secret=Secret(passphrase="salah"))
    draft = Paper.objects.get(kind="arahan")
    end(office, incident, "arahkan", "kasi")
    paper = Paper.objects.get(kind="arahan")
    assert (paper.code, paper.state, paper.entry.written) == (draft.code, "terbit", "500/1")
    assert NumberEntry.objects.count() == 1


def test_a_try_on_another_day_keeps_the_number_where_it_can(office, way):
    numbered(office)
    incident = office.walk(office.report(), "disposisikan")
    with pytest.raises(Invalid):
        end(office, incident, "arahkan", "kasi", secret=Secret(passphrase="salah"))
    office.wait(days=1)
    end(office, incident, "arahkan", "kasi")
    paper = Paper.objects.get(kind="arahan")
    assert paper.facts["naskah"]["tanggal"] == "24 November 2026"
    assert (paper.entry.on.day, paper.entry.written) == (24, "500/1")


def test_a_number_that_names_its_month_is_void_in_the_next(office, way):
    numbered(office, "{n}/{bulan}")
    incident = office.walk(office.report(), "disposisikan")
    with pytest.raises(Invalid):
        end(office, incident, "arahkan", "kasi", secret=Secret(passphrase="salah"))
    office.wait(days=10)
    end(office, incident, "arahkan", "kasi")
    rows = list(NumberEntry.objects.order_by("id").values_list("written", "state"))
    assert rows == [("1/XI", "batal"), ("2/XII", "dipakai")]


def test_a_draft_that_the_step_did_not_end_with_is_given_up(office, way):
    numbered(office)
    incident = office.walk(office.report(), "disposisikan")
    with pytest.raises(Invalid):
        end(office, incident, "arahkan", "kasi", secret=Secret(passphrase="salah"))
    assert drop_drafts(at=office.at) == 0
    told = {"reason": "keliru", "explanation": "Steker lepas.", "at": office.at}
    cancel_incident(incident.number, **told, by=office.cast.actor("kabid"))
    assert drop_drafts(at=office.at) == 1
    assert Paper.objects.get(kind="arahan").state == "batal"
    entry = NumberEntry.objects.get()
    assert (entry.state, entry.void_reason) == ("batal", "Naskahnya tidak jadi terbit.")
    assert papers_of(incident.number) == []


def test_a_draft_becomes_the_paper_of_an_exit_that_is_signed_later(office, way):
    numbered(office)
    incident = office.walk(office.report(), "disposisikan")
    with pytest.raises(Invalid):
        end(office, incident, "arahkan", "kasi", secret=Secret(passphrase="salah"))
    end(office, incident, "arahkan", "kasi", later=True)
    assert drop_drafts(at=office.at) == 0
    make_papers(at=office.at)
    assert Paper.objects.get(kind="arahan").entry.written == "500/1"


def test_when_the_service_is_down_nothing_moves(office, way):
    way.fails, incident = down, office.report()
    with pytest.raises(SigningUnavailable):
        end(office, incident, "disposisikan", "kabid")
    assert step_of(incident) == "disposisi"
    assert Signature.objects.filter(claimed_until=None, signed_at=None).count() == 1


def test_one_may_go_on_and_sign_later(office, way):
    way.fails, incident = down, office.report()
    with pytest.raises(SigningUnavailable):
        end(office, incident, "disposisikan", "kabid")
    end(office, incident, "disposisikan", "kabid", later=True, secret=Secret())
    make_papers(at=office.at)
    (paper,) = papers_of(incident.number)
    assert paper.facts["naskah"]["keterangan_tanda_tangan"] == WAITING
    assert Signature.objects.get(paper=paper).signed_at is None
    assert Entry.objects.get(kind="signing-deferred").data["titles"] == ["Lembar Disposisi"]


def test_a_paper_that_cannot_be_drawn_stops_nobody_from_going_on_unsigned(office, way):
    Template.objects.filter(kind="disposisi").update(source="#panic()")
    incident = office.report()
    with pytest.raises(Refused) as refused:
        end(office, incident, "disposisikan", "kabid")
    assert (refused.value.code, step_of(incident)) == ("paper-not-drawn", "disposisi")
    end(office, incident, "disposisikan", "kabid", later=True)
    assert step_of(incident) == "arahan"


def test_two_papers_of_one_step_are_signed_together_or_not_at_all(office, way):
    incident = office.walk(office.report(), *FIELD[:2])
    way.fails = lambda request: down(request) if "Surat Tugas" in request.reason else None
    with pytest.raises(SigningUnavailable):
        end(office, incident, "kirim-pelaksana", "admin-jaringan")
    assert step_of(incident) == "penanganan"
    assert not Signature.objects.exclude(signed_at=None).exists()
    way.fails = lambda request: None
    end(office, incident, "kirim-pelaksana", "admin-jaringan")
    assert Signature.objects.exclude(signed_at=None).count() == 2


def test_whoever_acts_meanwhile_is_not_overruled(office, way):
    incident = office.report()
    by = office.cast.actor("kabid")
    way.meanwhile = lambda: office.walk(incident, "disposisikan")
    with pytest.raises(Stale):
        end(office, incident, "disposisikan", "kabid")
    assert StepVisit.objects.filter(step="disposisi").count() == 1
    assert not Signature.objects.exclude(signed_at=None).exists()
    assert by.key == StepVisit.objects.get(step="disposisi").left_by["key"]


def test_a_second_window_does_not_sign_the_same_draft(office, way):
    incident, refused = office.report(), []

    def second() -> None:
        with pytest.raises(Refused) as raised:
            sign_again(office, incident)
        refused.append(raised.value.code)

    way.meanwhile = second
    end(office, incident, "disposisikan", "kabid")
    assert refused == ["being-signed"]
    assert Signature.objects.exclude(signed_at=None).count() == len(way.signed) == 1


def test_killed_between_signing_and_storing_the_next_try_signs_the_same_draft(office, way):
    incident = office.report()
    way.fails = lambda request: (_ for _ in ()).throw(SystemExit)
    with pytest.raises(SystemExit):
        end(office, incident, "disposisikan", "kabid")
    Signature.objects.update(claimed_until=office.at + MOMENT)  # nobody was left to release it
    code, way.fails = Paper.objects.get().code, lambda request: None
    with pytest.raises(Refused):
        sign_again(office, incident)
    office.wait(minutes=5)
    sign_again(office, incident)
    assert (Paper.objects.get().code, step_of(incident)) == (code, "arahan")


def sign_again(office: Office, incident: Incident) -> None:
    values = filled(office.procedure.step("disposisi"), "disposisikan")
    told = {"values": values, "note": "Masih putus", "secret": SECRET, "at": office.at}
    sign_exit(incident.number, "disposisikan", by=office.cast.actor("kabid"), **told)


def test_an_exit_that_is_not_open_is_refused_before_anybody_signs(office, way):
    with pytest.raises(NotAllowed):
        end(office, office.report(), "disposisikan", "kasi")
    assert not Paper.objects.exists()
    assert not way.signed


def test_nothing_is_signed_inside_a_transaction(office, way):
    with transaction.atomic(), pytest.raises(RuntimeError):
        end(office, office.report(), "disposisikan", "kabid")


def test_where_another_signs_first_the_step_goes_on_and_the_paper_waits(office, way):
    told = {"electronic": True, "signer": "kadis", "initials": ["kasi"]}
    set_signing_rule("disposisi", **told, at=office.at, by=ADMIN)
    incident = end(office, office.report(), "disposisikan", "kabid", secret=Secret())
    make_papers(at=office.at)
    (paper,) = papers_of(incident.number)
    assert paper.facts["penandatangan"][0]["nama"] == "Dr. H. Surya Nugraha, S.H."
    parts = list(Signature.objects.filter(paper=paper).values_list("part", "role"))
    assert parts == [("paraf", "kasi"), ("tanda-tangan", "kadis")]


def test_a_kind_that_the_office_signs_by_hand_asks_nothing(office, way):
    told = {"electronic": False, "signer": "", "initials": []}
    set_signing_rule("disposisi", **told, at=office.at, by=ADMIN)
    end(office, office.report(), "disposisikan", "kabid", secret=Secret())
    make_papers(at=office.at)
    assert not Signature.objects.exists()


def test_a_plain_exit_leaves_its_papers_waiting(office, way):
    incident = office.walk(office.report(), *REMOTE)
    make_papers(at=office.at)
    assert Signature.objects.filter(signed_at=None).count() == len(papers_of(incident.number)) == 3


def test_only_the_administrator_says_who_signs(office):
    told = {"electronic": True, "signer": "", "initials": []}
    with pytest.raises(NotAllowed):
        set_signing_rule("arahan", **told, at=office.at, by=office.cast.actor("kabid"))
    with pytest.raises(Invalid):
        set_signing_rule("arahan", **told | {"signer": "satpam"}, at=office.at, by=ADMIN)


def test_the_secret_is_nowhere_on_the_record(office, way):
    incident = office.report()
    with pytest.raises(Invalid) as refused:
        end(office, incident, "disposisikan", "kabid", secret=Secret(passphrase="rahasia-besar"))
    end(office, incident, "disposisikan", "kabid")
    rows = [*Paper.objects.values(), *Signature.objects.values(), *Entry.objects.values()]
    told = repr(rows) + repr(refused.value) + repr(refused.value.faults)
    assert "rahasia-besar" not in told
    assert PASSPHRASE not in told
