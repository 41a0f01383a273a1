"""Every template of ours leaves a place for the signature, on the sheet and clear of the text."""

import pytest

from sigap.documents.renderers.typst import built_in, shipped_kinds
from sigap.documents.samples import sample_facts, sample_pictures
from sigap.documents.signers.places import place_of
from sigap.incidents.papers.kinds import PLAIN, SIGNED

SHEETS = {"a4": (210, 297), "half folio": (215, 165)}


def place(kind: str, source: str = ""):
    told = {"pictures": sample_pictures()}
    return place_of(source or built_in(kind) or "", sample_facts(kind), **told)


@pytest.mark.parametrize("kind", sorted({*SIGNED, PLAIN}))
def test_the_place_lies_on_its_sheet_and_holds_a_readable_block(kind):
    found = place(kind)
    width, height = SHEETS["half folio" if kind == "disposisi" else "a4"]
    assert found is not None
    assert found.page >= 1
    assert 15 <= found.x < found.x + found.width <= width - 14
    assert 15 <= found.y < found.y + found.height <= height - 14
    assert (found.width, found.height) >= (75, 10)


def test_every_kind_that_is_signed_ships_a_template():
    assert {*SIGNED, PLAIN} <= set(shipped_kinds())


def test_a_template_of_the_offices_own_is_asked_in_the_same_way():
    own = (built_in("arahan") or "") + "\n// punya kantor\n"
    assert place("arahan", own) == place("arahan")


def test_a_template_without_a_place_has_none():
    assert place("arahan", '#import "naskah.typ": *\n#show: halaman\nTanpa tanda tangan.') is None


def test_a_long_text_moves_the_place_to_where_the_signature_is():
    facts = sample_facts("arahan")
    facts["langkah"] = {**facts["langkah"], "catatan": "Panjang sekali. " * 600}
    found = place_of(built_in("arahan") or "", facts, pictures=sample_pictures())
    assert found is not None
    assert found.page > 1
