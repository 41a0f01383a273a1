"""How papers are signed: read from the environment, everything that is wrong named at once."""

from pathlib import Path

import pytest

from sigap.config.environment_signing import Bsre, Signing, Token, read_signing

ROOT = Path("/srv/sigap")
BSRE = {"SIGNER": "bsre", "BSRE_URL": "https://esign.lan/", "BSRE_USER": "u", "BSRE_PASSWORD": "p"}
TOKEN = {
    "SIGNER": "local",
    "SIGNER_PKCS11_MODULE": "/usr/lib/opensc-pkcs11.so",
    "SIGNER_PKCS11_TOKEN": "kantor",
    "SIGNER_PKCS11_CERT": "ttd",
    "SIGNER_PKCS11_PIN": "1234",
}


def read(**variables):
    return read_signing({f"SIGAP_{name}": text for name, text in variables.items()}, "SIGAP_", ROOT)


def codes(**variables) -> dict[str, str]:
    return {name.removeprefix("SIGAP_"): fault.code for name, fault in read(**variables)[1].items()}


def test_nothing_set_is_signed_by_hand():
    assert read() == (Signing(), {})


def test_a_key_in_a_file_counts_from_the_root_of_the_installation():
    found, _ = read(SIGNER="local", SIGNER_P12="var/kantor.p12", SIGNER_P12_PASSWORD="s")
    assert (found.signer, found.p12) == ("local", ROOT / "var/kantor.p12")


def test_a_key_may_lie_in_a_token():
    found, faults = read(**TOKEN)
    assert found.token == Token(Path("/usr/lib/opensc-pkcs11.so"), "kantor", "ttd", "1234")
    assert not faults


def test_the_service_is_version_1_with_a_passphrase_unless_said_otherwise():
    assert read(**BSRE)[0].bsre == Bsre("https://esign.lan", "u", "p", 1, "passphrase")
    told = read(**BSRE, BSRE_VERSION="2", BSRE_PROOF="totp")[0].bsre
    assert (told.version, told.proof) == (2, "totp")


@pytest.mark.parametrize(
    ("variables", "wrong"),
    [
        ({"SIGNER": "bssn"}, {"SIGNER": "bad-choice"}),
        ({"SIGNER": "local"}, {"SIGNER_P12": "one-key"}),
        (TOKEN | {"SIGNER_P12": "a.p12"}, {"SIGNER_P12": "one-key"}),
        (TOKEN | {"SIGNER_PKCS11_PIN": ""}, {"SIGNER_PKCS11_PIN": "missing"}),
        ({"SIGNER": "bsre"}, dict.fromkeys(("BSRE_URL", "BSRE_USER", "BSRE_PASSWORD"), "missing")),
        (BSRE | {"BSRE_URL": "esign.lan"}, {"BSRE_URL": "bad-bsre-url"}),
        (BSRE | {"BSRE_URL": "https://u:rahasia@esign.lan"}, {"BSRE_URL": "bad-bsre-url"}),
        (BSRE | {"BSRE_VERSION": "3"}, {"BSRE_VERSION": "bad-choice"}),
        (BSRE | {"BSRE_PROOF": "totp"}, {"BSRE_PROOF": "bad-proof"}),
        ({"TSA_URL": "tsa.lan"}, {"TSA_URL": "bad-tsa-url"}),
        (
            {
                "SIGNER": "local",
                "SIGNER_P12": "a",
                "SIGNER_P12_PASSWORD": "a",
                "SIGNER_P12_PASSWORD_FILE": "b",
            },
            {"SIGNER_P12_PASSWORD": "twice"},
        ),
    ],
)
def test_what_is_wrong_is_named(variables, wrong):
    assert codes(**variables) == wrong


def test_no_secret_is_repeated():
    for found in (read(**TOKEN)[0], read(**BSRE | {"BSRE_PASSWORD": "rahasia"})[0]):
        assert "1234" not in repr(found)
        assert "rahasia" not in repr(found)
    _, faults = read(**BSRE | {"BSRE_URL": "https://u:rahasia@esign.lan"})
    assert "rahasia" not in str(faults["SIGAP_BSRE_URL"])


def test_what_belongs_to_another_way_does_no_harm():
    assert codes(**BSRE | {"SIGNER": "none"}) == {}
