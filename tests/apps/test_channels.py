"""The ways out as an administrator configures them: secrets kept, every change in the ledger."""

import json

import pytest

from sigap.audit.models import Entry
from sigap.domain.channels import KINDS, Configured, completed
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refused
from sigap.notifications import queries
from sigap.notifications.actions.channels import (
    STREAM,
    add_channel,
    change_channel,
    send_again,
    switch_channel,
    try_channel,
)
from sigap.notifications.models import Channel, Message, PushSubscription
from sigap.notifications.queries.channels import is_configured, working
from tests.cast import cast
from tests.messages import message, queued

pytestmark = pytest.mark.django_db

BOT = {"token": "481216:AAE-rahasia"}


@pytest.fixture
def people(moment):
    return cast(moment)


@pytest.fixture
def asked(people, moment):
    """By whom and when everything is done here."""
    return {"at": moment, "by": people.actor("admin")}


def told() -> list[dict[str, object]]:
    entries = Entry.objects.filter(stream__key=STREAM).order_by("seq")
    return [entry.data for entry in entries]


def test_a_new_channel_is_on_with_what_was_typed_and_the_usual(asked):
    add_channel("telegram", name="Bot Sigap", typed=BOT, **asked)
    row = queries.channel("telegram")
    assert (row.name, row.active, row.values["token"]) == ("Bot Sigap", True, BOT["token"])
    assert row.values["url"] == "https://api.telegram.org"
    assert working([row]) == [row]


def test_what_is_secret_lies_encrypted_and_never_in_the_ledger(asked):
    add_channel("telegram", name="Bot", typed=BOT, **asked)
    kept = Channel.objects.raw("SELECT id, key, secrets AS cipher FROM notifications_channel")[0]
    assert "rahasia" not in kept.cipher
    assert "rahasia" not in json.dumps(told())


def test_under_another_key_of_the_installation_a_channel_is_off_and_says_so(asked, settings):
    add_channel("telegram", name="Bot", typed=BOT, **asked)
    settings.SECRET_KEY = "lain" * 12
    row = queries.channel("telegram")
    assert not is_configured(row)
    assert working([row]) == []


def test_the_next_of_a_kind_gets_a_number(asked):
    keys = [add_channel("telegram", name="Bot", typed=BOT, **asked).key for _ in range(3)]
    assert keys == ["telegram", "telegram-2", "telegram-3"]


def test_a_wrong_setting_is_refused_with_its_field(asked):
    with pytest.raises(Invalid) as refused:
        add_channel("telegram", name=" ", typed={"url": "bukan"}, backup="sms", **asked)
    assert set(refused.value.faults) == {"name", "token", "url", "backup"}
    assert not Channel.objects.exists()


def test_a_kind_that_is_none_is_not_found(asked):
    with pytest.raises(NotFound):
        add_channel("merpati", name="Merpati", typed={}, **asked)


def test_a_secret_left_blank_stays_and_other_settings_change(asked):
    add_channel("telegram", name="Bot", typed=BOT, **asked)
    typed = {"token": "", "url": "http://10.1.2.3"}
    change_channel("telegram", name="Bot", typed=typed, **asked)
    values = queries.channel("telegram").values
    assert values == BOT | {"url": "http://10.1.2.3"}


def test_an_optional_secret_is_taken_away_by_a_dash(asked):
    typed = {"url": "http://10.1.2.3/", "headers": "X-Api-Key: 123"}
    add_channel("sms", name="SMS", typed=typed, **asked)
    for headers, kept in (("", "X-Api-Key: 123"), (" - ", "")):
        change_channel("sms", name="SMS", typed={"headers": headers}, **asked)
        assert queries.channel("sms").values["headers"] == kept


def test_a_browser_channel_makes_its_own_key(asked):
    typed = {"contact": "mailto:meja@bekasi.test"}
    add_channel("web-push", name="Peramban", typed=typed, **asked)
    assert len(queries.web_push_public_key()) == 87
    switch_channel("web-push", active=False, **asked)
    assert queries.web_push_public_key() == ""


def test_a_channel_of_the_environment_keeps_its_settings_there(asked, settings):
    values = completed(KINDS["telegram"], BOT)
    settings.SIGAP_CHANNELS = (Configured("telegram", "telegram", "Telegram", values),)
    add_channel("sms", name="SMS", typed={"url": "http://10.1.2.3/?to={to}"}, **asked)
    change_channel("telegram", name="Bot", typed={"token": "lain"}, backup="sms", **asked)
    row = queries.channel("telegram")
    assert (row.name, row.backup, row.values["token"]) == ("Bot", "sms", BOT["token"])
    assert Channel.objects.get(key="telegram").secrets == ""


def test_every_change_stands_in_the_ledger(asked):
    add_channel("telegram", name="Bot", typed=BOT, **asked)
    change_channel("telegram", name="Bot", typed={"token": "baru"}, **asked)
    switch_channel("telegram", active=False, **asked)
    switch_channel("telegram", active=False, **asked)
    assert [each["settings"] for each in told()] == [["token", "url"], ["token"], []]


def test_only_the_administrator_may(people, moment):
    asked = {"at": moment, "by": people.actor("kabid")}
    with pytest.raises(NotAllowed):
        add_channel("telegram", name="Bot", typed=BOT, **asked)
    with pytest.raises(NotAllowed):
        send_again([1], **asked)


def test_a_test_goes_through_the_outbox_even_when_the_way_is_shut(asked, moment):
    add_channel("telegram", name="Bot", typed=BOT, **asked)
    Channel.objects.update(shut_until=moment, trouble_kind="tak-terjangkau")
    (row,) = try_channel("telegram", " 481216 ", **asked)
    assert (row.channel, row.address, row.event) == ("telegram", "481216", "channel-test")
    assert Channel.objects.get().shut_until is None
    assert row in queries.due("telegram", at=moment)


@pytest.mark.parametrize(
    ("kind", "typed", "address"),
    [
        ("telegram", BOT, "@rina"),
        ("sms", {"url": "http://10.1.2.3/"}, "nanti"),
        ("email", {"url": "smtp://10.1.2.3"}, "rina"),
    ],
)
def test_a_test_to_no_address_is_refused_with_an_example(asked, kind, typed, address):
    add_channel(kind, name="Uji", typed=typed, **asked)
    with pytest.raises(Invalid) as refused:
        try_channel(kind, address, **asked)
    assert set(refused.value.faults) == {"address"}


def test_a_room_needs_no_address_and_a_browser_only_ones_own(asked, people, moment):
    add_channel("apprise", name="Ruang", typed={"url": "ntfy://ntfy.test/sigap"}, **asked)
    assert [row.address for row in try_channel("apprise", "", **asked)] == [""]
    add_channel("web-push", name="Peramban", typed={"contact": "mailto:a@b.id"}, **asked)
    with pytest.raises(Refused, match="Nyalakan dahulu"):
        try_channel("web-push", "", **asked)
    for who in ("admin", "kabid"):
        PushSubscription.objects.create(user=people.user(who), endpoint=who, created_at=moment)
    (row,) = try_channel("web-push", "", **asked)
    assert json.loads(row.address)["endpoint"] == "admin"


def test_a_channel_that_is_off_is_not_tested(asked):
    add_channel("telegram", name="Bot", typed=BOT, **asked)
    switch_channel("telegram", active=False, **asked)
    with pytest.raises(Refused):
        try_channel("telegram", "481216", **asked)


def test_what_was_given_up_is_sent_again_by_name(asked, moment):
    (row,) = queued(message(at=moment))
    Message.objects.update(failed_at=moment, last_error="550")
    assert send_again([row.pk], **asked) == 1
    assert queries.waiting().get() == row
    assert told()[-1] == {"messages": [row.pk]}
