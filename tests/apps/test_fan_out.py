"""From a notice to the messages that carry it: rules, choices, quiet hours, digests, workers."""

import json
from datetime import datetime, time, timedelta

import pytest

from sigap.domain.actor import SYSTEM
from sigap.domain.channels import Configured
from sigap.domain.routing import Leave
from sigap.notifications.actions import Telling, mark_seen, tell
from sigap.notifications.actions.preferences import Chosen, choose, subscribe_browser
from sigap.notifications.actions.routing import BATCH, release_due, route_due
from sigap.notifications.actions.rules import Ordered, add_rules, put_rule
from sigap.notifications.models import Channel, Deferred, Message, Notice
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db

NUMBER = "2026-000017"
EVENT = "step-waits"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BOT = {"token": "1:x", "url": "https://api.telegram.org"}
HOOK = {"url": "https://noc.bekasi.test/", "secret": "s"}
GATEWAY = {"url": "https://sms.bekasi.test/?to={to}", "content_type": "application/json"}
KEY = {"private_key": "A" * 43, "contact": "mailto:a@bekasi.test", "hosts": "push.test"}


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture(autouse=True)
def ways(settings) -> None:
    """E-mail, with an SMS gateway that takes over from it, Telegram, push, and a room's webhook."""
    settings.EMAIL_ENABLED = True
    settings.SIGAP_CHANNELS = [
        Configured("telegram", "telegram", "Telegram", BOT, backup="sms"),
        Configured("sms", "sms", "SMS", GATEWAY),
        Configured("web-push", "web-push", "Peramban", KEY),
        Configured("noc", "webhook", "Ruang NOC", HOOK),
    ]


def rule(role: str = "", event: str = EVENT, **more: object) -> None:
    """Put a rule in force; its channels are given by name."""
    ordered = {name: more.pop(name) for name in ("delay_minutes", "urgent") if name in more}
    channels = {key.replace("_", "-"): Leave(leave) for key, leave in more.items()}
    at = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
    add_rules([(event, "", Ordered())], at=at, by=SYSTEM)
    put_rule(event, role, Ordered(channels, **ordered), at=at, by=SYSTEM)


def news(people: Cast, *who: str, key: str = "1", at: datetime, event: str = EVENT) -> None:
    """Tell these people of one thing; "" is a reporter without an account."""
    tell(
        [
            Telling(
                user_id=people.user(name).pk if name else None,
                address="" if name else "agus@bekasi.test",
                event=event,
                number=NUMBER,
                subject=f"{NUMBER} · Kabar {key}",
                body=f"WiFi mati\nDisdik\n\nhttp://127.0.0.1:8000/gangguan/{NUMBER}/",
                url=f"/gangguan/{NUMBER}/",
                dedupe_key=f"{NUMBER}/{key}/{name or 'pelapor'}",
            )
            for name in who
        ],
        at=at,
    )


def sent() -> list[tuple[str, str]]:
    """What was queued: channel and address, in order."""
    return list(Message.objects.order_by("id").values_list("channel", "address"))


def like(people: Cast, who: str, at: datetime, addresses=None, **chosen: object) -> None:
    choose(people.user(who), Chosen(**chosen), addresses or {}, at=at, by=people.actor(who))


def test_without_a_rule_news_goes_out_by_email(people, moment):
    news(people, "kabid", "", at=moment)
    assert route_due(at=moment) == 2
    assert sent() == [("email", "kabid@sigap.example"), ("email", "agus@bekasi.test")]


def test_without_any_channel_news_is_in_the_application_and_nowhere_else(people, moment, settings):
    settings.EMAIL_ENABLED, settings.SIGAP_CHANNELS = False, []
    news(people, "kabid", "", at=moment)
    assert route_due(at=moment) == 2
    assert sent() == []
    assert Notice.objects.filter(routed_at=moment).count() == 2


def test_news_is_considered_once_however_often_the_worker_looks(people, moment):
    news(people, "kabid", at=moment)
    assert [route_due(at=moment), route_due(at=moment + DAY)] == [1, 0]
    assert len(sent()) == 1


def test_news_considered_twice_is_sent_once(people, moment):
    rule(email="menyala", noc="menyala")
    news(people, "kabid", at=moment)
    route_due(at=moment)
    Notice.objects.update(routed_at=None)
    route_due(at=moment + MINUTE)
    assert sent() == [("noc", ""), ("email", "kabid@sigap.example")]


def test_a_message_carries_the_words_the_link_and_the_html(people, moment):
    news(people, "kabid", at=moment)
    route_due(at=moment)
    message = Message.objects.get()
    assert (message.user_id, message.number) == (people.user("kabid").pk, NUMBER)
    assert message.body.startswith("WiFi mati\nDisdik")
    assert message.html.count(f"http://127.0.0.1:8000/gangguan/{NUMBER}/") == 2
    assert "WiFi mati<br>Disdik" in message.html
    assert "/saya/pemberitahuan/" in message.html


def test_the_html_shows_what_was_typed_as_it_was_typed(people, moment):
    news(people, "kabid", at=moment)
    Notice.objects.update(body="<b>WiFi</b> & kabel")
    route_due(at=moment)
    assert "&lt;b&gt;WiFi&lt;/b&gt; &amp; kabel" in Message.objects.get().html


def test_a_rule_for_a_role_counts_for_its_holders_alone(people, moment):
    rule(email="menyala")
    rule("kasi", telegram="wajib", email="boleh")
    like(people, "kasi", moment, {"telegram": "481516"})
    news(people, "kabid", "kasi", at=moment)
    route_due(at=moment)
    assert sent() == [("email", "kabid@sigap.example"), ("telegram", "481516")]


def test_an_appointment_that_has_ended_gives_no_rule(people, moment):
    rule(email="menyala")
    rule("kasi", telegram="wajib")
    like(people, "kasi", moment, {"telegram": "481516"})
    people.user("kasi").appointments.update(ends_at=moment)
    news(people, "kasi", at=moment)
    route_due(at=moment)
    assert sent() == [("email", "kasi@sigap.example")]


def test_who_may_no_longer_sign_in_is_not_written_to(people, moment):
    people.user("kasi").is_active = False
    people.user("kasi").save()
    news(people, "kasi", at=moment)
    assert route_due(at=moment) == 1
    assert sent() == []


def test_a_room_of_many_gets_each_news_once(people, moment):
    rule(noc="menyala")
    news(people, "kabid", "kasi", "admin-jaringan", at=moment)
    news(people, "kabid", key="2", at=moment)
    route_due(at=moment)
    assert sent() == [("noc", ""), ("noc", "")]


def test_a_channel_that_is_switched_off_is_not_addressed(people, moment):
    rule(email="menyala", telegram="menyala")
    like(people, "kabid", moment, {"telegram": "481516"})
    Channel.objects.create(key="telegram", kind="telegram", name="Telegram", active=False)
    news(people, "kabid", at=moment)
    route_due(at=moment)
    assert sent() == [("email", "kabid@sigap.example")]


def test_a_second_mail_server_only_takes_over_and_another_kind_knows_its_own_address(
    people, moment, settings
):
    second = Configured("email-2", "email", "Surel 2", {"url": "smtp://127.0.0.2:25"})
    settings.SIGAP_CHANNELS = [second, *settings.SIGAP_CHANNELS]
    rule(email="menyala", email_2="wajib", telegram="menyala")
    people.user("kabid").phone = "0812 3456 7890"
    people.user("kabid").save()
    like(people, "kabid", moment, {"telegram": "481516"})
    news(people, "kabid", at=moment)
    route_due(at=moment)
    backups = dict(Message.objects.values_list("channel", "backup_address"))
    assert backups == {"email": "", "telegram": "+6281234567890"}


def test_every_browser_of_a_person_is_pushed_to(people, moment):
    rule(web_push="menyala")
    for n in (1, 2):
        subscribe_browser(
            people.user("kabid"),
            endpoint=f"https://push.test/{n}",
            p256dh="k",
            auth="a",
            label="Chrome",
            at=moment,
        )
    news(people, "kabid", at=moment)
    route_due(at=moment)
    endpoints = [json.loads(address)["endpoint"] for _, address in sent()]
    assert endpoints == ["https://push.test/1", "https://push.test/2"]


def test_quiet_hours_put_off_and_urgent_news_breaks_them(people, moment):
    night = moment.replace(hour=16)  # 23.00 WIB
    rule(email="menyala")
    rule(event="late", email="menyala", urgent=True)
    like(people, "kabid", moment, quiet_from=time(22), quiet_until=time(6))
    news(people, "kabid", at=night)
    news(people, "kabid", key="2", event="late", at=night)
    route_due(at=night)
    due = dict(Message.objects.values_list("event", "due_at"))
    assert due == {EVENT: night.replace(hour=23, minute=0), "late": night}


def test_a_mandatory_channel_cannot_be_switched_off(people, moment):
    rule(email="wajib")
    rule(event="closed", email="menyala")
    off = {each: {"email": False} for each in (EVENT, "closed")}
    like(people, "kabid", moment, choices=off)
    news(people, "kabid", at=moment)
    news(people, "kabid", key="2", event="closed", at=moment)
    route_due(at=moment)
    assert list(Message.objects.values_list("event", flat=True)) == [EVENT]


def test_delayed_news_is_sent_only_if_it_was_not_read_by_then(people, moment):
    rule(email="menyala", delay_minutes=10)
    news(people, "kabid", "kasi", at=moment)
    route_due(at=moment)
    assert (sent(), release_due(at=moment + 9 * MINUTE)) == ([], 0)
    mark_seen(people.user("kabid").pk, "all", at=moment + 5 * MINUTE)
    assert release_due(at=moment + 10 * MINUTE) == 2
    assert sent() == [("email", "kasi@sigap.example")]
    assert not Deferred.objects.exists()


def test_a_digest_holds_each_news_once_and_comes_at_its_time(people, moment):
    rule(email="menyala")
    like(people, "kabid", moment, digest_at=[time(15)], gathered=["email"])
    for key in "123":
        news(people, "kabid", key=key, at=moment)
        route_due(at=moment)
    three = moment.replace(hour=8, minute=0)
    assert release_due(at=three - MINUTE) == 0
    assert [release_due(at=three), release_due(at=three + HOUR)] == [3, 0]
    digest = Message.objects.get()
    assert digest.subject == "Ringkasan Sigap: 3 kabar"
    for told in (digest.body, digest.html):
        assert [told.count(f"Kabar {key}") for key in "123"] == [1, 1, 1]


def test_what_comes_after_a_digest_is_in_the_next_one(people, moment):
    rule(email="menyala")
    like(people, "kabid", moment, digest_at=[time(15)], gathered=["email"])
    for day in range(2):
        news(people, "kabid", key=f"{day}", at=moment + day * DAY)
        route_due(at=moment + day * DAY)
        release_due(at=moment.replace(hour=8) + day * DAY)
    assert Message.objects.count() == 2
    assert Message.objects.filter(subject="Ringkasan Sigap: 1 kabar").count() == 2


def test_a_batch_costs_a_fixed_number_of_queries(people, moment, django_assert_max_num_queries):
    for key in range(10):
        news(people, "kabid", "kasi", "", key=f"{key}", at=moment)
    with django_assert_max_num_queries(14):
        assert route_due(at=moment) == 30


def test_an_idle_look_is_one_query(people, moment, django_assert_num_queries):
    with django_assert_num_queries(1):
        route_due(at=moment)
    with django_assert_num_queries(2):
        release_due(at=moment)


def test_more_than_a_batch_is_left_for_the_next_round(people, moment):
    for key in range(BATCH + 1):
        news(people, "", key=f"{key}", at=moment)
    assert [route_due(at=moment) for _ in range(3)] == [BATCH, 1, 0]
    assert len(sent()) == BATCH + 1
