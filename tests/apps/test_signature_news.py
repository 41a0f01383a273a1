"""Whoever has to sign hears of it when it is his turn, is reminded, and no more once he signed."""

import pytest

from sigap.config.office import default_rules
from sigap.documents.actions.signatures import set_signing_rule
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper, Signature
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.incidents.actions.countersigning import sign_due
from sigap.incidents.actions.cyber import restrict_incident
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.actions.signature_news import (
    REMINDER,
    TURN,
    remind_of_signatures,
    tell_of_turns,
)
from sigap.incidents.models import Incident, SigningTurn
from sigap.incidents.queries.signing import signatures_due, waiting_for
from sigap.notifications.actions.routing import route_due
from sigap.notifications.actions.rules import add_rules
from sigap.notifications.models import Message, Notice
from sigap.people.models import Appointment, Position
from tests.office import Office
from tests.signing import PASSPHRASE, AskingSigner

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})
SECRET = Secret(passphrase=PASSPHRASE)


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture(autouse=True)
def way(monkeypatch: pytest.MonkeyPatch) -> AskingSigner:
    made = AskingSigner()
    monkeypatch.setattr(configured, "signer", lambda: made)
    return made


def waiting(office: Office) -> Incident:
    incident = office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    return incident


def told(event: str = TURN) -> list[str]:
    rows = Notice.objects.filter(event=event).order_by("id")
    return list(rows.values_list("user__username", flat=True))


def sign(office: Office, who: str) -> None:
    by = office.cast.actor(who)
    keys = list(waiting_for(by).values_list("pk", flat=True))
    made = sign_due(keys, secret=SECRET, at=office.wait(minutes=1), by=by)
    assert [each.trouble for each in made] == [None] * len(keys)


def test_whose_turn_it_is_hears_of_it_once_with_a_link(office):
    incident = waiting(office)
    assert tell_of_turns(at=office.wait(seconds=5)) == 1
    assert tell_of_turns(at=office.wait(seconds=5)) == 0
    notice = Notice.objects.get(event=TURN)
    assert (notice.user.username, notice.url) == ("kabid", "/naskah/menunggu/")
    assert notice.subject == f"{incident.number} · Lembar Disposisi menunggu tanda tangan Anda"


def test_each_hears_of_it_when_those_before_him_have_signed(office):
    rule = {"electronic": True, "signer": "", "initials": ["kasi"]}
    set_signing_rule("disposisi", **rule, at=office.at, by=ADMIN)
    waiting(office)
    tell_of_turns(at=office.wait(seconds=5))
    assert told() == ["kasi"]
    assert "paraf" in Notice.objects.get(event=TURN).body
    sign(office, "kasi")
    tell_of_turns(at=office.wait(seconds=5))
    assert told() == ["kasi", "kabid"]


def test_a_number_from_elsewhere_begins_the_turn_when_it_comes(office):
    waiting(office)
    Paper.objects.update(awaits="tu")
    assert tell_of_turns(at=office.at) == 0
    Paper.objects.update(awaits="")
    assert tell_of_turns(at=office.at) == 1


def test_a_superior_hears_of_it_where_the_office_is_empty(office):
    rule = {"electronic": True, "signer": "kasi", "initials": []}
    set_signing_rule("disposisi", **rule, at=office.at, by=ADMIN)
    waiting(office)
    seats = office.cast.positions
    Position.objects.filter(pk=seats["kasi"].pk).update(superior=seats["kabid"])
    Appointment.objects.filter(position=seats["kasi"]).update(ends_at=office.wait(minutes=1))
    tell_of_turns(at=office.wait(minutes=1))
    assert told() == ["kabid"]


def test_of_a_restricted_case_those_alone_hear_who_may_know(office):
    rule = {"electronic": True, "signer": "pelaksana", "initials": []}
    set_signing_rule("disposisi", **rule, at=office.at, by=ADMIN)
    incident = waiting(office)
    about = {"reason": "Surat tebusan", "personal_data": False, "at": office.wait(minutes=1)}
    restrict_incident(incident.number, **about, by=office.cast.actor("kasi"))
    assert tell_of_turns(at=office.at) == 1
    assert told() == []


def test_by_the_ways_of_the_office_it_goes_out_too(office, settings):
    settings.EMAIL_ENABLED = True
    add_rules(default_rules(), at=office.at, by=SYSTEM)
    waiting(office)
    tell_of_turns(at=office.at)
    route_due(at=office.wait(seconds=1))
    assert "email" in set(Message.objects.filter(event=TURN).values_list("channel", flat=True))


def test_once_signed_the_news_is_seen_and_nobody_is_reminded(office):
    waiting(office)
    tell_of_turns(at=office.at)
    sign(office, "kabid")
    tell_of_turns(at=office.at)
    assert Notice.objects.get(event=TURN).seen_at == office.at
    assert not SigningTurn.objects.exists()
    assert remind_of_signatures(at=office.wait(days=1)) == 0


def test_each_working_day_one_reminder_however_many_wait(office):
    for _ in range(3):
        waiting(office)
    tell_of_turns(at=office.at)
    assert remind_of_signatures(at=office.wait(hours=1)) == 0
    assert remind_of_signatures(at=office.wait(days=1)) == 1
    assert remind_of_signatures(at=office.wait(minutes=10)) == 0
    assert Notice.objects.get(event=REMINDER).subject == "3 naskah menunggu tanda tangan Anda"
    assert remind_of_signatures(at=office.wait(days=1)) == 1
    assert told(REMINDER) == ["kabid", "kabid"]


def test_nobody_is_reminded_outside_working_time(office):
    waiting(office)
    tell_of_turns(at=office.at)
    assert remind_of_signatures(at=office.wait(hours=16)) == 0
    assert remind_of_signatures(at=office.wait(days=5)) == 0


def test_where_the_office_signs_by_hand_nobody_is_told(office, monkeypatch):
    waiting(office)
    monkeypatch.setattr(configured, "signer", lambda: None)
    assert tell_of_turns(at=office.at) == 0
    assert signatures_due(office.cast.actor("kabid")) == 0


def test_a_round_with_nothing_new_asks_little(office, django_assert_max_num_queries):
    for _ in range(3):
        waiting(office)
    tell_of_turns(at=office.at)
    with django_assert_max_num_queries(2):
        tell_of_turns(at=office.wait(seconds=5))
    assert Signature.objects.filter(signed_at=None).count() == 3
