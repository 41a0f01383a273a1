"""The procedures that ship with the product: what the decree gives, and only that."""

import pytest

from sigap.domain.procedure import FieldType, Procedure, TimeAmount
from tests.domain.walks import procedure as shipped

BOTH = ("penanganan-gangguan.v1", "penyambungan-baru.v1")


@pytest.fixture(scope="module")
def sop() -> Procedure:
    return shipped()


def test_the_seven_steps_have_the_performers_and_times_of_the_decree(sop: Procedure) -> None:
    assert [(step.no, step.key, step.role, str(step.time)) for step in sop.steps] == [
        (1, "disposisi", "kabid", "15 menit"),
        (2, "arahan", "kasi", "15 menit"),
        (3, "penanganan", "admin-jaringan", "1 jam"),
        (4, "perbaikan", "pelaksana", "1 hari"),
        (5, "laporan-lengkap", "admin-jaringan", "1 jam"),
        (6, "pemeriksaan", "kasi", "1 jam"),
        (7, "konfirmasi", "kabid", "1 jam"),
    ]


def test_each_step_needs_and_yields_what_the_decree_names(sop: Procedure) -> None:
    assert sop.intake.key == "laporan-gangguan"
    assert [(step.requires, step.output.key) for step in sop.steps] == [
        (("laporan-gangguan",), "disposisi"),
        (("disposisi",), "arahan"),
        (("arahan",), "data-permasalahan"),
        (("data-permasalahan",), "laporan-penanganan"),
        (("laporan-penanganan",), "laporan-lengkap"),
        (("laporan-lengkap",), "laporan-diperiksa"),
        (("laporan-diperiksa",), "konfirmasi"),
    ]


def test_the_verbs_are_those_that_outsiders_rely_on(sop: Procedure) -> None:
    assert {step.key: tuple(way.verb for way in step.exits) for step in sop.steps} == {
        "disposisi": ("disposisikan",),
        "arahan": ("arahkan", "limpahkan"),
        "penanganan": ("teratasi", "kirim-pelaksana"),
        "perbaikan": ("laporkan",),
        "laporan-lengkap": ("laporkan-kasi", "kembalikan"),
        "pemeriksaan": ("laporkan-kabid", "kembalikan"),
        "konfirmasi": ("konfirmasikan", "kembalikan"),
    }


def test_a_remote_fix_skips_the_field_visit_and_yields_its_report(sop: Procedure) -> None:
    way = sop.exit("penanganan", "teratasi")
    assert way is not None
    assert way.to == "laporan-lengkap"
    assert way.skips == ("perbaikan",)
    assert way.skip_words == "tidak dilaksanakan (ditangani jarak jauh)"
    assert way.produces == ("laporan-penanganan",)


@pytest.mark.parametrize(
    ("step", "to", "if_skipped"),
    [
        ("laporan-lengkap", "perbaikan", "penanganan"),
        ("pemeriksaan", "laporan-lengkap", None),
        ("konfirmasi", "pemeriksaan", None),
    ],
)
def test_a_failed_check_goes_back_with_a_reason_and_without_output(
    sop: Procedure, step: str, to: str, if_skipped: str | None
) -> None:
    way = sop.exit(step, "kembalikan")
    assert way is not None
    assert (way.to, way.to_if_skipped, way.kind) == (to, if_skipped, "kembali")
    assert (way.needs_output, way.needs_note) == (False, True)


def test_a_transfer_is_open_only_when_the_network_is_not_ours(sop: Procedure) -> None:
    field = sop.step("arahan").output.field("kepemilikan")
    transfer, ahead = sop.exit("arahan", "limpahkan"), sop.exit("arahan", "arahkan")
    assert field is not None
    assert transfer is not None
    assert ahead is not None
    assert field.choices[0] == "Jaringan Pemerintah Kota"
    assert transfer.conditions == {"kepemilikan": field.choices[1:]}
    assert (transfer.kind, transfer.to) == ("limpah", None)
    assert ahead.conditions == {}


def test_what_the_source_leaves_blank_stays_blank(sop: Procedure) -> None:
    identity = sop.identity
    blank = (identity.number, identity.created_on, identity.revised_on, identity.approved_on)
    assert blank == ("", "", "", "")


def test_the_whole_identity_block_is_kept(sop: Procedure) -> None:
    identity = sop.identity
    assert identity.unit == "Pemerintah Kota Bekasi"
    assert len(identity.legal_basis) == 5
    assert len(identity.qualifications) == 3
    assert len(identity.related) == len(identity.equipment) == len(identity.recording) == 2
    assert len(identity.warning) == 1
    assert len(identity.initials) == 4


def test_each_ruling_is_data_and_points_at_its_steps(sop: Procedure) -> None:
    assert [note.no for note in sop.notes] == list(range(1, 14))
    assert [note.no for note in sop.notes_for("perbaikan")] == [2, 5]


def test_waiting_reopening_and_limits_are_data(sop: Procedure) -> None:
    assert [hold.key for hold in sop.holds if hold.needs_evidence] == ["vendor-isp"]
    assert len(sop.holds) == 6
    assert (sop.confirmation_step, sop.reopen_to) == ("konfirmasi", "penanganan")
    assert sop.reopen_within == TimeAmount("hari", 3)
    assert sop.backdate_limit == TimeAmount("jam", 1)
    assert (sop.day, sop.risk_at) == ("hari-kerja", 0.75)


@pytest.mark.parametrize("name", BOTH)
def test_a_step_asks_for_little_and_never_demands_an_attachment(name: str) -> None:
    for step in shipped(name).steps:
        required = [field for field in step.output.fields if field.required]
        assert 1 <= len(required) <= 4
        assert FieldType.ATTACHMENT not in {field.type for field in required}


def test_the_sister_procedure_is_a_draft_with_the_same_lanes(sop: Procedure) -> None:
    sister = shipped("penyambungan-baru.v1")
    assert sister.status == "draf"
    assert sister.lanes == sop.lanes


def test_a_step_or_lane_that_is_not_there_is_a_key_error(sop: Procedure) -> None:
    with pytest.raises(KeyError):
        sop.step("tidak-ada")
    with pytest.raises(KeyError):
        sop.lane("tidak-ada")
    assert sop.exit("disposisi", "tidak-ada") is None


def test_every_output_is_found_by_its_key(sop: Procedure) -> None:
    report = sop.output("laporan-gangguan")
    assert report == sop.intake
    assert sop.output("arahan") == sop.step("arahan").output
    assert sop.output("tidak-ada") is None
    assert sop.hold("pln") is not None


def test_the_hash_stands_for_the_text() -> None:
    assert shipped() == shipped()
    assert hash(shipped()) == hash(shipped())
    assert len(shipped().source_hash) == 64
