"""Numbers that TU or SRIKANDI gave: a paper waits for its own, and the register keeps them all."""

from datetime import timedelta

import pytest

from sigap.audit.queries import entries
from sigap.documents.actions.numbers import set_rule
from sigap.documents.actions.outside_numbers import give_number, record_outside_number
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, NumberEntry, Paper
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refused
from sigap.incidents.actions.papers import content_of, draw_papers, make_papers
from tests.cast import MONDAY_MORNING
from tests.office import Office

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})
TODAY = MONDAY_MORNING.date()


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    told = {"text": "{n}", "code": "", "unit": "", "counted_by": ["tahun"], "issuer": "srikandi"}
    set_rule("arahan", **told, at=office.at, by=ADMIN)
    return office


def waiting(office: Office) -> Paper:
    office.walk(office.report(), "disposisikan", "arahkan")
    make_papers(at=office.at)
    return Paper.objects.get(kind="arahan")


def give(office: Office, paper: Paper, who: str = "kasi", **told) -> Paper:
    given = {"written": "500/77/TU", "reference": "SRI-1", "on": TODAY, "backdate_reason": ""}
    return give_number(paper.code, **given | told, at=office.at, by=office.cast.actor(who))


def record(**told) -> NumberEntry:
    given = {"written": "500/9", "issuer": "tu", "about": "Nota", "on": TODAY}
    return record_outside_number("arahan", **given | told, at=MONDAY_MORNING, by=ADMIN)


def test_a_paper_waits_for_its_number_and_is_not_kept_before(office):
    paper = waiting(office)
    assert (paper.awaits, paper.entry) == ("srikandi", None)
    assert content_of(paper, at=office.at).startswith(b"%PDF-")
    draw_papers(at=office.at)
    paper.refresh_from_db()
    assert paper.sha256 == ""


def test_with_its_number_it_is_drawn_and_bears_the_day_of_the_number(office):
    paper = give(office, waiting(office))
    assert paper.facts["naskah"]["nomor"] == "500/77/TU"
    assert paper.facts["naskah"]["tanggal"] == "23 November 2026"
    draw_papers(at=office.at)
    paper.refresh_from_db()
    assert paper.sha256
    entry = NumberEntry.objects.get()
    assert (entry.issuer, entry.reference, entry.n) == ("srikandi", "SRI-1", None)
    assert entries("naskah")[-1].kind == "nomor-dicatat"


def test_a_number_is_given_once(office):
    paper = waiting(office)
    give(office, paper)
    with pytest.raises(Refused):
        give(office, paper, written="500/78/TU")
    with pytest.raises(NotFound):
        give(office, Paper(code="XXXX"))


def test_a_number_that_is_on_the_register_is_not_taken_twice(office):
    record()
    with pytest.raises(Invalid) as refused:
        record()
    assert refused.value.faults["written"].code == "number-taken"
    assert record(issuer="srikandi").written == "500/9"


def test_an_earlier_day_needs_a_reason(office):
    paper, yesterday = waiting(office), TODAY - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        give(office, paper, on=yesterday)
    assert "backdate_reason" in refused.value.faults
    assert Paper.objects.get(pk=paper.pk).awaits
    given = give(office, paper, on=yesterday, backdate_reason="Nomor diambil kemarin")
    assert given.entry.backdate_reason == "Nomor diambil kemarin"


@pytest.mark.parametrize(
    "wrong",
    [{"written": " "}, {"about": ""}, {"issuer": "sigap"}, {"written": "9" * 161}],
)
def test_what_is_typed_must_be_fit(office, wrong):
    with pytest.raises(Invalid):
        record(**wrong)


def test_others_give_no_numbers(office):
    with pytest.raises(NotAllowed):
        give(office, waiting(office), who="pelaksana")


def test_the_issuer_of_a_kind_is_one_of_the_three(office):
    told = {"text": "{n}", "code": "", "unit": "", "counted_by": [], "issuer": "lain"}
    with pytest.raises(Invalid):
        set_rule("arahan", **told, at=office.at, by=ADMIN)
