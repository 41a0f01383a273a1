"""Every way out before a real server that speaks its documented shapes, and misbehaves."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from sigap.domain.channels import KINDS, Configured, completed
from sigap.notifications import queries
from sigap.notifications.actions.sending import send_due
from sigap.notifications.models import Message, PushSubscription
from sigap.people.models import User
from tests.messages import message, queued

pytestmark = pytest.mark.django_db

CHAT, PHONE = "481216", "0812-1111-2222"
BROWSER = generate_private_key(SECP256R1())
SECRET = b"0123456789abcdef"


@pytest.fixture
def outside(running):
    """All well, and only what this test sends counts."""
    for service in ("bot", "wa", "sms", "push", "hook"):
        running.plan(service)
        running.before = getattr(running, "before", {}) | {service: len(running.got(service))}
    return running


def came(outside, service):
    """What this test's requests to a service held."""
    return outside.got(service)[outside.before[service] :]


def text_of_point(key) -> str:
    raw = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture
def ways(outside, settings):
    """Every kind of channel, switched on by the environment."""
    service_key = generate_private_key(SECP256R1()).private_numbers().private_value
    key = urlsafe_b64encode(service_key.to_bytes(32, "big")).decode().rstrip("=")
    given = {
        "telegram": {"token": "481216:AAE", "url": outside.url},
        "whatsapp": {"token": "EAAG", "phone_id": "1095", "url": f"{outside.url}/wa/v23.0"},
        "sms": {"url": f"{outside.url}/sms?to={{to}}&text={{text}}", "success": "OK"},
        "web-push": {"private_key": key, "contact": "mailto:a@b.id", "hosts": "127.0.0.1"},
        "webhook": {"url": f"{outside.url}/hook", "secret": "rahasia"},
        "apprise": {"url": outside.url.replace("http", "json")},
    }
    settings.SIGAP_CHANNELS = tuple(
        Configured(kind, kind, kind, completed(KINDS[kind], values))
        for kind, values in given.items()
    )
    return given


def subscription(outside, path: str = "push/1") -> str:
    keys = {"p256dh": text_of_point(BROWSER), "auth": urlsafe_b64encode(SECRET).decode()}
    return json.dumps({"endpoint": f"{outside.url}/{path}", "keys": keys})


def address(outside, channel: str) -> str:
    phones = dict.fromkeys(("whatsapp", "sms"), PHONE)
    known = {"telegram": CHAT, "web-push": subscription(outside), **phones}
    return known.get(channel, "")


SERVICE = {"telegram": "bot", "whatsapp": "wa", "sms": "sms", "web-push": "push", "webhook": "hook"}


def send(outside, channel: str, moment, n: int = 1) -> Message:
    """One message through the outbox; the row afterwards."""
    told = {"channel": channel, "address": address(outside, channel)}
    (row,) = queued(message(n, at=moment, dedupe_key=f"{channel}/{n}", **told))
    send_due(at=moment)
    row.refresh_from_db()
    return row


def test_telegram_gets_chat_and_text_and_names_the_message(outside, ways, moment):
    row = send(outside, "telegram", moment)
    (asked,) = came(outside, "bot")
    assert asked["path"] == "/bot481216:AAE/sendMessage"
    assert asked["json"]["chat_id"] == CHAT
    assert asked["json"]["text"].startswith("2026-000017 · Arahan menunggu Anda\n\nDinas")
    assert row.sent_at
    assert row.remote_id.startswith(f"{CHAT}:")


def test_whatsapp_gets_an_international_number_and_names_the_message(outside, ways, moment):
    row = send(outside, "whatsapp", moment)
    (asked,) = came(outside, "wa")
    assert asked["path"] == "/wa/v23.0/1095/messages"
    assert asked["headers"]["authorization"] == "Bearer EAAG"
    assert (asked["json"]["to"], asked["json"]["type"]) == ("6281211112222", "text")
    assert row.remote_id.startswith("wamid.")


def test_whatsapp_with_a_template_fills_its_two_places_in_one_line_each(
    outside, ways, moment, settings
):
    values = completed(KINDS["whatsapp"], ways["whatsapp"] | {"template": "kabar_gangguan"})
    settings.SIGAP_CHANNELS = (Configured("whatsapp", "whatsapp", "WhatsApp", values),)
    send(outside, "whatsapp", moment)
    template = came(outside, "wa")[0]["json"]["template"]
    assert (template["name"], template["language"]) == ("kabar_gangguan", {"code": "id"})
    (body,) = template["components"]
    assert [place["text"].count("\n") for place in body["parameters"]] == [0, 0]


def test_an_sms_is_short_plain_and_leads_to_the_case(outside, ways, moment):
    send(outside, "sms", moment)
    (asked,) = came(outside, "sms")
    said = parse_qs(urlsplit(asked["path"]).query)
    assert said["to"] == ["6281211112222"]
    assert said["text"][0].startswith("2026-000017 - Arahan menunggu Anda\nhttp://")
    assert len(said["text"][0]) <= 306
    assert said["text"][0].isascii()


def test_an_sms_gateway_may_want_json_and_headers(outside, ways, moment, settings):
    values = {
        "url": f"{outside.url}/sms",
        "body": '{"tujuan": "{local}", "isi": "{text}"}',
        "content_type": "application/json",
        "headers": "X-Api-Key: 123",
    }
    values = completed(KINDS["sms"], values)
    settings.SIGAP_CHANNELS = (Configured("sms", "sms", "SMS", values),)
    queued(message(at=moment, channel="sms", address=PHONE, subject='"{to}" mati'))
    assert send_due(at=moment) == 1
    (asked,) = came(outside, "sms")
    assert asked["json"]["tujuan"] == "081211112222"
    assert asked["json"]["isi"].startswith('"{to}" mati\n')
    assert asked["headers"]["x-api-key"] == "123"


def test_an_sms_gateway_that_says_no_with_200_has_not_taken_it(outside, ways, moment, settings):
    values = completed(KINDS["sms"], ways["sms"] | {"success": "TERKIRIM"})
    settings.SIGAP_CHANNELS = (Configured("sms", "sms", "SMS", values),)
    row = send(outside, "sms", moment)
    assert (row.sent_at, row.attempts) == (None, 1)
    assert "OK 1 diterima" in row.last_error


def test_a_browser_can_read_its_push_and_trust_who_sent_it(outside, ways, moment):
    send(outside, "web-push", moment)
    (asked,) = came(outside, "push")
    text = http_ece.decrypt(
        bytes.fromhex(asked["hex"]), private_key=BROWSER, auth_secret=SECRET, version="aes128gcm"
    )
    told = json.loads(text)
    assert told["title"] == "2026-000017 · Arahan menunggu Anda"
    assert told["url"] == "/gangguan/2026-000017/"
    assert Vapid02.verify(asked["headers"]["authorization"])
    assert queries.web_push_public_key() in asked["headers"]["authorization"]
    claims = asked["headers"]["authorization"].split("t=")[1].split(".")[1]
    assert json.loads(urlsafe_b64decode(claims + "=="))["aud"] == outside.url


def test_a_webhook_proves_who_sent_it_and_what(outside, ways, moment):
    row = send(outside, "webhook", moment)
    (asked,) = came(outside, "hook")
    signed = f"{asked['headers']['x-sigap-timestamp']}.{asked['body']}".encode()
    mac = hmac.new(b"rahasia", signed, sha256).hexdigest()
    assert asked["headers"]["x-sigap-signature"] == f"sha256={mac}"
    assert asked["headers"]["idempotency-key"] == asked["json"]["id"] == row.remote_id
    assert asked["json"]["number"] == "2026-000017"


def test_apprise_reaches_what_its_address_names(outside, ways, moment):
    assert send(outside, "apprise", moment).sent_at
    (asked,) = came(outside, "hook")
    assert asked["json"]["title"] == "2026-000017 · Arahan menunggu Anda"


def test_apprise_says_why_it_failed(outside, ways, moment):
    outside.plan("hook", 500)
    row = send(outside, "apprise", moment)
    assert row.failed_at is None
    assert "500" in row.last_error


def test_an_address_that_apprise_does_not_know_is_our_fault(outside, ways, moment, settings):
    values = {"url": "tidakada://bekasi.test"}
    settings.SIGAP_CHANNELS = (Configured("apprise", "apprise", "Apprise", values),)
    row = send(outside, "apprise", moment)
    assert queries.channel("apprise").trouble_kind == "salah-pengaturan"
    assert row.sent_at is row.failed_at is None


@pytest.mark.parametrize("channel", SERVICE)
def test_many_messages_go_over_one_connection(outside, ways, moment, channel):
    told = {"channel": channel, "address": address(outside, channel)}
    queued(*(message(n, at=moment, dedupe_key=f"{n}", **told) for n in range(5)))
    assert send_due(at=moment) == 5
    assert len({asked["from"] for asked in came(outside, SERVICE[channel])}) == 1


@pytest.mark.parametrize("channel", SERVICE)
def test_a_429_is_waited_for_as_long_as_it_asks(outside, ways, moment, channel):
    outside.plan(SERVICE[channel], 429, retry_after=600)
    assert send(outside, channel, moment).last_error.startswith("429")
    at = moment + timedelta(seconds=590)
    assert queries.channel(channel).trouble_kind == "diperlambat"
    assert send_due(at=at) == 0
    assert len(came(outside, SERVICE[channel])) == 1
    assert send_due(at=moment + timedelta(seconds=602)) == 1
    assert queries.channel(channel).trouble_kind == ""


@pytest.mark.parametrize("channel", SERVICE)
def test_a_fault_of_the_service_passes(outside, ways, moment, channel):
    outside.plan(SERVICE[channel], 500)
    row = send(outside, channel, moment)
    assert (row.sent_at, row.failed_at, row.attempts) == (None, None, 1)
    assert send_due(at=row.due_at) == 1


@pytest.mark.parametrize("channel", SERVICE)
def test_a_service_that_hangs_up_is_tried_again_later(outside, ways, moment, channel):
    outside.plan(SERVICE[channel], "hang-up")
    row = send(outside, channel, moment)
    assert queries.channel(channel).trouble_kind == "tak-terjangkau"
    assert send_due(at=row.due_at) == 1


@pytest.mark.parametrize(
    ("channel", "meets"),
    [
        *(("telegram", meets) for meets in (401, 404)),
        *(("whatsapp", meets) for meets in (190, 132001)),
        *((channel, 401) for channel in ("sms", "web-push", "webhook")),
    ],
)
def test_an_expired_token_is_shown_to_an_administrator_and_nothing_is_lost(
    outside, ways, moment, channel, meets
):
    outside.plan(SERVICE[channel], meets)
    row = send(outside, channel, moment)
    assert row.sent_at is row.failed_at is None
    assert queries.channel(channel).trouble_kind == "salah-pengaturan"
    assert send_due(at=row.due_at) == 1


@pytest.mark.parametrize(
    ("channel", "meets"),
    [
        *(("telegram", meets) for meets in (400, 403)),
        *(("whatsapp", meets) for meets in (131026, 131047)),
        *(("web-push", meets) for meets in (410, 413)),
        *((channel, 422) for channel in ("sms", "webhook")),
    ],
)
def test_what_can_never_be_delivered_is_given_up_at_once(outside, ways, moment, channel, meets):
    outside.plan(SERVICE[channel], meets)
    row = send(outside, channel, moment)
    assert row.failed_at
    assert queries.channel(channel).trouble_kind == ""


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_what_is_no_telephone_number_is_given_up_unsent(outside, ways, moment, channel):
    (row,) = queued(message(at=moment, channel=channel, address="belum ada"))
    send_due(at=moment)
    assert queries.given_up() == [row]
    assert came(outside, SERVICE[channel]) == []


def test_a_browser_that_withdrew_its_subscription_is_forgotten(outside, ways, moment):
    user = User.objects.create(username="kasi", name="Pak Kasi")
    endpoint = json.loads(subscription(outside))["endpoint"]
    PushSubscription.objects.create(user=user, endpoint=endpoint, created_at=moment)
    outside.plan("push", 410)
    send(outside, "web-push", moment)
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "told",
    ["", "{}", "[]", '{"endpoint": "http://127.0.0.1/", "keys": {"p256dh": "AA", "auth": "AA"}}'],
)
def test_a_broken_subscription_is_given_up(outside, ways, moment, told):
    queued(message(at=moment, channel="web-push", address=told))
    send_due(at=moment)
    assert len(queries.given_up()) == 1


def test_a_browser_cannot_make_us_call_a_stranger(outside, ways, moment, settings):
    values = {each.key: each for each in settings.SIGAP_CHANNELS}["web-push"].values
    trusted = {**values, "hosts": "*.push.services.mozilla.com"}
    settings.SIGAP_CHANNELS = (Configured("web-push", "web-push", "Push", trusted),)
    assert "bukan layanan yang dipercaya" in send(outside, "web-push", moment).last_error
    assert came(outside, "push") == []


def test_no_error_repeats_a_token(outside, ways, moment, settings):
    values = completed(KINDS["telegram"], {"token": "481216:AAE", "url": "http://127.0.0.1:9"})
    settings.SIGAP_CHANNELS = (Configured("telegram", "telegram", "Telegram", values),)
    row = send(outside, "telegram", moment)
    assert "127.0.0.1" in row.last_error
    assert "AAE" not in row.last_error
