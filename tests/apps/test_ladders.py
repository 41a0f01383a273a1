"""The office's ladders: every change a new version, told in the ledger, for steps to come."""

import pytest

from sigap.audit.queries import entries
from sigap.config.office import default_ladders
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Stale
from sigap.domain.ladder_rules import TypedLadder, check_ladder, policy_rules, read_policy
from sigap.incidents.actions.ladders import LADDERS_STREAM, drop_ladder, load_ladders, set_ladder
from sigap.incidents.models import LadderVersion
from sigap.incidents.queries.escalation import ladder_of, ladders, ladders_version
from tests.office import Office

SOP = "penanganan-gangguan"
QUICK = TypedLadder("menit", [("atasan", "2"), ("", ""), ("piket", "4")], lapse="")


@pytest.fixture
def office(db) -> Office:
    return Office()


def admin(office: Office):
    return office.cast.actor("admin")


def test_what_is_shipped_is_read_and_kept_as_it_is():
    policy = read_policy(default_ladders())
    assert read_policy(policy_rules(policy)) == policy
    assert [rung.after.count for rung in policy.ladder(SOP, "disposisi").rungs] == [5, 10, 15]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (TypedLadder("jam", []), "unit"),
        (TypedLadder("menit", [("bos", "5")]), "rung-1-to"),
        (TypedLadder("menit", [("", "5")]), "rung-1-to"),
        (TypedLadder("menit", [("atasan", "lima")]), "rung-1-after"),
        (TypedLadder("menit", [("atasan", "0")]), "rung-1-after"),
        (TypedLadder("persen", [("atasan", "99999")]), "rung-1-after"),
        (TypedLadder("menit", [("rekan", "5"), ("atasan", "5")]), "rung-2-after"),
        (TypedLadder("menit", [], lapse="-3"), "lapse"),
        (TypedLadder("menit", [], lapse="3", lapse_unit="hari"), "lapse_unit"),
    ],
)
def test_what_cannot_be_climbed_is_refused_at_its_field(typed, field):
    with pytest.raises(Invalid) as refusal:
        check_ladder(typed)
    assert field in refusal.value.faults


def test_a_change_is_a_new_version_and_counts_for_steps_entered_from_then_on(office):
    before = office.report()
    row = set_ladder(QUICK, procedure=SOP, step="disposisi", at=office.at, by=admin(office))
    after = office.report()
    assert row.version == ladders_version() == 2
    assert [rung.after.count for rung in ladder_of(before).rungs] == [5, 10, 15]
    assert [rung.after.count for rung in ladder_of(after).rungs] == [2, 4]
    *_, entry = entries(LADDERS_STREAM)
    assert (entry.kind, entry.actor["key"]) == ("tangga-diubah", "admin")
    assert entry.data["before"]["rungs"] != entry.data["now"]["rungs"]


def test_a_change_that_changes_nothing_is_not_written(office):
    for _ in range(2):
        set_ladder(QUICK, procedure=SOP, step="disposisi", at=office.at, by=admin(office))
    assert LadderVersion.objects.count() == 2


def test_a_step_that_lost_its_own_ladder_goes_by_that_of_all_others(office):
    drop_ladder(SOP, "disposisi", at=office.at, by=admin(office))
    policy = ladders(ladders_version())
    assert policy.ladder(SOP, "disposisi") == policy.default
    with pytest.raises(NotFound):
        drop_ladder(SOP, "disposisi", at=office.at, by=admin(office))


def test_two_who_change_at_once_do_not_overwrite_each_other(office):
    seen = ladders_version()
    set_ladder(QUICK, expected=seen, at=office.at, by=admin(office))
    with pytest.raises(Stale):
        set_ladder(TypedLadder("menit", []), expected=seen, at=office.at, by=admin(office))


def test_the_same_form_sent_twice_is_one_change(office):
    seen = ladders_version()
    for _ in range(2):
        set_ladder(QUICK, expected=seen, at=office.at, by=admin(office))
    assert ladders_version() == seen + 1


def test_only_the_administrator_changes_ladders_and_only_of_steps_there_are(office):
    with pytest.raises(NotAllowed):
        set_ladder(QUICK, at=office.at, by=office.cast.actor("kabid"))
    with pytest.raises(NotFound):
        set_ladder(QUICK, procedure=SOP, step="x", at=office.at, by=admin(office))


def test_an_upgrade_never_overwrites_what_the_office_decided(office):
    set_ladder(QUICK, at=office.at, by=admin(office))
    assert load_ladders(default_ladders(), at=office.at, by=SYSTEM) is False
    assert ladders_version() == 2
