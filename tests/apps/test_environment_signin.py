"""The variables of the SSO and of the proxies: parsed, or named with what would be right."""

from pathlib import Path

import pytest

from sigap.config.environment import EnvironmentFaults, read

ROOT = Path("/srv/sigap")
SSO = {
    "SIGAP_OIDC_URL": "https://sso.kota.example/realms/kota/",
    "SIGAP_OIDC_CLIENT_ID": "sigap",
    "SIGAP_OIDC_CLIENT_SECRET": "rahasia",
}


def test_without_the_variables_there_is_no_sso() -> None:
    known = read({}, ROOT).sign_in
    assert (known.url, known.providers(), known.proxies) == ("", {}, 0)


def test_an_sso_is_told_to_the_library_as_it_was_given() -> None:
    known = read(SSO | {"SIGAP_OIDC_NAME": "SSO Kota", "SIGAP_OIDC_MATCH": "nip"}, ROOT).sign_in
    app = known.providers()["openid_connect"]["APPS"][0]
    assert app["settings"]["server_url"] == "https://sso.kota.example/realms/kota"
    assert (app["client_id"], app["secret"], known.match) == ("sigap", "rahasia", "nip")


@pytest.mark.parametrize(
    ("told", "proxies"),
    [
        ({"SIGAP_BASE_URL": "https://sigap.kota.example"}, 1),
        ({"SIGAP_BASE_URL": "https://sigap.kota.example", "SIGAP_TRUSTED_PROXIES": "0"}, 0),
        ({"SIGAP_TRUSTED_PROXIES": "2"}, 2),
    ],
)
def test_where_tls_ends_before_sigap_one_proxy_is_expected(told, proxies) -> None:
    assert read(told, ROOT).sign_in.proxies == proxies


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (SSO | {"SIGAP_OIDC_URL": "http://sso.kota.example"}, "SIGAP_OIDC_URL"),
        (SSO | {"SIGAP_OIDC_URL": "sso.kota.example"}, "SIGAP_OIDC_URL"),
        (SSO | {"SIGAP_OIDC_URL": "https://[::1"}, "SIGAP_OIDC_URL"),
        ({"SIGAP_OIDC_URL": "https://sso.kota.example"}, "SIGAP_OIDC_CLIENT_ID"),
        (SSO | {"SIGAP_OIDC_MATCH": "nama"}, "SIGAP_OIDC_MATCH"),
        (SSO | {"SIGAP_OIDC_NAME": "x" * 41}, "SIGAP_OIDC_NAME"),
        ({"SIGAP_TRUSTED_PROXIES": "satu"}, "SIGAP_TRUSTED_PROXIES"),
        ({"SIGAP_TRUSTED_PROXIES": "-1"}, "SIGAP_TRUSTED_PROXIES"),
        ({"SIGAP_OIDC_CLIENT_SECRETS": "x"}, "SIGAP_OIDC_CLIENT_SECRETS"),
    ],
)
def test_a_wrong_value_is_named_and_never_used(told, name) -> None:
    with pytest.raises(EnvironmentFaults) as refused:
        read(told, ROOT)
    assert name in refused.value.faults
