"""One person in two offices: his own work is checked with a declaration, or by somebody else."""

import pytest

from sigap.domain import machine
from sigap.domain.case import Kind, replay
from sigap.domain.errors import Invalid, NotAllowed
from sigap.domain.procedure import ProcedureFaults, parse
from tests.domain.walks import PROCEDURES, actor, begun, carry_out, folded, procedure

SOP = procedure()
TEXT = (PROCEDURES / "penanganan-gangguan.v1.toml").read_text(encoding="utf-8")
FIELD = ("disposisikan", "arahkan", "kirim-pelaksana", "laporkan")
BOTH = actor("admin-jaringan", "kasi", key="joko")


def walked(*verbs, by=None, p=SOP):
    """The case after these exits, each taken by the step's own office, or by `by` where held."""
    case, log = begun(p)
    for verb in verbs:
        role = p.step(case.step).role
        who = by if by and by.holds(role) else actor(role)
        events = carry_out(p, case, who, verb)
        log += events
        case = folded(case, events)
    return case, log


def check(case, by, verb, declaration="", p=SOP):
    return machine.take_exit(p, case, by, verb, output={}, note="x", declaration=declaration)


def test_whoever_did_step_5_cannot_silently_check_it_at_step_6():
    case, _ = walked(*FIELD, "laporkan-kasi", by=BOTH)
    with pytest.raises(Invalid) as refusal:
        check(case, BOTH, "laporkan-kabid")
    assert refusal.value.faults["declaration"].code == "self-check"


def test_a_declaration_lets_the_check_pass_and_is_recorded():
    case, _ = walked(*FIELD, "laporkan-kasi", by=BOTH)
    *_, released = check(case, BOTH, "laporkan-kabid", " Kasi cuti, Plh. saya sendiri ")
    assert released.data["declaration"] == "Kasi cuti, Plh. saya sendiri"


def test_somebody_else_checks_without_a_word():
    case, _ = walked(*FIELD, "laporkan-kasi", by=BOTH)
    *_, released = check(case, actor("kasi", key="bambang"), "laporkan-kabid", "tidak perlu")
    assert "declaration" not in released.data


def test_giving_ones_own_work_back_needs_no_declaration():
    case, _ = walked(*FIELD, "laporkan-kasi", by=BOTH)
    *_, returned = check(case, BOTH, "kembalikan")
    assert returned.kind is Kind.RETURNED


def test_the_two_steps_that_the_sop_gives_to_one_office_are_no_self_check():
    by = actor("admin-jaringan", key="joko")
    case, _ = walked("disposisikan", "arahkan", "teratasi", by=by)
    assert not machine.needs_declaration(SOP, case, by)


def test_a_step_that_was_done_again_by_another_is_that_others_work():
    case, log = walked(*FIELD, "laporkan-kasi", by=BOTH)
    for who, verb in ((actor("kasi"), "kembalikan"), (actor("admin-jaringan"), "laporkan-kasi")):
        events = carry_out(SOP, case, who, verb)
        log += events
        case = folded(case, events)
    assert not machine.needs_declaration(SOP, case, BOTH)
    assert replay(log) == case


def test_a_step_that_checks_nothing_asks_for_nothing():
    by = actor("kabid", "kasi", key="ratna")
    case, _ = walked("disposisikan", by=by)
    assert not machine.needs_declaration(SOP, case, by)


def test_an_sop_may_forbid_it_altogether():
    strict = parse(TEXT.replace('kunci = "pemeriksaan"', FORBIDDEN, 1))
    case, _ = walked(*FIELD, "laporkan-kasi", by=BOTH, p=strict)
    with pytest.raises(NotAllowed) as refusal:
        check(case, BOTH, "laporkan-kabid", "Kasi cuti", p=strict)
    assert refusal.value.code == "self-check"


FORBIDDEN = 'kunci = "pemeriksaan"\nperiksa_sendiri = "larang"'


@pytest.mark.parametrize(
    ("step", "word", "code"),
    [("disposisi", "larang", "checks-nothing"), ("pemeriksaan", "boleh", "unknown-word")],
)
def test_a_rule_that_means_nothing_is_a_fault_on_its_line(step, word, code):
    place = f'[[langkah]]\nno = {1 if step == "disposisi" else 6}\nkunci = "{step}"'
    text = TEXT.replace(place, f'{place}\nperiksa_sendiri = "{word}"', 1)
    with pytest.raises(ProcedureFaults) as faults:
        parse(text)
    fault = faults.value.faults[0]
    assert fault.code == code
    assert text.splitlines()[fault.line - 1].startswith("periksa_sendiri")


def test_entries_of_before_authors_were_recorded_still_replay():
    case, log = walked(*FIELD)
    old = [
        type(event)(event.kind, {k: v for k, v in event.data.items() if k != "performer"})
        for event in log
    ]
    assert replay(old).authors == {}
    assert replay(log).authors.keys() == {"disposisi", "arahan", "penanganan", "perbaikan"}
    assert case.step == "laporan-lengkap"
