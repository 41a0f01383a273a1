"""Two windows at once: one signature, one number, one step taken, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from sigap.audit.queries import verify
from sigap.documents.actions.numbers import set_rule
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, NumberEntry, Paper, Signature
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Refusal
from sigap.incidents.actions.countersigning import sign_due
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.actions.signing import sign_exit
from sigap.incidents.models import StepVisit
from tests.office import Office, filled
from tests.signing import PASSPHRASE, AskingSigner

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})
SECRET = Secret(passphrase=PASSPHRASE)
WINDOWS = 4


@pytest.fixture
def way(monkeypatch: pytest.MonkeyPatch) -> AskingSigner:
    made = AskingSigner()
    monkeypatch.setattr(configured, "signer", lambda: made)
    return made


@pytest.fixture
def office(way: AskingSigner) -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    told = {"text": "{n}", "code": "", "unit": "", "counted_by": ["tahun"]}
    set_rule("arahan", **told, at=office.at, by=ADMIN)
    return office


def at_once(act: Callable[[], object]) -> list[str]:
    """Do this in several windows at once; answers "" for each that went through, else its code."""
    start = Barrier(WINDOWS)

    def one(_: int) -> str:
        start.wait(timeout=30)
        try:
            act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(WINDOWS) as windows:
        return sorted(windows.map(one, range(WINDOWS), timeout=120))


def test_of_several_windows_that_end_a_step_one_signs_it(office, way):
    incident = office.walk(office.report(), "disposisikan")
    values, by = filled(office.procedure.step("arahan"), "arahkan"), office.cast.actor("kasi")
    told = {"values": values, "secret": SECRET, "at": office.wait(minutes=1), "by": by}
    codes = at_once(lambda: sign_exit(incident.number, "arahkan", **told))
    assert codes.count("") == 1
    assert set(codes) <= {"", "being-signed", "stale", "not-your-step", "verb-not-open"}
    assert Signature.objects.exclude(signed_at=None).count() == 1
    assert list(NumberEntry.objects.values_list("written", "state")) == [("1", "dipakai")]
    assert StepVisit.objects.filter(step="arahan").count() == 1
    assert list(verify()) == []


def test_of_several_windows_that_sign_what_waits_one_signs_each(office, way):
    for _ in range(3):
        office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    keys = list(Signature.objects.values_list("pk", flat=True))
    told = {"secret": SECRET, "at": office.wait(minutes=1), "by": office.cast.actor("kabid")}
    at_once(lambda: sign_due(keys, **told))
    assert Signature.objects.filter(signed_at=None).count() == 0
    assert len(way.signed) == Paper.objects.filter(kind="disposisi").count() == 3
    assert list(verify()) == []
