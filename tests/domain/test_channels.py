"""What a channel has to know, and how a wrong setting is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.channels import KINDS, completed, faults

GOOD = {
    "email": {"url": "smtp+tls://sigap:sandi@mail.test:587"},
    "telegram": {"token": "481216:AAE-x"},
    "whatsapp": {"token": "EAAG", "phone_id": "10955512345"},
    "web-push": {"private_key": "A" * 43, "contact": "mailto:meja@bekasi.test"},
    "webhook": {"url": "https://siaga.test/sigap", "secret": "rahasia"},
    "sms": {"url": "http://10.1.2.3/send?to={to}&text={text}"},
    "apprise": {"url": "ntfy://ntfy.test/sigap"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_complete_with_the_least_that_must_be_typed(kind):
    assert faults(KINDS[kind], completed(KINDS[kind], GOOD[kind])) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_asks_for_what_nobody_can_guess(kind):
    missing = faults(KINDS[kind], completed(KINDS[kind], {}))
    assert set(missing) == set(GOOD[kind])
    assert {fault.code for fault in missing.values()} == {"required"}


@pytest.mark.parametrize(
    ("kind", "key", "value", "code"),
    [
        ("email", "url", "mail.test:25", "bad-email-url"),
        ("email", "url", "smtp://mail.test:nol", "bad-email-url"),
        ("email", "url", "http://mail.test", "bad-email-url"),
        ("telegram", "url", "api.telegram.org", "bad-url"),
        ("telegram", "url", "http://[::1", "bad-url"),
        ("telegram", "token", "481216:AAE x", "blank-inside"),
        ("web-push", "private_key", "pendek", "bad-key"),
        ("web-push", "contact", "meja@bekasi.test", "bad-contact"),
        ("sms", "url", "http://{to}:port/", "bad-url"),
        ("sms", "headers", "tanpa titik dua", "bad-headers"),
        ("sms", "content_type", "text/plain", "unknown-choice"),
        ("apprise", "url", "bukan-alamat", "bad-url"),
        ("webhook", "url", "https://siaga.test/\x00", "control-character"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_wrong(kind, key, value, code):
    values = completed(KINDS[kind], GOOD[kind] | {key: value})
    assert {name: fault.code for name, fault in faults(KINDS[kind], values).items()} == {key: code}


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_typed_text_does_harm(kind, data):
    typed = {setting.key: data.draw(st.text()) for setting in KINDS[kind].settings}
    values = completed(KINDS[kind], typed)
    assert set(faults(KINDS[kind], values)) <= set(values)
