"""Who carries on an empty office: the nearest superior who is there, and nobody else."""

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.actor import AUDITOR, ROLES, SYSTEM_ADMIN
from sigap.domain.offices import EmptyOffice, carried_by, stands_in

KASI = EmptyOffice("kasi", "Kepala Seksi", "kabid")
KABID = EmptyOffice("kabid", "Kepala Bidang TIK", "kadis")

offices = st.lists(
    st.builds(
        EmptyOffice, st.sampled_from(ROLES), st.just("Jabatan"), st.sampled_from(("", *ROLES))
    ),
    max_size=8,
)
held = st.frozensets(st.sampled_from(ROLES))


def test_an_empty_office_is_carried_on_by_its_superior():
    assert carried_by("kasi", [KASI]) == "kabid"
    assert stands_in({"kabid"}, [KASI]) == {"kasi": KASI}


def test_an_empty_superior_is_climbed_over():
    assert carried_by("kasi", [KASI, KABID]) == "kadis"
    assert stands_in({"kadis"}, [KASI, KABID]) == {"kasi": KASI, "kabid": KABID}


def test_an_office_that_is_not_empty_is_carried_on_by_nobody():
    assert carried_by("kabid", [KASI]) == ""


def test_superiors_in_a_circle_carry_on_nothing():
    above = EmptyOffice("kabid", "Kepala Bidang TIK", "kasi")
    assert carried_by("kasi", [KASI, above]) == ""


def test_what_guards_and_audits_the_application_is_never_taken_over():
    empty = [EmptyOffice(role, "Jabatan", "kabid") for role in (AUDITOR, SYSTEM_ADMIN)]
    assert stands_in({"kabid"}, empty) == {}


def test_a_seat_without_superior_does_not_hide_a_sister_seat_that_has_one():
    alone = EmptyOffice("kasi", "Kepala Seksi Lain", "")
    assert carried_by("kasi", [alone, KASI]) == "kabid"


@given(offices, held)
def test_nobody_carries_on_what_is_not_empty_or_what_is_below_somebody_else(empty, roles):
    free = roles - {office.role for office in empty}
    for role, office in stands_in(free, empty).items():
        assert office in empty
        assert office.role == role
        assert carried_by(role, empty) in free


@given(offices)
def test_one_more_filled_superior_never_moves_an_office_further_up(empty):
    for office in empty:
        up = carried_by(office.role, empty)
        if up:
            still = [each for each in empty if each.role != up]
            assert carried_by(office.role, still) == up
