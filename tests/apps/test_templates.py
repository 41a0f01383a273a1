"""Templates: each version is kept, an office's own stays, and the way back is always there."""

import pytest

from sigap.audit.queries import entries
from sigap.documents.actions.papers import drawing
from sigap.documents.actions.templates import change_template, load_templates, restore_template
from sigap.documents.models import OWN, SHIPPED, Paper, Template
from sigap.documents.queries import newest_template, newest_templates
from sigap.documents.renderers import confined
from sigap.documents.renderers.typst import NotDrawn, built_in
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Stale
from sigap.incidents.actions.papers import draw_papers, make_papers, pictures_of
from tests.cast import MONDAY_MORNING
from tests.office import Office

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})
KASI = Actor("kasi", "Bambang", {"kasi": "Kepala Seksi"})


@pytest.fixture(autouse=True)
def loaded() -> None:
    load_templates(at=MONDAY_MORNING, by=SYSTEM)


def source(kind: str = "arahan") -> str:
    return newest_template(kind).source + "\n// milik kantor\n"


def change(kind: str = "arahan", **told) -> Template:
    given = {"source": source(kind), "note": "Catatan", "after": newest_template(kind).version}
    return change_template(kind, **given | told, at=MONDAY_MORNING, by=ADMIN)


def restore(version: int, after: int) -> Template:
    told = {"note": "Kembali", "after": after, "at": MONDAY_MORNING, "by": ADMIN}
    return restore_template("arahan", version=version, **told)


def test_a_change_is_the_next_version_and_the_ledger_tells_of_it():
    row = change(source=source().replace("\n", "\r\n"))
    assert (row.version, row.origin, "\r" in row.source) == (2, OWN, False)
    assert Template.objects.get(kind="arahan", version=1).origin == SHIPPED
    told = entries("naskah")[-1]
    assert (told.kind, told.data["sha256"]) == ("templat-diatur", row.digest)


def test_an_update_leaves_the_offices_own_template_alone():
    change()
    Template.objects.filter(kind="konfirmasi").update(source="lama", digest="0" * 64)
    assert load_templates(at=MONDAY_MORNING, by=SYSTEM) == 1
    assert newest_template("arahan").origin == OWN
    assert newest_template("konfirmasi").source == built_in("konfirmasi")


def test_a_note_like_ours_does_not_make_it_ours():
    change(note="Bawaan Sigap.")
    assert load_templates(at=MONDAY_MORNING, by=SYSTEM) == 0


def test_an_earlier_version_comes_back_as_the_next_one():
    change(source=source() + "// dua")
    change(source=source() + "// tiga")
    row = restore(2, after=3)
    assert (row.version, row.origin) == (4, OWN)
    assert row.source == Template.objects.get(kind="arahan", version=2).source


def test_gone_back_to_what_ships_the_next_update_counts_again():
    change()
    assert restore(0, after=2).origin == SHIPPED
    Template.objects.filter(kind="arahan", version=3).update(digest="0" * 64)
    assert load_templates(at=MONDAY_MORNING, by=SYSTEM) == 1


def test_what_was_changed_meanwhile_is_not_written_over():
    change()
    with pytest.raises(Stale):
        change(after=1)


@pytest.mark.parametrize("wrong", [{"source": " "}, {"note": ""}, {"note": "n" * 301}])
def test_a_change_says_what_it_is(wrong):
    with pytest.raises(Invalid):
        change(**wrong)
    with pytest.raises(Invalid):
        change(source="x" * 200_001)


def test_the_same_again_is_no_version():
    change()
    with pytest.raises(Invalid):
        change(source=newest_template("arahan").source)


@pytest.mark.parametrize("kind", ["sop", "tidak-ada"])
def test_other_kinds_are_not_changed_here(kind):
    with pytest.raises(NotFound):
        change_template(kind, source="x", note="n", after=0, at=MONDAY_MORNING, by=ADMIN)


def test_only_the_administrator_changes_templates():
    told = {"source": "x", "note": "n", "after": 1, "at": MONDAY_MORNING, "by": KASI}
    with pytest.raises(NotAllowed):
        change_template("arahan", **told)


def test_one_that_cannot_be_drawn_is_not_kept():
    with pytest.raises(NotDrawn):
        change(source=source() + "#tidak-ada")
    assert newest_template("arahan").version == 1


def test_what_all_papers_share_is_tried_with_each_of_them():
    with pytest.raises(NotDrawn):
        change("naskah", source=source("naskah").replace("#let kotak(", "#let kotakk("))
    assert change("naskah").version == 2


def test_every_template_that_ships_can_be_saved_as_the_offices_own():
    for row in newest_templates():
        if row.kind not in ("berkas", "sop"):
            assert change(row.kind).version == row.version + 1


def test_a_paper_keeps_the_version_it_was_made_with_and_what_it_shares():
    office = Office()
    office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    paper = Paper.objects.get()
    before = drawing(paper, pictures_of(paper))
    change("disposisi", source='#import "naskah.typ": *\n#show: halaman\nLain.')
    shared = source("naskah").replace("Halaman #counter", "Lembar #counter")
    change("naskah", source=shared)
    paper = Paper.objects.get()
    assert drawing(paper, pictures_of(paper)) == before


def test_one_endless_template_holds_up_no_other_paper(monkeypatch):
    monkeypatch.setattr(confined, "SECONDS", 1)
    office = Office()
    office.walk(office.report(), "disposisikan", "arahkan")
    loop = "#for i in range(9000) { for j in range(9000) { for k in range(9000) { } } }"
    Template.objects.filter(kind="disposisi").update(source=loop)
    make_papers(at=office.at)
    assert draw_papers(at=office.wait(minutes=1)) == 1
    assert "second" in Paper.objects.get(kind="disposisi").trouble
