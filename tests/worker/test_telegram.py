"""What people write to the bot is fetched from a program that speaks the Bot API, once."""

from collections.abc import Iterator

import pytest

from sigap.domain.channels import TELEGRAM, Configured
from sigap.notifications.actions.collecting import collect_telegram
from sigap.notifications.models import Incoming, Source
from tests.cast import MONDAY_MORNING
from tests.outside.standin import Outside, started

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "481216:rahasia"


@pytest.fixture(scope="module")
def program() -> Iterator[int]:
    with started("services.py") as port:
        yield port


@pytest.fixture
def outside(program: int, settings) -> Outside:
    outside = Outside(program)
    values = {"token": TOKEN, "url": outside.url}
    settings.SIGAP_CHANNELS = (Configured(TELEGRAM, TELEGRAM, "Telegram", values),)
    return outside


def written(number: int, text: str, **more: object) -> dict:
    told = {"message_id": number, "chat": {"id": 77}, "from": {"first_name": "Agus"}}
    return {"update_id": number, "message": told | {"text": text} | more}


def test_what_was_written_is_kept_once_with_what_it_answers(outside):
    outside.write(written(501, "Sudah normal", reply_to_message={"message_id": 12}))
    outside.write({"update_id": 502, "edited_message": {"text": "lain"}})
    assert collect_telegram(at=MONDAY_MORNING) >= 2
    row = Incoming.objects.get(remote_id="77:501")
    assert (row.sender, row.text, row.refers_to) == ("77", "Sudah normal", ["77:12"])
    assert Source.objects.get(key=TELEGRAM).cursor == "503"
    assert collect_telegram(at=MONDAY_MORNING) == 0


@pytest.mark.parametrize("meets", [401, 500, "hang-up"])
def test_what_goes_wrong_is_told_without_the_token_and_nothing_is_lost(outside, meets):
    outside.plan("bot", meets)
    assert collect_telegram(at=MONDAY_MORNING) == 0
    source = Source.objects.get(key=TELEGRAM)
    assert source.last_error
    assert "rahasia" not in source.last_error
    outside.write(written(601, "Masih gangguan"))
    collect_telegram(at=MONDAY_MORNING)
    assert Incoming.objects.filter(text="Masih gangguan").exists()
    source.refresh_from_db()
    assert source.last_error == ""
