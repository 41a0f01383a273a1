"""Second proofs of a person: codes of an app, emergency codes, and what the ledger says of them."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import ValidationError
from django.core.management import call_command

from sigap.audit.models import Entry
from sigap.domain.errors import Invalid, NotAllowed, NotFound
from sigap.people.actions.accounts import set_password
from sigap.people.actions.factors import (
    add_app,
    add_passkey,
    remove_every_factor,
    remove_factor,
    renew_codes,
    use_code,
)
from sigap.people.passwords import DisguisedPasswordValidator
from sigap.people.queries_signin import account_of_claims, contacts_at, factors
from tests.cast import MONDAY_MORNING, Cast, cast

AT = MONDAY_MORNING
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def code(at=AT) -> str:
    return format_hotp_value(hotp_value(SECRET, int(at.timestamp()) // 30))


def set_up(people: Cast, at=AT):
    user = people.user("kabid")
    add_app(user, SECRET, code(at), at=at, by=people.actor("kabid"))
    return user


def spare_codes(user) -> list[str]:
    kept = next(each for each in factors(user) if each.type == Authenticator.Type.RECOVERY_CODES)
    return kept.wrap().get_unused_codes()


def test_an_app_counts_once_its_code_was_shown(people):
    with pytest.raises(Invalid) as refused:
        add_app(people.user("kabid"), SECRET, "000000", at=AT, by=people.actor("kabid"))
    assert "code" in refused.value.faults
    assert factors(people.user("kabid")) == []
    assert len(spare_codes(set_up(people))) == 10


def test_the_secret_of_an_app_rests_encrypted(people):
    set_up(people)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert SECRET not in stored


def test_the_code_that_set_the_app_up_and_every_other_count_once(people):
    user = set_up(people)
    assert not use_code(user, code(), at=AT)
    later = AT + STEP
    assert use_code(user, code(later), at=later)
    assert not use_code(user, code(later), at=later)
    assert not use_code(user, code(AT), at=later)


def test_a_phone_may_be_half_a_minute_wrong_and_no_more(people):
    user = set_up(people, AT - 10 * STEP)
    assert not use_code(user, code(AT - 2 * STEP), at=AT)
    assert use_code(user, code(AT - STEP), at=AT)
    assert use_code(user, code(AT + STEP), at=AT)


def test_an_emergency_code_counts_once_and_is_written_down(people):
    user = set_up(people)
    spare = spare_codes(user)[3]
    assert use_code(user, f"{spare[:4]} {spare[4:]}", at=AT)
    assert not use_code(user, spare, at=AT)
    assert len(spare_codes(user)) == 9
    assert Entry.objects.filter(kind="kode-pemulihan-dipakai").count() == 1


def test_new_emergency_codes_end_the_old_ones(people):
    user = set_up(people)
    old = spare_codes(user)
    renew_codes(user, at=AT, by=people.actor("kabid"))
    assert not set(old) & set(spare_codes(user))
    assert not use_code(user, old[0], at=AT)


def test_with_the_last_factor_the_emergency_codes_go_too(people):
    user = set_up(people)
    by = people.actor("kabid")
    remove_factor(user, factors(user)[0].pk, at=AT, by=by)
    assert factors(user) == []
    with pytest.raises(Invalid):
        renew_codes(user, at=AT, by=by)
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"faktor-ditambah", "faktor-dilepas"} <= kinds


def test_nobody_removes_a_factor_of_somebody_else(people):
    user = set_up(people)
    with pytest.raises(NotFound):
        remove_factor(people.user("kasi"), factors(user)[0].pk, at=AT, by=people.actor("kasi"))


def test_who_lost_the_phone_gets_back_in_by_an_administrator(people):
    user = set_up(people)
    with pytest.raises(NotAllowed):
        remove_every_factor(user, at=AT, by=people.actor("kabid"))
    call_command("user", "password", "kabid", "--reset", stdout=StringIO())
    assert factors(user) == []
    assert Entry.objects.filter(kind="faktor-dilepas", data__jenis="semua").exists()


def test_a_passkey_has_a_name_also_when_none_was_typed(people):
    by = people.actor("kabid")
    add_passkey(people.user("kabid"), "  ", {"id": "x"}, at=AT, by=by)
    assert factors(people.user("kabid"))[0].data["name"] == "Kunci sandi"


@pytest.mark.parametrize(
    "weak",
    [
        "P@ssw0rd!2026",
        "Bekasi-1997-!",
        "qwertyuiop",
        "0987654321",
        "aaaaaaaaaaaa",
        "Pemk0tBekasi#1",
    ],
)
def test_a_common_word_in_disguise_is_refused(people, weak):
    with pytest.raises(Invalid) as refused:
        set_password(people.user("kabid"), weak, at=AT, by=people.actor("kabid"))
    assert "password" in refused.value.faults


def test_ones_own_name_is_no_password(people):
    with pytest.raises(ValidationError):
        DisguisedPasswordValidator().validate("Kusumawardani#88", people.user("kabid"))


@pytest.mark.parametrize(
    "good", ["jeruk-pagar-lampu-7", "Kata-sandi-uji-27", "hujan turun di Jatiasih"]
)
def test_several_words_are_a_good_password(people, good):
    set_password(people.user("kabid"), good, at=AT, by=people.actor("kabid"))


@pytest.mark.parametrize(
    ("claims", "match", "found"),
    [
        ({"preferred_username": "Kabid"}, "username", "kabid"),
        ({"preferred_username": ""}, "username", None),
        ({}, "username", None),
        ({"email": "kabid@sigap.example", "email_verified": True}, "email", "kabid"),
        ({"email": "kabid@sigap.example", "email_verified": "true"}, "email", None),
        ({"email": "kabid@sigap.example"}, "email", None),
        ({"nip": "19800101 200501 1 003"}, "nip", "kabid"),
        ({"nip": ""}, "nip", None),
        ({"email": "kabid@sigap.example", "email_verified": True}, "nip", None),
    ],
)
def test_the_sso_speaks_of_an_account_by_the_configured_claim_only(people, claims, match, found):
    kabid = people.user("kabid")
    kabid.nip = "198001012005011003"
    kabid.save()
    user = account_of_claims(claims, match=match)
    assert (user.username if user else None) == found


def test_an_address_that_two_accounts_share_is_nobodys(people):
    kasi = people.user("kasi")
    kasi.email = "kabid@sigap.example"
    kasi.save()
    claims = {"email": "kabid@sigap.example", "email_verified": True}
    assert account_of_claims(claims, match="email") is None


def test_links_go_to_contacts_in_office_only(people):
    assert [user.username for user in contacts_at("OPD-pendidikan@sigap.example", at=AT)] == [
        "opd-pendidikan"
    ]
    assert contacts_at("kabid@sigap.example", at=AT) == []
    assert contacts_at("", at=AT) == []
    people.user("opd-pendidikan").appointments.all().delete()
    assert contacts_at("opd-pendidikan@sigap.example", at=AT) == []
