"""WhatsApp's posts: taken from the Cloud API alone, kept once, and told on our own messages."""

import hmac
import json
from hashlib import sha256

import pytest
from django.test import Client

from sigap.domain.channels import WHATSAPP, Configured
from sigap.notifications.models import Incoming, Message
from tests.cast import MONDAY_MORNING

pytestmark = pytest.mark.django_db

SECRET, WORD = "rahasia-aplikasi", "kata-kami"
VALUES = {"token": "t", "phone_id": "1", "app_secret": SECRET, "verify": WORD}


@pytest.fixture(autouse=True)
def channel(settings):
    settings.SIGAP_CHANNELS = (Configured(WHATSAPP, WHATSAPP, "WhatsApp", VALUES),)


def post(body: object, *, secret: str = SECRET, **headers: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = "sha256=" + hmac.new(secret.encode(), raw, sha256).hexdigest()
    return Client().post(
        "/hooks/whatsapp",
        raw,
        content_type="application/json",
        headers={"X-Hub-Signature-256": signature, **headers},
    )


def told(**value: object) -> dict:
    return {"object": "whatsapp_business_account", "entry": [{"changes": [{"value": value}]}]}


TEXT = told(
    contacts=[{"wa_id": "628120000", "profile": {"name": "Agus"}}],
    messages=[
        {
            "from": "628120000",
            "id": "wamid.1",
            "type": "text",
            "text": {"body": "Sudah normal"},
            "context": {"id": "wamid.ours"},
        }
    ],
)


def test_the_question_who_we_are_is_answered_for_our_word_alone():
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158", "hub.verify_token": WORD}
    answer = Client().get("/hooks/whatsapp", asked)
    assert (answer.status_code, answer.content) == (200, b"1158")
    refused = Client().get("/hooks/whatsapp", asked | {"hub.verify_token": "salah"})
    assert refused.status_code == 403


def test_a_text_is_kept_with_its_sender_and_what_it_answers():
    assert post(TEXT).status_code == 200
    row = Incoming.objects.get()
    assert (row.sender, row.sender_name, row.text) == ("628120000", "Agus", "Sudah normal")
    assert row.refers_to == ["wamid.ours"]


def test_the_same_post_again_is_fine_and_kept_once():
    assert post(TEXT).status_code == post(TEXT).status_code == 200
    assert Incoming.objects.count() == 1


def test_a_pressed_button_is_its_title():
    button = {"type": "interactive", "from": "62", "id": "wamid.2"}
    button["interactive"] = {"type": "button_reply", "button_reply": {"title": "Masih gangguan"}}
    post(told(messages=[button]))
    assert Incoming.objects.get().text == "Masih gangguan"


def test_whoever_does_not_know_the_secret_is_refused_and_nothing_is_kept():
    answer = post(TEXT, secret="tebakan")
    assert answer.status_code == 403
    assert answer.json()["code"] == "bad-signature"
    assert not Incoming.objects.exists()


def test_without_a_secret_nobody_is_believed(settings):
    values = {**VALUES, "app_secret": ""}
    settings.SIGAP_CHANNELS = (Configured(WHATSAPP, WHATSAPP, "WhatsApp", values),)
    assert post(TEXT, secret="").status_code == 403


@pytest.mark.parametrize("body", [b"bukan json", b"[1]", b'"teks"'])
def test_what_is_no_object_is_refused_with_the_reason(body):
    answer = post(body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "not-json"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"messages": None},
        {"messages": [1, {"type": "sticker", "id": "x", "from": "1"}]},
        {"messages": [{"type": "text", "text": "bukan objek"}]},
        {"statuses": [{}, None]},
        {"contacts": "x"},
    ],
)
def test_shapes_that_we_do_not_know_are_passed_over(value):
    assert post(told(**value)).status_code == 200
    assert not Incoming.objects.exists()


def test_what_is_told_of_our_own_message_stands_on_it():
    row = Message.objects.create(
        channel=WHATSAPP,
        subject="x",
        body="",
        event="confirm",
        dedupe_key="k",
        created_at=MONDAY_MORNING,
        due_at=MONDAY_MORNING,
        give_up_at=MONDAY_MORNING,
        sent_at=MONDAY_MORNING,
        remote_id="wamid.ours",
        path=WHATSAPP,
    )
    post(told(statuses=[{"id": "wamid.ours", "status": "read"}]))
    row.refresh_from_db()
    assert row.delivered_at is not None
    assert row.seen_at is not None
    errors = [{"code": 131026, "title": "Message undeliverable"}]
    post(told(statuses=[{"id": "wamid.ours", "status": "failed", "errors": errors}]))
    row.refresh_from_db()
    assert "131026 Message undeliverable" in row.last_error
