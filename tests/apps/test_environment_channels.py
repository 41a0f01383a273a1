"""The variables that switch channels on, and how a wrong one is named."""

from pathlib import Path

import pytest

from sigap.config.environment import EnvironmentFaults, read
from sigap.domain.channels import Configured

ROOT = Path("/srv/sigap")


def given(**variables: str) -> dict[str, Configured]:
    found = read({f"SIGAP_{name}": value for name, value in variables.items()}, ROOT)
    return {each.key: each for each in found.channels}


def test_nothing_set_means_no_channel() -> None:
    assert given() == {}
    assert given(TELEGRAM_TOKEN=" ", NOTIFY_URLS="") == {}


def test_a_token_is_enough_for_telegram() -> None:
    values = given(TELEGRAM_TOKEN="481216:AAE")["telegram"].values
    assert values == {"token": "481216:AAE", "url": "https://api.telegram.org"}


def test_the_second_mail_server_is_a_channel_of_its_own() -> None:
    second = given(EMAIL_URL_2="smtp://cadangan.lan:25")["email-2"]
    assert (second.kind, second.name) == ("email", "Surel 2")


def test_every_address_for_apprise_is_a_channel() -> None:
    found = given(NOTIFY_URLS="ntfy://ntfy.lan/sigap matrix://u:p@matrix.lan/#a,#b")
    assert list(found) == ["apprise-1", "apprise-2"]
    assert found["apprise-2"].values == {"url": "matrix://u:p@matrix.lan/#a,#b"}


@pytest.mark.parametrize(
    ("variables", "named", "code"),
    [
        ({"EMAIL_URL_2": "cadangan.lan:25"}, "EMAIL_URL_2", "bad-email-url"),
        ({"WHATSAPP_TOKEN": "EAAG"}, "WHATSAPP_PHONE_ID", "required"),
        ({"WEBPUSH_KEY": "pendek", "WEBPUSH_CONTACT": "mailto:a@b.id"}, "WEBPUSH_KEY", "bad-key"),
        ({"WEBHOOK_URL": "https://siaga.lan/"}, "WEBHOOK_SECRET", "required"),
        ({"SMS_URL": "sms.lan"}, "SMS_URL", "bad-url"),
        ({"NOTIFY_URLS": "ntfy://ntfy.lan/sigap bukan"}, "NOTIFY_URLS", "bad-url"),
        ({"TELEGRAM_TOKENS": "481216:AAE"}, "TELEGRAM_TOKENS", "unknown-variable"),
    ],
)
def test_a_wrong_variable_is_named(variables: dict[str, str], named: str, code: str) -> None:
    with pytest.raises(EnvironmentFaults) as caught:
        given(**variables)
    assert {name: fault.code for name, fault in caught.value.faults.items()} == {
        f"SIGAP_{named}": code
    }


def test_no_fault_repeats_a_secret() -> None:
    with pytest.raises(EnvironmentFaults) as caught:
        given(EMAIL_URL_2="smtp//pengguna:rahasia@x", NOTIFY_URLS="rahasia")
    assert "rahasia" not in str(caught.value)
