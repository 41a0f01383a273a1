"""A key of the office's own: PAdES on our papers, with and without a timestamp, file or token."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request as Call
from urllib.request import urlopen

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sigap.config.environment_signing import Signing, Token
from sigap.documents.signers import keys
from sigap.documents.signers.base import Secret, SigningUnavailable
from sigap.documents.signers.configured import signer
from sigap.documents.signers.local import LocalSigner
from sigap.documents.signers.reading import signatures_in
from sigap.documents.signers.testkey import make_key
from sigap.domain.signing import LOCAL
from tests.outside.esign.authority import Authority
from tests.outside.esign.running import started
from tests.signers import AT, WHO, paper, request

try:
    import pkcs11
except ImportError:
    pkcs11 = None

PASSWORD = "sandi-kunci"
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("Otoritas Kantor")


@pytest.fixture(scope="module")
def setup(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Signing:
    folder = tmp_path_factory.mktemp("kunci")
    issued = authority.issue("Dinas Contoh")
    (folder / "akar.pem").write_bytes(authority.pem)
    return Signing(
        signer="local",
        p12=authority.p12(issued, folder / "kantor.p12", PASSWORD),
        p12_password=PASSWORD,
        roots=folder / "akar.pem",
    )


@pytest.fixture(scope="module")
def clock() -> Iterator[str]:
    with started("tests.outside.tsa") as port:
        yield f"http://127.0.0.1:{port}/"


def test_the_settings_choose_the_key_and_nothing_is_asked(setup: Signing, settings) -> None:
    settings.SIGAP_SIGNING = setup
    chosen = signer()
    assert (chosen.key, chosen.mark, chosen.needs) == ("local", LOCAL, ())
    assert "BSrE" in LOCAL
    assert "bukan" in LOCAL
    assert chosen.check().startswith("Dinas Contoh, berlaku sampai ")


def test_without_a_choice_papers_are_signed_by_hand(settings) -> None:
    settings.SIGAP_SIGNING = Signing()
    assert signer() is None


def test_a_signature_says_who_when_and_why(setup: Signing, settings) -> None:
    settings.SIGAP_SIGNING = setup
    made = LocalSigner(setup).sign(request(), secret=Secret())
    (found,) = signatures_in(made.content)
    assert (
        (found.name, found.issuer)
        == ("Dinas Contoh", "Otoritas Kantor")
        == (
            made.subject,
            made.issuer,
        )
    )
    assert (found.serial, found.not_after) == (made.serial, made.not_after)
    assert (found.signed_at, found.timestamped) == (AT, False)
    assert (found.reason, found.location) == ("Mengesahkan naskah", "Bekasi")
    assert found.intact
    assert found.trusted
    assert found.own_mark


def test_our_bytes_stand_unchanged_before_the_signature(setup: Signing) -> None:
    made = LocalSigner(setup).sign(request(), secret=Secret())
    assert made.content.startswith(paper())


def test_one_that_fails_does_not_stop_the_next(setup: Signing) -> None:
    late = request(at=datetime(2039, 1, 1, tzinfo=UTC))
    outcomes = LocalSigner(setup).sign_many([late, request()], secret=Secret())
    assert outcomes[0].code == "signing-key-expired"
    assert signatures_in(outcomes[1].content)[0].intact


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"p12_password": "salah"}, "sandinya salah"),
        ({"p12": Path("/tidak/ada.p12")}, "No such file"),
        ({"p12": Path(__file__)}, "berkasnya rusak"),
        ({"p12_password_file": Path("/tidak/ada")}, "No such file"),
    ],
)
def test_a_key_that_cannot_be_used_is_the_offices_matter(
    setup: Signing, changed: dict[str, Path], said: str
) -> None:
    with pytest.raises(SigningUnavailable, match=said) as trouble:
        LocalSigner(replace(setup, **changed)).sign(request(), secret=Secret())
    assert (trouble.value.code, trouble.value.maybe_signed) == ("signing-key-unusable", False)
    assert PASSWORD not in str(trouble.value)


def test_the_password_may_stand_in_a_file(setup: Signing, tmp_path: Path) -> None:
    (tmp_path / "sandi").write_text(f"{PASSWORD}\n")
    other = replace(setup, p12_password="", p12_password_file=tmp_path / "sandi")
    assert LocalSigner(other).sign(request(), secret=Secret()).subject == "Dinas Contoh"


def test_a_certificate_that_ran_out_signs_nothing(authority: Authority, tmp_path: Path) -> None:
    old = authority.p12(authority.issue("Lama", days=-30), tmp_path / "lama.p12", PASSWORD)
    way = LocalSigner(Signing(signer="local", p12=old, p12_password=PASSWORD))
    for act in (way.check, lambda: way.sign(request(), secret=Secret())):
        with pytest.raises(SigningUnavailable, match="pasang yang berlaku"):
            act()


def test_a_signature_outlives_its_certificate(
    authority: Authority, tmp_path: Path, setup: Signing, settings
) -> None:
    old = authority.p12(authority.issue("Lama", days=-30), tmp_path / "lama.p12", PASSWORD)
    then = datetime.now(UTC) - timedelta(days=60)
    settings.SIGAP_SIGNING = Signing("local", p12=old, p12_password=PASSWORD, roots=setup.roots)
    made = LocalSigner(settings.SIGAP_SIGNING).sign(request(at=then), secret=Secret())
    assert signatures_in(made.content)[0].trusted


def test_a_timestamp_is_vouched_for_by_others(setup: Signing, clock: str) -> None:
    way = LocalSigner(replace(setup, tsa_url=clock))
    assert way.check().endswith("server stempel waktu menjawab")
    before = datetime.now(UTC) - timedelta(seconds=2)
    (found,) = signatures_in(way.sign(request(), secret=Secret()).content)
    assert (found.intact, found.timestamped, found.changed_since) == (True, True, False)
    assert before <= found.signed_at <= datetime.now(UTC) + timedelta(seconds=2)


def test_a_key_without_a_chain_is_stamped_all_the_same(clock: str, tmp_path: Path) -> None:
    password = make_key(tmp_path / "uji.p12", at=AT)
    alone = Signing("local", p12=tmp_path / "uji.p12", p12_password=password, tsa_url=clock)
    (found,) = signatures_in(LocalSigner(alone).sign(request(), secret=Secret()).content)
    assert (found.intact, found.timestamped, found.trusted) == (True, True, False)


def test_with_the_whole_chain_the_proof_travels_along(
    setup: Signing, clock: str, tmp_path: Path, settings
) -> None:
    both = tmp_path / "akar.pem"
    both.write_bytes(setup.roots.read_bytes() + urlopen(f"{clock}_root.pem").read())
    settings.SIGAP_SIGNING = replace(setup, tsa_url=clock, roots=both)
    made = LocalSigner(settings.SIGAP_SIGNING).sign(request(), secret=Secret())
    (found,) = signatures_in(made.content)
    assert b"/DSS" in made.content
    assert (found.intact, found.timestamped, found.trusted, found.changed_since) == (
        *(True, True, True),
        False,
    )


@pytest.mark.parametrize("met", ["error", "html", "other", "hang-up"])
def test_without_its_timestamp_nothing_is_signed(setup: Signing, clock: str, met: str) -> None:
    way = LocalSigner(replace(setup, tsa_url=f"{clock}{met}"))
    urlopen(Call(f"{clock}_plan", json.dumps([met] * 4).encode())).read()
    with pytest.raises(SigningUnavailable) as trouble:
        way.sign(request(), secret=Secret())
    urlopen(Call(f"{clock}_plan", json.dumps([]).encode())).read()
    assert (trouble.value.code, trouble.value.maybe_signed) == ("timestamp-unavailable", False)


@pytest.fixture
def token(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Token:
    if not (keys.TOKENS and MODULE.exists() and shutil.which("softhsm2-util")):
        pytest.skip("no softhsm2, or pyhanko[pkcs11] is not installed")
    (tmp_path / "token").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path}/token\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    util = ["softhsm2-util", "--so-pin", "1234", "--pin", "5678"]
    init = [*util, "--init-token", "--free", "--label", "sigap"]
    subprocess.run(init, check=True, capture_output=True)
    issued = authority.issue("Kantor Bertoken")
    pem = issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "k.pem").write_bytes(pem)
    put = [*util, "--token", "sigap", "--label", "kunci", "--id", "01"]
    subprocess.run([*put, "--import", str(tmp_path / "k.pem")], check=True, capture_output=True)
    held = pkcs11.lib(str(MODULE)).get_token(token_label="sigap")
    with held.open(rw=True, user_pin="5678") as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: "kunci",
                pkcs11.Attribute.SUBJECT: issued.asn1.subject.dump(),
                pkcs11.Attribute.VALUE: issued.cert.public_bytes(Encoding.DER),
            }
        )
    return Token(MODULE, "sigap", "kunci", "5678")


def test_a_key_may_stay_in_its_token(token: Token, setup: Signing) -> None:
    way = LocalSigner(Signing(signer="local", token=token, roots=setup.roots))
    (found,) = signatures_in(way.sign(request(by=WHO), secret=Secret()).content)
    assert (found.name, found.intact) == ("Kantor Bertoken", True)


def test_a_token_that_does_not_open_says_so(token: Token) -> None:
    for changed in ({"pin": "0000"}, {"token": "lain"}, {"cert": "lain"}):
        way = LocalSigner(Signing(signer="local", token=replace(token, **changed)))
        with pytest.raises(SigningUnavailable) as trouble:
            way.sign(request(), secret=Secret())
        assert trouble.value.code == "signing-key-unusable"
        assert "0000" not in str(trouble.value)
