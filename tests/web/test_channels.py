"""The pages of the ways out: configured, tried and watched by the administrator alone."""

from datetime import timedelta

import pytest

from sigap.kit import clock
from sigap.notifications import queries
from sigap.notifications.actions.channels import add_channel
from sigap.notifications.actions.sending import send_due
from sigap.notifications.models import Channel, Message
from tests.messages import message, queued
from tests.office import Office
from tests.web.sending import signed_in, text_of

ROOM = {"name": "Ruang siaga", "url": "http://127.0.0.1:9/", "secret": "rahasia-sekali"}


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def admin(office: Office):
    """The administrator's browser, at the office's moment."""
    with clock.at(office.at):
        yield signed_in(office, "admin")


@pytest.fixture
def room(office: Office) -> Channel:
    by = office.cast.actor("admin")
    return add_channel("webhook", name="Ruang siaga", typed=ROOM, at=office.at, by=by)


def test_without_a_channel_the_page_says_how_to_get_one(admin) -> None:
    page = text_of(admin.get("/pengaturan/saluran/"))
    assert "Belum ada saluran" in page
    for kind in ("email", "telegram", "whatsapp", "web-push", "webhook", "sms", "apprise"):
        assert f"/pengaturan/saluran/baru/{kind}/" in page


def test_a_channel_is_made_by_its_form_and_shown_without_its_secret(admin) -> None:
    answer = admin.post("/pengaturan/saluran/baru/webhook/", ROOM)
    assert answer["Location"] == "/pengaturan/saluran/webhook/"
    page = text_of(admin.get("/pengaturan/saluran/webhook/"))
    assert "Menyala" in page
    assert "http://127.0.0.1:9/" in page
    assert "rahasia-sekali" not in page


@pytest.mark.parametrize("kind", ["email", "telegram", "whatsapp", "web-push", "sms", "apprise"])
def test_a_form_with_faults_comes_back_filled(admin, kind) -> None:
    typed = {"name": "Namanya", "url": "ke mana saja", "contact": "x"}
    answer = admin.post(f"/pengaturan/saluran/baru/{kind}/", typed)
    assert answer.status_code == 422
    assert "Namanya" in text_of(answer)
    assert 'aria-invalid="true"' in text_of(answer)
    assert not Channel.objects.exists()


def test_changing_a_channel_keeps_the_secret_that_was_left_blank(admin, room) -> None:
    admin.post("/pengaturan/saluran/webhook/", ROOM | {"name": "Ruang lain", "secret": ""})
    row = queries.channel("webhook")
    assert (row.name, row.values["secret"]) == ("Ruang lain", "rahasia-sekali")


def test_a_change_with_faults_comes_back_filled(admin, room) -> None:
    answer = admin.post("/pengaturan/saluran/webhook/", ROOM | {"url": "bukan alamat"})
    assert answer.status_code == 422
    assert "bukan alamat" in text_of(answer)


def test_a_channel_is_switched_off_and_on(admin, room) -> None:
    for act, active in (("matikan", False), ("nyalakan", True)):
        admin.post(f"/pengaturan/saluran/webhook/{act}")
        assert queries.channel("webhook").active is active


def test_a_test_waits_for_the_worker_and_then_shows_its_result(admin, room, office) -> None:
    shown = admin.post("/pengaturan/saluran/webhook/uji")["Location"]
    assert "Pesan uji menunggu pekerja" in text_of(admin.get(shown))
    send_due(at=office.at)
    page = text_of(admin.get(shown))
    assert "Percobaan 1: 127.0.0.1:" in page
    assert "Terganggu sejak" in page
    Message.objects.update(sent_at=office.at)
    asked_again = text_of(admin.get(shown, headers={"HX-Request": "true"}))
    assert "Pesan uji terkirim" in asked_again
    assert "hx-trigger" not in asked_again


def test_a_test_to_no_address_says_what_would_be_one(admin, office) -> None:
    by = office.cast.actor("admin")
    add_channel("telegram", name="Bot", typed={"token": "481216:AAE"}, at=office.at, by=by)
    answer = admin.post("/pengaturan/saluran/telegram/uji", {"address": "@admin"})
    assert answer.status_code == 422
    assert "misalnya 481216" in text_of(answer)
    assert "@admin" in text_of(answer)


def test_the_backlog_is_seen_also_of_a_channel_that_is_no_more(admin, room, office) -> None:
    old = office.at - timedelta(hours=2)
    queued(*(message(n, at=old, channel="webhook", address="") for n in range(3)))
    queued(message(9, at=old, channel="fax"))
    page = text_of(admin.get("/pengaturan/saluran/"))
    assert "tertua 2 jam lalu" in page
    assert "1 pesan menunggu saluran “fax”" in page


def failed(office: Office, count: int) -> list[Message]:
    rows = queued(*(message(n, at=office.at, channel="webhook") for n in range(count)))
    keys = [row.pk for row in rows]
    Message.objects.filter(pk__in=keys).update(failed_at=office.at, last_error="550 tidak ada")
    return rows


def test_dead_letters_say_why_and_the_chosen_ones_leave_again(admin, room, office) -> None:
    first, *_ = failed(office, 3)
    page = text_of(admin.get("/pengaturan/saluran/gagal/?saluran=webhook"))
    assert page.count("550 tidak ada") == 3
    admin.post("/pengaturan/saluran/gagal/", {"id": [first.pk], "saluran": "webhook"})
    assert queries.waiting().get() == first


def test_all_dead_letters_of_one_channel_leave_again_at_once(admin, room, office) -> None:
    failed(office, 3)
    (other,) = queued(message(9, at=office.at, channel="sms"))
    Message.objects.filter(pk=other.pk).update(failed_at=office.at)
    admin.post("/pengaturan/saluran/gagal/", {"semua": "ya", "saluran": "webhook"})
    assert queries.waiting().count() == 3


def test_nothing_chosen_sends_nothing(admin, room, office) -> None:
    failed(office, 1)
    page = text_of(admin.post("/pengaturan/saluran/gagal/", {"id": "x"}, follow=True))
    assert "Tidak ada pesan yang dipilih" in page
    assert not queries.waiting().exists()


@pytest.mark.parametrize(
    "path", ["baru/merpati/", "merpati/", "webhook/uji/99", "gagal/x", "webhook/hapus"]
)
def test_what_is_not_there_is_not_found(admin, room, path) -> None:
    asked = admin.post if path == "webhook/hapus" else admin.get
    assert asked(f"/pengaturan/saluran/{path}").status_code in (404, 405)


def test_the_pages_are_the_administrators_alone(office, room) -> None:
    for who in ("kabid", "operator", "opd-pendidikan"):
        for path in ("", "webhook/", "baru/sms/", "gagal/"):
            answer = signed_in(office, who).get(f"/pengaturan/saluran/{path}")
            assert answer.status_code == 403, (who, path)
