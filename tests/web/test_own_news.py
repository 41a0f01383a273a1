"""One's own ways of being told: what is shown, what is kept, what is refused."""

from datetime import time

import pytest
from django.test import Client

from sigap.config.office import default_rules
from sigap.domain.actor import SYSTEM
from sigap.domain.channels import Configured
from sigap.notifications.actions.rules import add_rules
from sigap.notifications.models import Address, Preference, PushSubscription
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

PAGE, BROWSER = "/saya/pemberitahuan/", "/saya/pemberitahuan/peramban"
BOT = {"token": "1:x", "url": "https://api.telegram.org"}
GATEWAY = {"url": "https://sms.bekasi.test/?to={to}", "content_type": "application/json"}
KEY = {
    "private_key": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "contact": "mailto:a@bekasi.test",
    "hosts": "push.test",
}
SUBSCRIPTION = {"act": "daftar", "endpoint": "https://push.test/1", "p256dh": "k", "auth": "a"}


@pytest.fixture
def office(db: None, settings) -> Office:
    settings.EMAIL_ENABLED = True
    settings.SIGAP_CHANNELS = [
        Configured("telegram", "telegram", "Telegram", BOT),
        Configured("sms", "sms", "SMS", GATEWAY),
        Configured("web-push", "web-push", "Notifikasi peramban", KEY),
    ]
    office = Office()
    add_rules(default_rules(), at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def kabid(office: Office) -> Client:
    return signed_in(office, "kabid")


def ticked(page: str) -> list[str]:
    """The values of the boxes that are on."""
    boxes = [part.split(">")[0] for part in page.split('name="pilih" value="')[1:]]
    return [box.split('"')[0] for box in boxes if "checked" in box]


def test_the_page_begins_with_what_the_office_has_switched_on(kabid: Client) -> None:
    page = text_of(kabid.get(PAGE))
    on = ticked(page)
    assert "closed/email" in on
    assert "closed/telegram" not in on
    assert 'value="closed/telegram"' in page
    assert 'value="late/email"' not in page, "what is mandatory is no choice"
    assert "kabid@sigap.example" in page


def test_only_what_differs_from_the_office_is_kept(kabid: Client, office: Office) -> None:
    on = set(ticked(text_of(kabid.get(PAGE)))) - {"closed/email"} | {"closed/telegram"}
    answer = kabid.post(PAGE, {"pilih": sorted(on)})
    assert answer.status_code == 302
    kept = Preference.objects.get(user=office.cast.user("kabid"))
    assert kept.choices == {"closed": {"email": False, "telegram": True}}
    assert set(ticked(text_of(kabid.get(PAGE)))) == on


def test_a_choice_about_a_channel_that_is_off_for_now_is_not_forgotten(
    kabid: Client, office: Office, settings
) -> None:
    on = ticked(text_of(kabid.get(PAGE)))
    kabid.post(PAGE, {"pilih": [*on, "closed/telegram"]})
    settings.SIGAP_CHANNELS = []
    kabid.post(PAGE, {"pilih": ticked(text_of(kabid.get(PAGE)))})
    assert Preference.objects.get().choices == {"closed": {"telegram": True}}


def test_times_are_read_as_people_write_them(kabid: Client) -> None:
    typed = {"quiet_from": "22:00", "quiet_until": "5.30", "digest_at": "15.00, 07:30"}
    assert kabid.post(PAGE, typed | {"gathered": "email"}).status_code == 302
    kept = Preference.objects.get()
    assert (kept.quiet_from, kept.quiet_until) == (time(22), time(5, 30))
    assert (kept.digest_at, kept.gathered) == (["07:30", "15:00"], ["email"])
    assert 'value="07.30, 15.00"' in text_of(kabid.get(PAGE))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"quiet_from": "22:00"}, "Jam tenang perlu jam mulai dan jam selesai"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "berbeda dari jam mulai"),
        ({"digest_at": "pagi"}, "Tulis jam dan menit"),
        ({"digest_at": "25.00"}, "Tulis jam dan menit"),
        ({"digest_at": "1.00 2.00 3.00 4.00 5.00"}, "Paling banyak 4"),
        ({"gathered": "email"}, "Isi paling sedikit satu waktu"),
        ({"address-telegram": "@kabid"}, "hanya angka"),
        ({"address-sms": "besok"}, "Bukan nomor telepon"),
    ],
)
def test_what_is_wrong_is_named_and_everything_typed_comes_back(
    kabid: Client, typed: dict[str, str], said: str
) -> None:
    answer = kabid.post(PAGE, {"pilih": ["closed/telegram"], "quiet_until": "", **typed})
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert ticked(page) == ["closed/telegram"]
    for name, value in typed.items():
        assert f'value="{value}"' in page, name
    assert not Preference.objects.exists()


def test_an_own_address_is_kept_and_taken_away_again(kabid: Client, office: Office) -> None:
    kabid.post(PAGE, {"address-telegram": "481516"})
    assert Address.objects.get().value == "481516"
    assert "481516" in text_of(kabid.get(PAGE))
    kabid.post(PAGE, {"address-telegram": "", "address-sms": "0812 3456 7890"})
    assert Address.objects.get().value == "+6281234567890"


def test_an_own_address_of_a_channel_that_is_off_for_now_is_not_forgotten(
    kabid: Client, settings
) -> None:
    kabid.post(PAGE, {"address-telegram": "481516"})
    settings.SIGAP_CHANNELS = []
    kabid.post(PAGE, {})
    assert Address.objects.get().value == "481516"


def test_a_browser_is_added_once_and_taken_away_by_its_owner_alone(
    kabid: Client, office: Office
) -> None:
    for _ in range(2):
        assert kabid.post(BROWSER, SUBSCRIPTION).status_code == 204
    assert PushSubscription.objects.get().user == office.cast.user("kabid")
    assert "push.test/1" in text_of(kabid.get(PAGE))
    leave = {"act": "lepas", "endpoint": SUBSCRIPTION["endpoint"]}
    signed_in(office, "kasi").post(BROWSER, leave)
    assert PushSubscription.objects.count() == 1
    assert kabid.post(BROWSER, leave).status_code == 302
    assert not PushSubscription.objects.exists()


def test_what_no_browser_would_send_is_refused(kabid: Client) -> None:
    assert kabid.post(BROWSER, SUBSCRIPTION | {"endpoint": "javascript:1"}).status_code == 422
    assert not PushSubscription.objects.exists()


def test_where_push_is_off_nothing_speaks_of_it(kabid: Client, settings) -> None:
    assert "data-push" in text_of(kabid.get(PAGE))
    settings.SIGAP_CHANNELS = []
    assert "data-push" not in text_of(kabid.get(PAGE))


def test_the_contact_of_an_agency_chooses_among_the_own_news(office: Office) -> None:
    page = text_of(signed_in(office, "opd-pendidikan").get(PAGE))
    assert "Konfirmasi diminta dari unit" in page
    assert "Eskalasi kepada Anda" not in page


def test_the_page_costs_a_fixed_number_of_queries(kabid: Client) -> None:
    kabid.get(PAGE)
    with counted() as queries:
        kabid.get(PAGE)
    assert len(queries) <= 11
