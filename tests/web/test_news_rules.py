"""The office's rules of telling: seen at a glance, changed with care, only by an administrator."""

import pytest
from django.test import Client

from sigap.audit.models import Entry
from sigap.config.office import default_rules
from sigap.domain.actor import SYSTEM
from sigap.domain.routing import EVERYBODY
from sigap.incidents.actions.telling import SUBJECTS
from sigap.notifications.actions.rules import STREAM, add_rules
from sigap.notifications.models import Rule
from sigap.web.news import NAMES
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

PAGE = "/pengaturan/aturan-pemberitahuan/"
LATE = f"{PAGE}late/"


@pytest.fixture
def office(db: None) -> Office:
    office = Office()
    add_rules(default_rules(), at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def admin(office: Office) -> Client:
    return signed_in(office, "admin")


def test_every_news_of_a_case_has_a_rule_and_a_name() -> None:
    ruled = {event for event, _, _ in default_rules()}
    assert set(SUBJECTS) <= ruled
    assert ruled <= set(NAMES)


def test_the_rules_are_the_administrators(office: Office) -> None:
    for address in (PAGE, LATE):
        assert signed_in(office, "kabid").get(address).status_code == 403


def test_all_rules_are_seen_at_a_glance(admin: Client, settings) -> None:
    settings.EMAIL_ENABLED = True
    page = text_of(admin.get(PAGE))
    assert "Standar terlampaui" in page
    assert "Surel wajib" in page
    assert "saluran mati: Telegram" in page


def test_a_rule_is_changed_and_the_change_is_in_the_ledger(admin: Client) -> None:
    typed = {"role": "", "channel-email": "boleh", "delay_minutes": "5", "gatherable": "ya"}
    assert admin.post(LATE, typed).status_code == 302
    rule = Rule.objects.get(event="late")
    assert (rule.channels, rule.delay_minutes) == ({"email": "boleh"}, 5)
    assert (rule.urgent, rule.gatherable) == (False, True)
    entry = Entry.objects.filter(stream__key=STREAM).latest("seq")
    assert (entry.kind, entry.actor["key"]) == ("aturan-diubah", "admin")


def test_a_role_gets_a_rule_of_its_own_and_loses_it_again(admin: Client) -> None:
    admin.post(LATE, {"form": "baru", "role": "kadis", "channel-sms": "wajib"})
    assert Rule.objects.get(event="late", role="kadis").channels == {"sms": "wajib"}
    assert "Kepala Dinas" in text_of(admin.get(LATE))
    admin.post(LATE, {"act": "hapus", "role": "kadis"})
    assert not Rule.objects.filter(role="kadis").exists()
    assert admin.post(LATE, {"act": "hapus", "role": EVERYBODY}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"delay_minutes": "lima"}, "Isi bilangan bulat"),
        ({"delay_minutes": "1441"}, "Isi 0 sampai 1440 menit"),
        ({"form": "baru", "role": ""}, "Pilih salah satu."),
        ({"role": "satpam"}, "Pilih salah satu peran."),
        ({"channel-email": "kadang"}, "Pilih salah satu untuk tiap saluran."),
    ],
)
def test_a_faulty_rule_comes_back_with_what_was_typed(
    admin: Client, typed: dict[str, str], said: str
) -> None:
    before = list(Rule.objects.filter(event="late").values())
    sent = {"form": "aturan-semua", "role": "", "channel-telegram": "wajib", **typed}
    answer = admin.post(LATE, sent)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert '<option value="wajib" selected>' in text_of(answer)
    assert list(Rule.objects.filter(event="late").values()) == before


def test_an_event_that_nobody_knows_is_not_found(admin: Client) -> None:
    assert admin.get(f"{PAGE}pesta/").status_code == 404
    assert admin.post(f"{PAGE}pesta/", {"role": ""}).status_code == 404


def test_what_the_office_edited_stays_when_the_defaults_are_loaded_again(
    admin: Client, office: Office
) -> None:
    admin.post(LATE, {"role": "", "channel-email": "boleh"})
    assert add_rules(default_rules(), at=office.at, by=SYSTEM) == 0
    assert Rule.objects.get(event="late").channels == {"email": "boleh"}


def test_the_pages_cost_a_fixed_number_of_queries(admin: Client) -> None:
    for address in (PAGE, LATE):
        admin.get(address)
        with counted() as queries:
            admin.get(address)
        assert len(queries) <= 7
