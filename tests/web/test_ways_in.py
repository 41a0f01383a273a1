"""Signing in as people meet it: delays, second steps, known devices, links for contacts."""

from datetime import datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client, override_settings

from sigap.domain.throttle import Kind
from sigap.kit import clock
from sigap.notifications.actions.signin_links import send_links
from sigap.notifications.models import Message
from sigap.people.actions.factors import add_app
from sigap.people.actions.links import LIFE
from sigap.people.models import LinkRequest, SignInLink
from sigap.web.source import DEVICE_COOKIE
from tests.cast import MONDAY_MORNING, Cast, cast

AT = MONDAY_MORNING
PASSWORD = "kata-sandi-contoh-7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FREE = Kind.PAIR.rule.free
CONTACT = "opd-pendidikan@sigap.example"


@pytest.fixture
def people(db: None) -> Cast:
    made = cast()
    kabid = made.user("kabid")
    kabid.set_password(PASSWORD)
    kabid.save(update_fields=["password"])
    return made


def sign_in(client: Client, at: datetime = AT, source: str = "203.0.113.7", **typed: str):
    answers = {"username": "kabid", "password": PASSWORD} | typed
    with clock.at(at):
        return client.post("/masuk/", answers, REMOTE_ADDR=source)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code(at: datetime) -> str:
    return format_hotp_value(hotp_value(SECRET, int(at.timestamp()) // 30))


def with_app(people: Cast) -> None:
    add_app(people.user("kabid"), SECRET, code(AT), at=AT, by=people.actor("kabid"))


def test_who_guesses_has_to_wait_and_is_told_how_long(client: Client, people: Cast) -> None:
    for _ in range(FREE):
        assert sign_in(client, password="salah").status_code == 422
    answer = sign_in(client, password="salah")
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    page = answer.content.decode()
    assert "Coba lagi dalam 5 detik" in page
    assert 'value="kabid"' in page
    assert sign_in(client).status_code == 429
    assert sign_in(client, AT + timedelta(seconds=5)).status_code == 302


def test_a_stranger_who_fails_keeps_nobody_out(client: Client, people: Cast) -> None:
    sign_in(client)
    client.post("/keluar/")
    for number in range(Kind.STRANGERS.rule.free + 5):
        sign_in(Client(), source=f"198.51.100.{number}", password="salah")
    for _ in range(FREE + 1):
        sign_in(Client(), password="salah")
    assert sign_in(client).status_code == 302
    assert sign_in(Client(), source="192.0.2.1").status_code == 429


def test_the_device_cookie_of_one_account_helps_no_other(client: Client, people: Cast) -> None:
    sign_in(client)
    assert client.cookies[DEVICE_COOKIE]["httponly"]
    for _ in range(FREE):
        sign_in(client, username="kasi", password="salah")
    assert sign_in(client, username="kasi", password="salah").status_code == 429


def test_a_device_cookie_that_was_tampered_with_is_no_device(client: Client, people: Cast) -> None:
    client.cookies[DEVICE_COOKIE] = "eyJrYWJpZCI6IngifQ:palsu:tanda"
    for _ in range(FREE):
        sign_in(client, password="salah")
    assert sign_in(client).status_code == 429


@pytest.mark.parametrize(
    ("header", "proxies", "counted_as_one"),
    [
        ("203.0.113.1, 192.0.2.66", 0, True),
        ("1.1.1.{n}, 203.0.113.1", 1, True),
        ("1.1.1.{n}", 1, False),
    ],
)
def test_only_what_our_own_proxy_wrote_is_believed(
    people: Cast, header: str, proxies: int, counted_as_one: bool
) -> None:
    with override_settings(SIGAP_TRUSTED_PROXIES=proxies), clock.at(AT):
        for number in range(FREE + 1):
            answer = Client().post(
                "/masuk/",
                {"username": "kabid", "password": "salah"},
                headers={"X-Forwarded-For": header.format(n=number)},
            )
    assert (answer.status_code == 429) == counted_as_one


def test_addresses_of_one_ipv6_customer_are_one_source(people: Cast) -> None:
    for number in range(FREE):
        sign_in(Client(), source=f"2001:db8:1:2::{number:x}", password="salah")
    assert sign_in(Client(), source="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(Client(), source="2001:db8:1:3::1").status_code == 302


def test_with_an_app_the_password_alone_opens_nothing(client: Client, people: Cast) -> None:
    with_app(people)
    assert sign_in(client, next="/bantuan/")["Location"] == "/masuk/langkah-dua/"
    assert not is_in(client)
    assert client.get("/bantuan/")["Location"].startswith("/masuk/")
    later = AT + timedelta(seconds=30)
    with clock.at(later):
        wrong = client.post("/masuk/langkah-dua/", {"code": "000000"})
        assert (wrong.status_code, is_in(client)) == (422, False)
        right = client.post("/masuk/langkah-dua/", {"code": code(later)})
    assert (right["Location"], is_in(client)) == ("/bantuan/", True)


def test_codes_are_guessed_no_faster_than_passwords(client: Client, people: Cast) -> None:
    with_app(people)
    sign_in(client)
    later = AT + timedelta(seconds=30)
    with clock.at(later):
        for _ in range(FREE):
            client.post("/masuk/langkah-dua/", {"code": "000000"})
        assert client.post("/masuk/langkah-dua/", {"code": code(later)}).status_code == 429


def test_the_second_step_without_a_first_begins_anew(client: Client, people: Cast) -> None:
    assert client.get("/masuk/langkah-dua/")["Location"] == "/masuk/"
    assert client.post("/masuk/langkah-dua/", {"code": "1"})["Location"] == "/masuk/"


def test_a_person_who_was_barred_is_told_nothing_else(client: Client, people: Cast) -> None:
    kabid = people.user("kabid")
    kabid.is_active = False
    kabid.save()
    assert "tidak cocok" in sign_in(client).content.decode()


def ask(client: Client, email: str, at: datetime = AT):
    with clock.at(at):
        return client.post("/masuk/tautan/", {"email": email})


def word_of(mail: Message) -> str:
    return mail.body.split("/masuk/tautan/")[1].split()[0]


@pytest.fixture
def mail_is_on():
    with override_settings(EMAIL_ENABLED=True):
        yield


@pytest.mark.usefixtures("mail_is_on")
def test_known_and_unknown_addresses_get_the_same_answer(client: Client, people: Cast) -> None:
    known = ask(client, CONTACT).content.decode()
    unknown = ask(client, "tidak@ada.example").content.decode()
    assert known.replace(CONTACT, "X") == unknown.replace("tidak@ada.example", "X")
    assert LinkRequest.objects.count() == 2
    assert send_links(at=AT) == 2
    assert [mail.address for mail in Message.objects.all()] == [CONTACT]
    assert send_links(at=AT) == 0


@pytest.mark.usefixtures("mail_is_on")
def test_a_link_signs_its_person_in_once(client: Client, people: Cast) -> None:
    ask(client, CONTACT)
    send_links(at=AT)
    address = f"/masuk/tautan/{word_of(Message.objects.get())}"
    with clock.at(AT + timedelta(minutes=5)):
        assert "Agus Hermawan" in client.get(address).content.decode()
        assert not is_in(client)
        assert client.post(address)["Location"] == "/"
        assert client.session["_auth_user_id"] == str(people.user("opd-pendidikan").pk)
        again = Client()
        assert again.post(address).status_code == 410
    assert not is_in(again)


@pytest.mark.usefixtures("mail_is_on")
@pytest.mark.parametrize("ending", ["late", "newer", "left", "invented"])
def test_a_link_that_is_over_opens_nothing(client: Client, people: Cast, ending: str) -> None:
    ask(client, CONTACT)
    send_links(at=AT)
    word, at = word_of(Message.objects.get()), AT + timedelta(minutes=1)
    if ending == "late":
        at = AT + LIFE
    elif ending == "newer":
        ask(client, CONTACT, at)
        send_links(at=at)
    elif ending == "left":
        people.user("opd-pendidikan").is_active = False
        people.user("opd-pendidikan").save()
    else:
        word = "A" * 43
    with clock.at(at + timedelta(seconds=1)):
        answer = client.post(f"/masuk/tautan/{word}")
    assert (answer.status_code, is_in(client)) == (410, False)


@pytest.mark.usefixtures("mail_is_on")
def test_the_word_of_a_link_is_kept_nowhere_but_in_its_mail(client: Client, people: Cast) -> None:
    ask(client, CONTACT)
    send_links(at=AT)
    word = word_of(Message.objects.get())
    assert len(word) >= 43
    assert word not in SignInLink.objects.get().digest


@pytest.mark.usefixtures("mail_is_on")
@pytest.mark.parametrize("email", ["", "agus", "a@b", "agus@@x.id"])
def test_what_is_no_address_is_told_at_its_field(client: Client, people: Cast, email: str) -> None:
    answer = ask(client, email)
    assert answer.status_code == 422
    assert "Alamat surel tidak terbaca" in answer.content.decode()


def test_without_mail_there_are_no_links(client: Client, people: Cast) -> None:
    assert "tautan" not in client.get("/masuk/").content.decode()
    assert client.get("/masuk/tautan/").status_code == 404


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", '{"id": "x"}', '{"response": {"userHandle": 7}}', "bukan json"],
)
def test_an_answer_that_is_no_passkey_opens_nothing(
    client: Client, people: Cast, answer: str
) -> None:
    client.post("/masuk/kunci/pilihan")
    page = client.post("/masuk/kunci/", {"credential": answer})
    assert (page.status_code, is_in(client)) == (422, False)
