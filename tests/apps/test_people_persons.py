"""What belongs to the person and not to the office: names, NIP, NIK, qualifications, each dated."""

from datetime import date, timedelta

import pytest
from django.db import connection

from sigap.audit.models import Entry
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refused
from sigap.domain.names import Named
from sigap.people import actions
from sigap.people.models import PersonalFacts, Qualification, User
from sigap.people.persons import (
    Gap,
    facts_of,
    gaps,
    masked,
    name_on,
    nik_of,
    people_meant,
    search_people,
)
from sigap.people.queries import acting
from sigap.people.seats import chart, title_on
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NIP = "197401011999032902"
NIK = "3275010101740001"
WANTED = ("S1 Komputer", "Linux")


@pytest.fixture
def team() -> Cast:
    return cast()


def promoted(team: Cast, **more: object) -> PersonalFacts:
    told = {
        "named": Named("Hj.", "Ratna Kusumawardani", "S.Kom., M.Si., Ph.D."),
        "nip": "19740101 199903 2 902",
        "rank": "Pembina",
        "grade": "IV/a",
        "since": (team.at - DAY).date(),
        "source": "SK 800/12/BKPSDM",
    } | more
    return actions.record_facts(
        team.user("kabid"),
        at=team.at,
        by=team.actor("admin"),
        **told,  # type: ignore[arg-type]
    )


def test_a_new_degree_counts_from_its_day_on_and_the_past_keeps_the_old_name(team):
    promoted(team)
    user = User.objects.get(username="kabid")
    assert name_on(user, team.at) == "Hj. Ratna Kusumawardani, S.Kom., M.Si., Ph.D."
    assert name_on(user, team.at - 30 * DAY) == "Hj. Ratna Kusumawardani, S.Kom., M.Si."
    assert (user.name, user.nip) == (name_on(user, team.at), NIP)


def test_nothing_recorded_means_the_name_of_the_account(team):
    assert name_on(team.user("kasi"), team.at) == "Bambang Wicaksono, S.T., M.T."


def test_a_fact_found_late_does_not_change_what_counts_today(team):
    promoted(team)
    promoted(team, rank="Penata", grade="III/c", since=date(2020, 4, 1))
    assert [row.grade for row in facts_of(team.user("kabid"))] == ["", "III/c", "IV/a"]
    assert User.objects.get(username="kabid").name.endswith("Ph.D.")


def test_recording_the_same_day_again_puts_it_right(team):
    promoted(team)
    promoted(team, grade="IV/b")
    assert [row.grade for row in facts_of(team.user("kabid"))] == ["", "IV/b"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"nip": "123"}, "nip"),
        ({"named": Named("", "", "S.T.")}, "bare_name"),
        ({"since": date(2030, 1, 1)}, "since"),
        ({"rank": "x" * 61}, "rank"),
    ],
)
def test_faulty_facts_are_named_by_their_field(team, told, field):
    with pytest.raises(Invalid) as refusal:
        promoted(team, **told)
    assert set(refusal.value.faults) == {field}
    assert not PersonalFacts.objects.exists()


def test_the_nip_of_the_moment_stands_beside_the_capacity_in_the_ledger(team):
    promoted(team)
    signed = acting(User.objects.get(username="kabid"), at=team.at).signature()
    assert signed["nip"] == NIP
    assert "nip" not in team.actor("kasi").signature()


def test_a_nik_rests_encrypted_and_its_figures_are_in_no_ledger(team):
    user = team.user("kabid")
    actions.record_nik(user, "3275 0101 0174 0001", at=team.at, by=team.actor("admin"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM people_identitynumber")
        assert NIK not in cursor.fetchone()[0]
    assert nik_of(user) == NIK
    assert NIK not in str(list(Entry.objects.values_list("data", flat=True)))
    assert masked(NIK) == "••••••••••••0001"


def test_opening_a_nik_goes_on_the_record_with_its_reason(team):
    user, admin = team.user("kabid"), team.actor("admin")
    actions.record_nik(user, NIK, at=team.at, by=admin)
    shown = actions.reveal_nik(user, reason="Pendaftaran TTE", at=team.at, by=admin)
    entry = Entry.objects.get(kind="nik-dibuka")
    assert (shown, entry.data["reason"]) == (NIK, "Pendaftaran TTE")
    assert entry.actor["key"] == "admin"


def test_a_nik_is_not_opened_without_reason_or_by_others_or_where_there_is_none(team):
    user, admin = team.user("kabid"), team.actor("admin")
    for by, reason, refusal in (
        (admin, " ", Invalid),
        (team.actor("kabid"), "TTE", NotAllowed),
        (admin, "TTE", NotFound),
    ):
        with pytest.raises(refusal):
            actions.reveal_nik(user, reason=reason, at=team.at, by=by)
    with pytest.raises(Invalid):
        actions.record_nik(user, "123", at=team.at, by=admin)


def qualified(team: Cast, title: str, **more: object) -> Qualification:
    user, by = team.user("pelaksana"), team.actor("admin")
    return actions.record_qualification(user, title, at=team.at, by=by, **more)  # type: ignore[arg-type]


def gaps_of(team: Cast) -> tuple[Gap, ...]:
    user = team.user("pelaksana")
    return gaps([user], WANTED, at=team.at)[user.pk]


def test_what_the_sop_asks_for_and_nobody_recorded_is_a_gap(team):
    qualified(team, "Linux")
    assert gaps_of(team) == (Gap("S1 Komputer"),)


def test_a_certificate_past_its_end_is_a_gap_that_says_since_when(team):
    ended = (team.at - DAY).date()
    qualified(team, "Linux", expires_on=ended)
    assert gaps_of(team)[1] == Gap("Linux", ended)
    qualified(team, "Linux", expires_on=team.at.date())
    assert gaps_of(team) == (Gap("S1 Komputer"),)


def test_a_withdrawn_qualification_counts_no_more_and_is_withdrawn_once(team):
    row, by = qualified(team, "Linux"), team.actor("admin")
    actions.withdraw_qualification(row, at=team.at, by=by)
    assert [gap.title for gap in gaps_of(team)] == list(WANTED)
    with pytest.raises(Refused):
        actions.withdraw_qualification(row, at=team.at, by=by)


def test_the_gaps_of_many_people_are_one_query(team, django_assert_num_queries):
    with django_assert_num_queries(1):
        gaps([team.user("pelaksana"), team.user("pelaksana-2")], WANTED, at=team.at)


@pytest.mark.parametrize("typed", ["ratna", "KABID", "kusuma ratna", "Hj. Ratna (kabid)"])
def test_a_person_is_meant_by_a_few_letters(team, typed):
    assert [user.username for user in people_meant(typed)] == ["kabid"]


def test_letters_that_fit_several_name_them_all_and_a_barred_account_none(team):
    assert {user.username for user in people_meant("pelaksana")} == {"pelaksana"}
    assert {user.username for user in people_meant("pelak")} == {"pelaksana", "pelaksana-2"}
    actions.set_active(team.user("pelaksana-2"), False, at=team.at, by=team.actor("admin"))
    assert {user.username for user in people_meant("pelak")} == {"pelaksana"}
    assert len(search_people("pelak", everybody=True)) == 2


def test_a_renamed_office_keeps_what_it_was_called(team):
    seat, admin = team.positions["kasi"], team.actor("admin")
    since = (team.at - 3 * DAY).date()
    actions.rename_position(seat, "Ketua Tim Jaringan", since=since, at=team.at, by=admin)
    assert title_on(seat, team.at) == "Ketua Tim Jaringan"
    assert title_on(seat, team.at - 4 * DAY).startswith("Kepala Seksi")
    with pytest.raises(Invalid) as refusal:
        actions.rename_position(seat, "X", since=since - DAY, at=team.at, by=admin)
    assert set(refusal.value.faults) == {"since"}


def test_the_chart_hangs_each_office_below_its_superior_and_shows_empty_ones(team):
    admin, seats = team.actor("admin"), team.positions
    actions.place_position(seats["kasi"], seats["kabid"], at=team.at, by=admin)
    actions.place_position(seats["admin-jaringan"], seats["kasi"], at=team.at, by=admin)
    row = team.user("kasi").appointments.get()
    actions.end_appointment(row, ends_at=team.at, at=team.at, by=admin)
    shown = {seat.position.key: seat for seat in chart(team.at + DAY)}
    assert [shown[key].depth for key in ("kabid", "kasi", "admin-jaringan")] == [0, 1, 2]
    assert shown["kasi"].empty
    assert shown["kasi"].empty_since == team.at


def test_an_office_cannot_hang_below_its_own_subordinate(team):
    admin, seats = team.actor("admin"), team.positions
    actions.place_position(seats["kasi"], seats["kabid"], at=team.at, by=admin)
    with pytest.raises(Invalid) as refusal:
        actions.place_position(seats["kabid"], seats["kasi"], at=team.at, by=admin)
    assert set(refusal.value.faults) == {"superior"}


def test_an_office_is_closed_only_when_nobody_sits_in_it(team):
    seat, admin = team.positions["auditor"], team.actor("admin")
    with pytest.raises(Refused, match="Endah"):
        actions.close_position(seat, at=team.at, by=admin)
    row = team.user("auditor").appointments.get()
    actions.end_appointment(row, ends_at=team.at, at=team.at, by=admin)
    actions.close_position(seat, at=team.at, by=admin)
    assert "auditor" not in {each.position.key for each in chart(team.at)}


@pytest.mark.parametrize(
    ("told", "field"),
    [({"steps": ["DROP TABLE"]}, "steps"), ({"scope": "x" * 301}, "scope")],
)
def test_the_limits_of_an_appointment_are_checked(team, told, field):
    with pytest.raises(Invalid) as refusal:
        actions.appoint(
            team.user("kasi"),
            team.positions["kabid"],
            kind="plh",
            starts_at=team.at,
            at=team.at,
            by=team.actor("admin"),
            **told,
        )
    assert set(refusal.value.faults) == {field}
