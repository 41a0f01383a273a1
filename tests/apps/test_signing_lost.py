"""A service that signed and was not heard: the next try signs the very same, or says so first."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sigap.audit.models import Entry
from sigap.audit.queries import verify
from sigap.config.environment_signing import Signing
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper, Signature, Template
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret, SigningRefused, SigningUnavailable
from sigap.documents.signers.bsre import BsreSigner
from sigap.documents.signers.bsre_line import LIMITS
from sigap.documents.signers.reading import signatures_in
from sigap.documents.storage import path_of
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid
from sigap.incidents.actions.countersigning import sign_due
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.actions.signing import sign_exit
from sigap.incidents.actions.steps import accept_step
from sigap.incidents.models import Incident, SigningAttempt, StepVisit
from sigap.incidents.queries.cases import replayed, snapshot
from sigap.incidents.queries.signing import waiting_for
from tests.office import Office, filled
from tests.outside.esign.people import KABID
from tests.outside.esign.running import Esign, esign

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = Secret(passphrase=KABID.passphrase)


@pytest.fixture(scope="module")
def service() -> Iterator[Esign]:
    with esign() as running:
        yield running


@pytest.fixture(params=[1, 2])
def way(request: pytest.FixtureRequest, service: Esign, monkeypatch, settings) -> BsreSigner:
    service.plan()
    setup = service.setup(request.param)
    settings.SIGAP_SIGNING = Signing(signer="bsre", bsre=setup)
    made = BsreSigner(setup, limits=replace(LIMITS, answer=3))
    monkeypatch.setattr(configured, "signer", lambda: made)
    return made


@pytest.fixture
def office(way: BsreSigner, monkeypatch) -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    monkeypatch.setattr("sigap.people.signatories.nik_of", lambda user: KABID.nik)
    return office


def end(office: Office, incident: Incident, note: str = "", **told: object) -> Incident:
    values = dict(filled(office.procedure.step("disposisi"), "disposisikan"))
    told = {"secret": SECRET, "values": values | ({"instruksi": note} if note else {}), **told}
    by = office.cast.actor("kabid")
    return sign_exit(incident.number, "disposisikan", at=office.wait(minutes=5), by=by, **told)


def lose(office: Office, service: Esign, met: str = "lost") -> Incident:
    incident = office.report()
    service.plan(met, seconds=5)
    with pytest.raises(SigningUnavailable) as trouble:
        end(office, incident)
    assert trouble.value.maybe_signed
    return incident


def sign_waiting(office: Office, **told: object) -> list[str]:
    by = office.cast.actor("kabid")
    keys = list(waiting_for(by).values_list("pk", flat=True))
    made = sign_due(keys, secret=SECRET, at=office.wait(minutes=1), by=by, **told)
    return [each.trouble.code for each in made if each.trouble]


def states() -> list[str]:
    return list(SigningAttempt.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize("met", ["lost", "slow", "truncated"])
def test_the_next_try_sends_the_very_same_and_the_step_ends_when_it_was_to_end(
    office, service, met
):
    incident = lose(office, service, met)
    first, sent = office.at, SigningAttempt.objects.get().sha256
    assert states() == ["tidak-diketahui"]
    changed = end(office, incident)
    assert (changed.step, states()) == ("arahan", ["diulang", "tersimpan"])
    assert set(SigningAttempt.objects.values_list("sha256", flat=True)) == {sent}
    assert StepVisit.objects.get(step="disposisi").left_at == first
    row = Signature.objects.get()
    assert (row.signed_at, row.paper.made_at) == (office.at, first)
    assert [each.intact for each in signatures_in(path_of(row.sha256).read_bytes())] == [True]
    changed.refresh_from_db()
    assert replayed(changed) == snapshot(changed)
    assert list(verify()) == []


def test_another_text_is_not_signed_before_the_person_has_said_so(office, service):
    incident = lose(office, service)
    before = len(service.got())
    with pytest.raises(SigningRefused) as refused:
        end(office, incident, "Segera ditangani")
    assert refused.value.code == "signing-unresolved"
    assert (len(service.got()), states()) == (before, ["tidak-diketahui"])
    # What was typed first may still be sent, to the letter.
    assert end(office, incident).step == "arahan"
    assert len(set(SigningAttempt.objects.values_list("sha256", flat=True))) == 1


def test_said_so_the_new_text_is_signed_and_the_record_tells_of_both(office, service):
    incident = lose(office, service)
    assert end(office, incident, "Segera ditangani", anew=True).step == "arahan"
    assert states() == ["diganti", "tersimpan"]
    kinds = list(Entry.objects.filter(stream__key="naskah").values_list("kind", flat=True))
    assert [each for each in kinds if each.startswith("tte")] == [
        *("tte-dikirim", "tte-tidak-diketahui", "tte-diganti", "tte-dikirim")
    ]
    assert StepVisit.objects.get(step="disposisi").left_at == office.at


@pytest.mark.parametrize("changed", ["later", "template", "act"])
def test_what_was_changed_since_is_another_text(office, service, changed):
    incident = lose(office, service)
    if changed == "later":
        office.wait(hours=1)
    elif changed == "template":
        row = Template.objects.get(kind="disposisi")
        row.pk, row.version, row.source = None, row.version + 1, row.source + "\nTambahan"
        row.save(force_insert=True)
    else:
        told = {"at": office.wait(minutes=1), "by": office.cast.actor("kabid")}
        accept_step(incident.number, **told)
    with pytest.raises(SigningRefused, match="isi naskah sekarang lain"):
        end(office, incident)
    assert Incident.objects.get().step == "disposisi"


def test_signed_later_it_is_the_same_text_too(office, service):
    incident = lose(office, service)
    first = office.at
    assert end(office, incident, later=True).step == "arahan"
    make_papers(at=office.wait(minutes=2))
    assert Paper.objects.get(kind="disposisi").made_at == first
    assert sign_waiting(office) == []
    assert states() == ["diulang", "tersimpan"]
    assert len(set(SigningAttempt.objects.values_list("sha256", flat=True))) == 1


def test_signed_later_as_another_text_it_has_to_be_said(office, service):
    incident = lose(office, service)
    end(office, incident, "Segera ditangani", later=True)
    make_papers(at=office.wait(minutes=2))
    assert sign_waiting(office) == ["signing-unresolved"]
    assert sign_waiting(office, anew=True) == []
    assert states() == ["diganti", "tersimpan"]


def test_a_paper_that_waits_is_sent_again_as_it_was(office, service):
    office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    service.plan("lost")
    assert sign_waiting(office) == ["signing-unknown"]
    assert sign_waiting(office) == []
    assert states() == ["diulang", "tersimpan"]


def test_another_exit_with_other_papers_is_another_text_too(office, service):
    """What may have been signed for one way out is not forgotten on another."""
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    by, step = office.cast.actor("admin-jaringan"), office.procedure.step("penanganan")

    def take(verb: str, **told: object) -> Incident:
        told |= {"values": filled(step, verb), "note": "Putus", "secret": SECRET, "by": by}
        return sign_exit(incident.number, verb, at=office.wait(minutes=5), **told)

    service.plan("lost")
    with pytest.raises(SigningUnavailable):
        take("kirim-pelaksana")
    with pytest.raises(SigningRefused) as refused:
        take("teratasi")
    assert refused.value.code == "signing-unresolved"
    assert take("teratasi", anew=True).step == "laporan-lengkap"
    assert "tidak-diketahui" not in states()


@pytest.mark.parametrize("way", [1], indirect=True)
def test_what_the_service_has_named_is_fetched_and_not_signed_again(office, service):
    incident = lose(office, service, "id-away")
    assert SigningAttempt.objects.get().reference.startswith("dok-")
    sent = len(service.got())
    service.plan()
    assert end(office, incident).step == "arahan"
    assert (len(service.got()), states()) == (sent, ["tersimpan"])
    assert Signature.objects.get().reference.startswith("dok-")


@pytest.mark.parametrize("way", [1], indirect=True)
def test_what_it_has_named_and_lost_is_sent_again_as_it_was(office, service):
    incident = office.report()
    service.plan("id-gone")
    with pytest.raises(SigningUnavailable) as trouble:
        end(office, incident)
    assert (trouble.value.code, states()) == ("signing-gone", ["tidak-diketahui"])
    with pytest.raises(SigningRefused):
        end(office, incident, "Segera ditangani")
    assert end(office, incident).step == "arahan"
    assert states() == ["diulang", "tersimpan"]


def test_killed_before_the_answer_the_try_stands_written_down(office, service, way, monkeypatch):
    incident = office.report()
    monkeypatch.setattr(way, "sign_many", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        end(office, incident)
    assert states() == ["dikirim"]
    monkeypatch.undo()


def test_a_wrong_passphrase_or_a_service_that_is_down_leaves_nothing_open(office, service):
    incident = office.report()
    with pytest.raises(Invalid):
        end(office, incident, secret=Secret(passphrase="bukan-ini"))
    service.plan("busy")
    with pytest.raises(SigningUnavailable):
        end(office, incident)
    assert states() == ["tidak-ada", "tidak-ada"]
    assert end(office, incident, "Isi lain").step == "arahan"


def test_the_secret_is_in_no_try(office, service):
    incident = lose(office, service)
    with pytest.raises(Invalid):
        end(office, incident, secret=Secret(passphrase="rahasia-besar"))
    told = repr([*SigningAttempt.objects.values(), *Entry.objects.values()])
    assert "rahasia-besar" not in told
    assert KABID.passphrase not in told
    assert KABID.nik not in told
