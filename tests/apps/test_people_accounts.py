"""Accounts, tokens, preferences and agencies."""

from datetime import timedelta

import pytest

from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed
from sigap.people import actions
from sigap.people.models import Agency, ApiToken, User
from sigap.people.queries import search_agencies, token_row, user_by_token
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Cast:
    return cast()


def test_an_account_keeps_the_nip_without_its_spaces(team: Cast) -> None:
    user = actions.create_user(
        "baru", "Budi  Santoso, S.T.", nip="19900101 201501 1 001", at=team.at, by=SYSTEM
    )
    assert (user.name, user.nip) == ("Budi Santoso, S.T.", "199001012015011001")
    assert not user.has_usable_password()


def test_every_fault_of_a_new_account_is_told_at_once(team: Cast) -> None:
    wrong = {"nip": "12", "phone": "telepon", "email": "bukan surel", "password": "pendek"}
    with pytest.raises(Invalid) as refusal:
        actions.create_user("Nama Salah", "X", **wrong, at=team.at, by=SYSTEM)
    faulty = {"username", "name", "nip", "phone", "email", "password"}
    assert set(refusal.value.faults) == faulty


def test_a_user_name_and_a_nip_are_given_once(team: Cast) -> None:
    nip = "199001012015011001"
    actions.create_user("satu", "Orang Satu", nip=nip, at=team.at, by=SYSTEM)
    with pytest.raises(Invalid) as refusal:
        actions.create_user("satu", "Orang Dua", nip=nip, at=team.at, by=SYSTEM)
    assert {fault.code for fault in refusal.value.faults.values()} == {
        "username-taken",
        "nip-taken",
    }


def test_an_ordinary_user_opens_no_account(team: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.create_user("baru", "Orang Baru", at=team.at, by=team.actor("kabid"))
    assert not User.objects.filter(username="baru").exists()


def test_a_person_sets_the_own_language_and_theme(team: Cast) -> None:
    user = team.user("kabid")
    actions.set_preferences(user, language="en", theme="dark", at=team.at, by=team.actor("kabid"))
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "dark")


def test_an_unknown_language_is_refused_with_those_there_are(team: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.set_preferences(
            team.user("kabid"), language="fr", at=team.at, by=team.actor("kabid")
        )
    assert "id, en" in str(refusal.value.faults["language"])


def test_nobody_sets_anothers_preferences(team: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.set_preferences(
            team.user("kabid"), theme="dark", at=team.at, by=team.actor("admin")
        )


def test_a_token_opens_the_account_and_only_its_digest_is_kept(team: Cast) -> None:
    kabid = team.user("kabid")
    token = actions.create_token(kabid, at=team.at, by=team.actor("kabid"))
    assert user_by_token(token, at=team.at) == kabid
    assert token not in ApiToken.objects.get().digest


def test_a_revoked_token_opens_nothing(team: Cast) -> None:
    token = actions.create_token(team.user("kabid"), at=team.at, by=SYSTEM)
    row = ApiToken.objects.get()
    actions.revoke_token(row, at=team.at, by=team.actor("kabid"))
    assert user_by_token(token, at=team.at) is None


def test_a_barred_users_token_and_an_unknown_one_open_nothing(team: Cast) -> None:
    user = team.user("kabid")
    token = actions.create_token(user, at=team.at, by=SYSTEM)
    actions.set_active(user, False, at=team.at, by=SYSTEM)
    assert user_by_token(token, at=team.at) is None
    assert user_by_token("sgp_tidak-ada", at=team.at) is None


def test_nobody_makes_or_revokes_a_token_of_another(team: Cast) -> None:
    actions.create_token(team.user("kabid"), at=team.at, by=SYSTEM)
    with pytest.raises(NotAllowed):
        actions.create_token(team.user("kabid"), at=team.at, by=team.actor("kasi"))
    with pytest.raises(NotAllowed):
        actions.revoke_token(ApiToken.objects.get(), at=team.at, by=team.actor("kasi"))


def test_the_use_of_a_token_is_written_once_an_hour(team: Cast, django_assert_num_queries) -> None:
    token = actions.create_token(team.user("kabid"), at=team.at, by=SYSTEM)
    actions.note_token_use(ApiToken.objects.get(), at=team.at)
    row = token_row(token, at=team.at)
    assert row is not None
    assert row.last_used_at == team.at
    with django_assert_num_queries(0):
        actions.note_token_use(row, at=team.at + timedelta(minutes=59))


@pytest.mark.parametrize("typed", ["disd", "DIDIK", "pend din", "  Dinas   Pendidikan "])
def test_an_agency_is_found_by_prefix_middle_short_name_and_any_order(
    team: Cast, typed: str
) -> None:
    assert [found.key for found in search_agencies(typed)] == ["dinas-pendidikan"]


def test_a_renamed_agency_is_still_found_by_its_old_name(team: Cast) -> None:
    agency = team.agency("dinas-kesehatan")
    actions.rename_agency(agency, "Dinas Kesejahteraan", at=team.at, by=SYSTEM)
    assert [found.key for found in search_agencies("dinas kesehatan")] == ["dinas-kesehatan"]


def test_an_agency_that_no_longer_exists_is_not_offered_for_that_day(team: Cast) -> None:
    Agency.objects.filter(key="dinas-kesehatan").update(valid_until=team.at.date())
    later = team.at.date() + timedelta(days=1)
    assert search_agencies("kesehatan", on=team.at.date())
    assert search_agencies("kesehatan", on=later) == []


def test_signs_that_mean_something_to_a_database_are_only_signs(team: Cast) -> None:
    assert len(search_agencies("%_'\\")) == len(team.agencies)
    assert search_agencies("100% pasti") == []


def test_a_new_agency_brings_the_office_of_its_contact(team: Cast) -> None:
    agency = actions.add_agency("bpbd", "BPBD", kind="badan", at=team.at, by=SYSTEM)
    assert agency.positions.get().key == "kontak-bpbd"
