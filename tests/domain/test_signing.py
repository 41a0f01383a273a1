"""What a signature says, and what the refusals of the signing service mean."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.signing import (
    BY_LAW,
    LOCAL,
    Secret,
    Signatory,
    block_lines,
    missing,
    name_of,
    office_of,
    refusal,
    standing,
)

AT, WIB = datetime(2026, 11, 23, 2, 15, tzinfo=UTC), ZoneInfo("Asia/Jakarta")
WHO = Signatory("Dedi Supriadi, S.T.", "198001012005011001", title="Kepala Seksi Infrastruktur")
text = st.text(max_size=300)


def test_the_block_says_who_in_which_capacity_by_which_decree_and_when() -> None:
    acting = replace(WHO, capacity="Plh.", decree="821/99/BKPSDM")
    assert block_lines(acting, at=AT, zone=WIB) == (
        "Ditandatangani secara elektronik oleh",
        "Dedi Supriadi, S.T.",
        "NIP 19800101 200501 1 001",
        "Plh. Kepala Seksi Infrastruktur",
        "Dasar: 821/99/BKPSDM",
        "Senin, 23 November 2026 pukul 09.15 WIB",
    )


def test_what_is_not_known_leaves_no_empty_line() -> None:
    assert len(block_lines(Signatory("Agus"), at=AT, zone=WIB)) == 3


@given(st.builds(Signatory, text, text, text, text, text, text, text))
def test_no_block_shows_the_nik_and_none_runs_on(who: Signatory) -> None:
    lines = block_lines(replace(who, nik="3275010101800001"), at=AT, zone=WIB)
    assert "3275010101800001" not in " ".join(lines)
    assert all(line.strip() and len(line) <= 200 for line in lines)


@pytest.mark.parametrize(
    ("capacity", "title", "said"),
    [
        ("definitif", "Kepala Bidang TIK", "Kepala Bidang TIK"),
        ("Plt.", "Kepala Bidang TIK", "Plt. Kepala Bidang TIK"),
        ("Plt.", "Plt. Kepala Bidang TIK", "Plt. Kepala Bidang TIK"),
        ("", "", ""),
    ],
)
def test_how_an_office_is_held_is_said_once(capacity: str, title: str, said: str) -> None:
    assert office_of(Signatory("A", title=title, capacity=capacity)) == said


def test_only_one_of_the_two_sentences_claims_what_the_law_gives() -> None:
    assert "diterbitkan oleh Balai Besar Sertifikasi Elektronik (BSrE)" in BY_LAW
    assert "bukan sertifikat yang diterbitkan BSrE" in LOCAL


def test_the_errors_of_the_service_are_told_in_clear_words() -> None:
    assert (refusal(2031, "").code, refusal(2031, "").guess) == ("wrong-passphrase", True)
    assert (refusal(2031, "", "totp").code, refusal(2031, "", "totp").field) == (
        "wrong-totp",
        "totp",
    )
    assert refusal(2011, "").code == "not-registered"
    other = refusal(2999, "Kuota habis" * 100)
    assert (other.code, other.guess) == ("signing-refused", False)
    assert "kode 2999" in str(other)
    assert len(str(other)) < 300


def test_who_may_sign_has_status_issue() -> None:
    assert standing(" issue ", "Dedi") is None
    for status in ("EXPIRED", "REVOKE", "SUSPEND", "RENEW", ""):
        found = standing(status, "Dedi")
        assert found is not None
        assert (found.code, found.guess) == ("certificate-not-active", False)
    unknown = standing("NOT_REGISTERED", "Dedi")
    assert unknown is not None
    assert unknown.code == "not-registered"


def test_what_is_left_blank_belongs_to_its_field() -> None:
    assert [missing(need).field for need in ("passphrase", "totp")] == ["passphrase", "totp"]


def test_a_secret_knows_what_it_holds() -> None:
    held = Secret(passphrase="kata")
    assert (held.has("passphrase"), held.has("totp")) == (True, False)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"common_name": "Dedi", "organization_name": "Dinas"}, "Dedi"),
        ({"organization_name": ["Dinas", "Kota"]}, "Dinas"),
        ({"country_name": "ID"}, "ID"),
        ({}, ""),
    ],
)
def test_a_certificate_is_called_by_its_common_name(parts: dict[str, object], name: str) -> None:
    assert name_of(parts) == name
