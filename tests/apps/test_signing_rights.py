"""Every role against every act of signing, on a case of the own agency and on another's."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest

from sigap.documents.actions.signatures import set_signing_rule
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper, Signature
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret
from sigap.domain.actor import SYSTEM, Actor
from sigap.domain.errors import Refusal
from sigap.incidents.actions.countersigning import sign_due, upload_scan
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.actions.signing import sign_exit
from sigap.incidents.models import Incident
from tests.office import Office, filled
from tests.signing import PASSPHRASE, AskingSigner
from tests.web.uploads import photo

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = Secret(passphrase=PASSPHRASE)
# As in test_rights: Kabid, kaSi, admin-Jaringan, Pelaksana, Operator, own cOntact, another
# agency's contact ("x"), kaDis, Auditor, application admin ("m").
PEOPLE = {
    "K": "kabid",
    "S": "kasi",
    "J": "admin-jaringan",
    "P": "pelaksana",
    "O": "operator",
    "c": "opd-pendidikan",
    "x": "opd-kesehatan",
    "D": "kadis",
    "A": "auditor",
    "m": "admin",
}


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    way = AskingSigner()
    monkeypatch.setattr(configured, "signer", lambda: way)
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    return office


def waiting(office: Office) -> Incident:
    incident = office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    return incident


def end_the_step(office: Office, by: Actor) -> None:
    incident = Incident.objects.first() or office.report()
    values = filled(office.procedure.step("disposisi"), "disposisikan")
    told = {"values": values, "secret": SECRET, "at": office.at}
    sign_exit(incident.number, "disposisikan", **told, by=by)


def sign_the_disposition(office: Office, by: Actor) -> None:
    waiting(office)
    (outcome,) = sign_due([Signature.objects.get().pk], secret=SECRET, at=office.at, by=by)
    assert outcome.trouble is None


def keep_a_scan(office: Office, by: Actor) -> None:
    incident, scan = waiting(office), photo("pindaian.png")
    told = {"name": "pindaian.png", "stream": scan, "at": office.at}
    upload_scan(incident.number, Paper.objects.get().code, **told, by=by)


def say_who_signs(office: Office, by: Actor) -> None:
    told = {"electronic": True, "signer": "", "initials": []}
    set_signing_rule("arahan", **told, at=office.at, by=by)


ACTS: tuple[tuple[Callable[[Office, Actor], None], str], ...] = (
    (end_the_step, "K"),
    (sign_the_disposition, "K"),
    (keep_a_scan, "KSJPOD"),
    (say_who_signs, "m"),
)


@pytest.mark.parametrize("letter", PEOPLE)
@pytest.mark.parametrize(("act", "allowed"), ACTS, ids=[act.__name__ for act, _ in ACTS])
def test_only_those_may(office, act, allowed, letter):
    may = letter in allowed
    with nullcontext() if may else pytest.raises(Refusal):
        act(office, office.cast.actor(PEOPLE[letter]))
    assert may or not Signature.objects.exclude(signed_at=None).exists()
