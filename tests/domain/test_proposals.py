"""What a diagnosis proposes in the words of an SOP, and how a choice compares with it."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.diagnosis import FaultClass, Way
from sigap.domain.procedure import Procedure, parse
from sigap.domain.proposals import MOST_LINES, Plan, fills, judged, verb_for
from sigap.domain.proposals_toml import PlanFaults, parse_plan
from tests.diagnosing import cut_off, well

SIGAP = Path(__file__).parents[2] / "sigap"
WIB = ZoneInfo("Asia/Jakarta")
NAMES = {"sw-disdik": "Switch Disdik"}
TEXT = (SIGAP / "diagnosis_plans" / "penanganan-gangguan.toml").read_text(encoding="utf-8")


def procedure(name: str = "penanganan-gangguan.v1") -> Procedure:
    return parse((SIGAP / "procedures" / f"{name}.toml").read_text(encoding="utf-8"))


def plan(text: str = TEXT) -> Plan:
    return parse_plan(text, procedure())


def test_the_plan_that_ships_fits_its_sop() -> None:
    found = plan()
    assert found.after == ("perbaikan", "laporan-lengkap")
    assert found.steps["penanganan"].category_field == "kategori_penyebab"
    assert found.category(FaultClass.POWER) == "Listrik/UPS"
    assert found.category(FaultClass.MUTED) == ""


def test_a_field_visit_is_proposed_with_category_findings_and_directions() -> None:
    values, verb = fills(plan(), "penanganan", cut_off(), names=NAMES, zone=WIB)
    assert verb == "kirim-pelaksana"
    assert values == {
        "kategori_penyebab": "Fiber optik",
        "temuan": "Tautan POP Inti – Switch Disdik putus.\n09.15 WIB Switch Disdik: ether1 mati",
        "tindakan": "- Periksa kabel ke Switch Disdik",
    }


def test_the_provider_is_proposed_as_the_owner() -> None:
    found = cut_off(Way.PROVIDER, FaultClass.PROVIDER)
    values, verb = fills(plan(), "arahan", found, names=NAMES, zone=WIB)
    assert (values["kepemilikan"], verb) == ("Vendor", "limpahkan")


def test_where_nothing_is_wrong_no_way_and_no_category_are_proposed() -> None:
    values, verb = fills(plan(), "penanganan", well(), names=NAMES, zone=WIB)
    assert verb == ""
    assert "kategori_penyebab" not in values
    assert values["temuan"] == "tidak ada gangguan yang terlihat."


def test_a_step_without_a_plan_gets_nothing() -> None:
    assert fills(plan(), "konfirmasi", cut_off(), names=NAMES, zone=WIB) == ({}, "")
    assert judged(plan(), "konfirmasi", proposed=cut_off(), verb="x", output={}) is None


def test_long_evidence_is_cut_to_what_one_reads() -> None:
    found = cut_off()
    many = replace(found.causes[0], evidence=found.causes[0].evidence * 40)
    values, _verb = fills(
        plan(), "penanganan", replace(found, causes=(many,)), names=NAMES, zone=WIB
    )
    assert len(values["temuan"].splitlines()) == MOST_LINES + 1


@pytest.mark.parametrize(
    ("verb", "category", "way_agreed", "category_agreed"),
    [
        ("kirim-pelaksana", "Fiber optik", True, True),
        ("kirim-pelaksana", "LAN", True, False),
        ("teratasi", "", False, None),
    ],
)
def test_a_choice_is_set_beside_the_proposal(verb, category, way_agreed, category_agreed) -> None:
    output = {"kategori_penyebab": category} if category else {}
    said = judged(plan(), "penanganan", proposed=cut_off(), verb=verb, output=output)
    assert said is not None
    assert (said.way_agreed, said.category_agreed) == (way_agreed, category_agreed)
    assert (said.proposed_verb, said.proposed_category) == ("kirim-pelaksana", "Fiber optik")


def test_what_was_not_proposed_in_the_words_of_the_step_is_not_compared() -> None:
    for found in (well(), cut_off(Way.PROVIDER, FaultClass.MANAGEMENT)):
        output = {"kategori_penyebab": "LAN"}
        said = judged(plan(), "penanganan", proposed=found, verb="teratasi", output=output)
        assert said is not None
        assert (said.way_agreed, said.category_agreed) == (None, None)


@given(st.sampled_from(list(Way)), st.sampled_from(list(FaultClass)))
def test_whoever_follows_the_proposal_agrees_with_it(way: Way, fault: FaultClass) -> None:
    found = plan()
    for key, step in found.steps.items():
        proposed = cut_off(way, fault)
        values, verb = fills(found, key, proposed, names=NAMES, zone=WIB)
        assert verb == verb_for(step, way)
        if verb:
            said = judged(found, key, proposed=proposed, verb=verb, output=values)
            assert said is not None
            assert said.way_agreed is True
            assert said.category_agreed is not False


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('"listrik"]', '"lstrik"]', "unknown", 17),
        ('"Fiber optik"', '"Serat"', "unknown-answer", 15),
        ("limpahkan =", "lempar =", "unknown", 41),
        ('status_lokasi = ["keadaan"]', 'kepemilikan = ["keadaan"]', "not-a-text", 26),
        ('"Vendor"', '"Toko"', "unknown", 36),
        ('"laporan-lengkap"]\n\n# Output', '"lengkap"]\n\n# Output', "unknown", 7),
        ('sop = "penanganan-gangguan"', 'sop = "lain"', "other-procedure", 4),
        ('["padat"]', '["padat", "tautan"]', "doubled", 19),
        ("[kategori]", "lain = 1\n[kategori]", "unknown-key", 14),
        ('["kategori"]', '["kategori", "temuan"]', "not-a-choice", 47),
    ],
)
def test_a_faulty_plan_names_the_line_and_what_is_wrong(old, new, code, line) -> None:
    assert old in TEXT
    with pytest.raises(PlanFaults) as refusal:
        plan(TEXT.replace(old, new))
    assert (code, line) in {(fault.code, fault.line) for fault in refusal.value.faults}


def test_the_plan_of_another_sop_is_refused_and_broken_toml_too() -> None:
    with pytest.raises(PlanFaults):
        parse_plan(TEXT, procedure("penyambungan-baru.v1"))
    with pytest.raises(PlanFaults) as refusal:
        plan("sop = [")
    assert refusal.value.faults[0].code == "not-toml"


@given(st.text(max_size=200))
def test_whatever_else_is_written_is_refused_with_reasons(text: str) -> None:
    with pytest.raises(PlanFaults) as refusal:
        plan(text)
    assert all(fault.reason for fault in refusal.value.faults)
