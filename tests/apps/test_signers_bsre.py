"""BSrE's service as a process of its own that really signs: believed only when it is right."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sigap.config.environment_signing import Signing
from sigap.documents.signers.base import Placement, Signatory
from sigap.documents.signers.bsre import BsreSigner
from sigap.documents.signers.bsre_line import LIMITS
from sigap.documents.signers.configured import signer
from sigap.documents.signers.reading import signatures_in
from sigap.domain.signing import (
    BY_LAW,
    Secret,
    SigningRefused,
    SigningUnavailable,
)
from sigap.domain.signing import (
    Signatory as Person,
)
from tests.outside.esign.people import EXPIRED, KABID, KASI, STRANGER_NIK, SUSPENDED
from tests.outside.esign.running import Esign, esign
from tests.signers import PLACE, WHO, paper, request, secret

IMPATIENT = replace(LIMITS, answer=2)


@pytest.fixture(scope="module")
def service() -> Iterator[Esign]:
    with esign() as running:
        yield running


@pytest.fixture(autouse=True)
def well(service: Esign) -> None:
    service.plan()


@pytest.fixture(params=[1, 2])
def version(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def bsre(service: Esign, version: int) -> BsreSigner:
    return BsreSigner(service.setup(version))


def test_a_signature_is_on_the_paper_and_the_paper_is_ours(bsre: BsreSigner) -> None:
    made = bsre.sign(request(), secret=secret())
    assert made.content.startswith(paper())
    assert (made.provider, made.subject) == ("bsre", KABID.name)
    assert made.issuer == "Otoritas Sertifikat Uji BSrE"
    (found,) = signatures_in(made.content)
    assert (found.intact, found.covers_whole_file, found.reason) == (True, True, request().reason)


def test_version_1_names_the_document(service: Esign) -> None:
    assert BsreSigner(service.setup(1)).sign(request(), secret=secret()).reference.startswith("dok")


def test_the_block_stands_where_it_is_wanted(bsre: BsreSigner, service: Esign) -> None:
    bsre.sign(request(), secret=secret())
    look = service.got()[-1]["looks"][0]
    assert look["page"] == 2
    assert look["image"] > 1000
    left, low, right, high = look["box"]
    assert (left, low) == (pytest.approx(312, abs=1), pytest.approx(113, abs=1))
    assert (right - left, high - low) == (pytest.approx(213, abs=1), pytest.approx(74, abs=1))


def test_a_signature_may_be_invisible(bsre: BsreSigner, service: Esign) -> None:
    made = bsre.sign(request(placement=None), secret=secret())
    assert signatures_in(made.content)[0].intact
    assert service.got()[-1]["looks"][0]["box"] is None


def test_several_sign_one_after_the_other(bsre: BsreSigner) -> None:
    first = bsre.sign(request(), secret=secret())
    other = Person(name=KASI.name, nik=KASI.nik, title="Kepala Seksi")
    beside = Placement(page=-1, x=20, y=40, width=75, height=26)
    asked = request(content=first.content, by=other, placement=beside)
    made = bsre.sign(asked, secret=secret(KASI))
    assert [(each.name, each.changed_since) for each in signatures_in(made.content)] == [
        (KABID.name, False),
        (KASI.name, False),
    ]


def test_many_are_signed_at_once(bsre: BsreSigner) -> None:
    asked = [request(content=paper(f"Surat {each}")) for each in range(5)]
    made = bsre.sign_many(asked, secret=secret())
    pairs = zip(made, asked, strict=True)
    assert all(each.content.startswith(wanted.content) for each, wanted in pairs)


def test_version_2_sends_what_looks_alike_together(service: Esign) -> None:
    before = len(service.got())
    elsewhere = replace(PLACE, x=20)
    asked = [request(content=paper(f"Surat {each}")) for each in range(3)]
    asked.append(request(placement=elsewhere))
    BsreSigner(service.setup(2)).sign_many(asked, secret=secret())
    assert len(service.got()) - before == 2


def test_one_code_is_good_for_a_bundle_and_once(service: Esign) -> None:
    signer = BsreSigner(service.setup(2, "totp"))
    assert signer.needs == ("totp",)
    asked = [request(content=paper(f"Surat {each}")) for each in range(3)]
    made = signer.sign_many(asked, secret=Secret(totp=KABID.totp))
    assert all(signatures_in(each.content) for each in made)
    with pytest.raises(SigningRefused) as refused:
        signer.sign(request(), secret=Secret(totp=KABID.totp))
    assert (refused.value.code, refused.value.field) == ("wrong-totp", "totp")
    assert refused.value.guess


def test_version_2_knows_a_person_by_e_mail_too(service: Esign) -> None:
    who = replace(WHO, nik="")
    made = BsreSigner(service.setup(2)).sign(request(by=who), secret=secret())
    assert made.subject == KABID.name


def test_a_wrong_passphrase_is_one_try_however_many_wait(
    bsre: BsreSigner, service: Esign, version: int
) -> None:
    before = len(service.got())
    asked = [request(content=paper(f"Surat {each}"), reason=f"{each}") for each in range(4)]
    outcomes = bsre.sign_many(asked, secret=Secret(passphrase="salah-sekali"))
    assert [each.code for each in outcomes] == ["wrong-passphrase"] * 4
    assert all(each.guess and each.field == "passphrase" for each in outcomes)
    assert len(service.got()) - before == 1


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (replace(WHO, nik=STRANGER_NIK), "not-registered"),
        (replace(WHO, nik=EXPIRED.nik), "certificate-not-active"),
        (replace(WHO, nik=SUSPENDED.nik), "certificate-not-active"),
        (replace(WHO, nik="", email=""), "nik-missing"),
    ],
)
def test_who_may_not_sign_is_told_why_and_nothing_is_sent(
    bsre: BsreSigner, service: Esign, who: Signatory, code: str
) -> None:
    before = len(service.got())
    with pytest.raises(SigningRefused) as refused:
        bsre.sign(request(by=who), secret=secret())
    assert (refused.value.code, refused.value.guess) == (code, False)
    assert len(service.got()) == before


def test_without_a_passphrase_nothing_is_asked(bsre: BsreSigner, service: Esign) -> None:
    with pytest.raises(SigningRefused) as refused:
        bsre.sign(request(), secret=Secret())
    assert (refused.value.code, refused.value.field) == ("signing-secret-missing", "passphrase")


@pytest.mark.parametrize("met", ["html", "truncated", "error", "lost", "other", "unsigned", "slow"])
def test_what_may_have_been_signed_is_said_and_not_sent_again(
    version: int, service: Esign, met: str
) -> None:
    before = len(service.got())
    service.plan(met, seconds=6)
    patience = IMPATIENT if met == "slow" else LIMITS
    with pytest.raises(SigningUnavailable) as trouble:
        BsreSigner(service.setup(version), limits=patience).sign(request(), secret=secret())
    assert (trouble.value.code, trouble.value.maybe_signed) == ("signing-unknown", True)
    assert len(service.got()) - before == 1


def test_a_busy_service_has_signed_nothing(bsre: BsreSigner, service: Esign) -> None:
    service.plan("busy")
    with pytest.raises(SigningUnavailable) as trouble:
        bsre.sign(request(), secret=secret())
    assert (trouble.value.code, trouble.value.maybe_signed) == ("signing-down", False)


def test_a_service_that_is_not_there_has_signed_nothing(version: int, service: Esign) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{held.getsockname()[1]}"
        signer = BsreSigner(replace(service.setup(version), url=nobody), limits=IMPATIENT)
        with pytest.raises(SigningUnavailable) as trouble:
            signer.sign(request(), secret=secret())
    assert (trouble.value.code, trouble.value.maybe_signed) == ("signing-down", False)


def test_a_wrong_password_of_ours_is_not_the_persons_fault(version: int, service: Esign) -> None:
    signer = BsreSigner(replace(service.setup(version), password="keliru"))
    with pytest.raises(SigningUnavailable) as trouble:
        signer.check()
    assert trouble.value.code == "signing-not-configured"


def test_a_file_that_was_written_anew_is_believed_when_its_pages_are_ours(
    bsre: BsreSigner, service: Esign
) -> None:
    service.plan("anew")
    made = bsre.sign(request(), secret=secret())
    assert not made.content.startswith(paper())
    assert signatures_in(made.content)[0].covers_whole_file


def test_writing_anew_what_others_signed_is_not_believed(bsre: BsreSigner, service: Esign) -> None:
    first = bsre.sign(request(), secret=secret())
    service.plan("anew")
    with pytest.raises(SigningUnavailable, match="mungkin sudah"):
        bsre.sign(request(content=first.content, placement=None), secret=secret())


def test_version_1_fetches_what_it_only_named(service: Esign) -> None:
    service.plan("id", "id-broken")
    for _ in range(2):
        made = BsreSigner(service.setup(1)).sign(request(), secret=secret())
        assert (len(signatures_in(made.content)), made.reference[:4]) == (1, "dok-")


def test_what_was_signed_and_not_fetched_is_fetched_later_without_signing_again(
    service: Esign,
) -> None:
    signer, before = BsreSigner(service.setup(1)), len(service.got())
    made = signer.sign(request(), secret=secret())
    again = signer.sign(request(reference=made.reference), secret=secret())
    assert again.content == made.content
    assert len(service.got()) - before == 1


def test_what_is_gone_has_to_be_signed_again(service: Esign) -> None:
    service.plan("id-gone")
    with pytest.raises(SigningUnavailable) as trouble:
        BsreSigner(service.setup(1)).sign(request(), secret=secret())
    assert (trouble.value.code, trouble.value.reference) == ("signing-gone", "")


def test_with_trusted_roots_a_certificate_of_others_is_not_believed(
    bsre: BsreSigner, service: Esign, tmp_path: Path, settings
) -> None:
    settings.SIGAP_SIGNING = Signing(roots=service.roots(tmp_path / "akar.pem"))
    assert signatures_in(bsre.sign(request(), secret=secret()).content)[0].trusted
    service.plan("stranger")
    with pytest.raises(SigningUnavailable, match="Otoritas Lain"):
        bsre.sign(request(), secret=secret())


def test_the_service_says_itself_whether_a_file_is_valid(bsre: BsreSigner) -> None:
    made = bsre.sign(request(), secret=secret())
    assert bsre.verify(made.content).valid
    assert not bsre.verify(paper()).valid
    assert not bsre.verify(b"bukan pdf").valid


def test_an_office_may_have_the_service_confirm_what_it_signed(
    version: int, service: Esign
) -> None:
    signer = BsreSigner(service.setup(version, verify=True))
    assert signer.sign(request(), secret=secret()).subject == KABID.name
    service.plan("stranger")
    with pytest.raises(SigningUnavailable, match="INVALID") as trouble:
        signer.sign(request(), secret=secret())
    assert trouble.value.maybe_signed


def test_the_settings_choose_the_service(service: Esign, settings) -> None:
    settings.SIGAP_SIGNING = Signing(signer="bsre", bsre=service.setup(2))
    chosen = signer()
    assert (chosen.key, chosen.mark, chosen.needs) == ("bsre", BY_LAW, ("passphrase",))
    assert chosen.check() == "layanan BSrE versi 2 menjawab"
