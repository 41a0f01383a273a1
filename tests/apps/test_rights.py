"""Every role against every act, on a case of the own agency and on another's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction

from sigap.audit.models import Entry
from sigap.domain.errors import Refusal
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.confirmations import add_agency, answer_confirmation
from sigap.incidents.actions.cyber import record_notification, restrict_incident
from sigap.incidents.actions.exceptions import (
    add_note,
    cancel_incident,
    ratify_deviation,
    record_deviation,
)
from sigap.incidents.actions.family import follow, unfollow
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.actions.steps import (
    accept_step,
    decline_step,
    hold_step,
    resume_step,
    take_exit,
)
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import case_row
from tests.office import CHECKED, FIELD, PROCEDURES, REMOTE, Office, filled

pytestmark = pytest.mark.django_db

# One letter a person: Kabid, kaSi, admin-Jaringan, Pelaksana, Operator, own cOntact ("c"),
# another agency's contact ("x"), kaDis, Auditor, application admin ("m").
PEOPLE = {
    "K": "kabid",
    "S": "kasi",
    "J": "admin-jaringan",
    "P": "pelaksana",
    "O": "operator",
    "c": "opd-pendidikan",
    "x": "opd-kesehatan",
    "D": "kadis",
    "A": "auditor",
    "m": "admin",
}


def at_first(office: Office) -> Incident:
    return office.report()


def after(*verbs: str) -> Callable[[Office], Incident]:
    return lambda office: office.walk(office.report(), *verbs)


def held(office: Office) -> Incident:
    incident = after("disposisikan", "arahkan")(office)
    return hold_step(
        incident.number,
        reason="pln",
        evidence="",
        until=office.at + timedelta(hours=3),
        at=office.wait(minutes=1),
        by=office.cast.actor("admin-jaringan"),
    )


def with_parent(office: Office) -> Incident:
    parent = office.report(site="pop-jatiasih")
    return office.report(follows=parent.number)


def deviated(office: Office) -> Incident:
    incident = after("disposisikan")(office)
    return record_deviation(
        incident.number,
        kind="perintah-lisan",
        reason="darurat",
        authority="Kadis",
        at=office.wait(minutes=1),
        by=office.cast.actor("kasi"),
    )


def restricted(*verbs: str) -> Callable[[Office], Incident]:
    """A fault of cyber origin; the field visit is given to the technician "pelaksana"."""

    def reach(office: Office) -> Incident:
        number = office.walk(office.report(), *verbs).number
        return restricting(office, number, office.cast.actor("kasi"), office.wait(minutes=1))

    return reach


def restricting(office, n, by, at):
    return restrict_incident(n, reason="ransomware", at=at, by=by)


def restricted_and_ended(office: Office) -> Incident:
    number = restricted(*REMOTE, *CHECKED)(office).number
    return office.walk(Incident.objects.get(number=number), "konfirmasikan")


def given_to_one(office: Office) -> Incident:
    """A restricted case at its field visit, which was given to "pelaksana-2" alone."""
    number = restricted("disposisikan", "arahkan")(office).number
    values = {
        **filled(office.procedure.step("penanganan"), "kirim-pelaksana"),
        "pelaksana": "pelaksana-2",
    }
    by = office.cast.actor("admin-jaringan")
    return take_exit(number, "kirim-pelaksana", values=values, at=office.wait(minutes=1), by=by)


def notifying(office, n, by, at):
    return record_notification(n, duty="bssn", reference="500.12/77/TIK", at=at, by=by)


def exits(verb: str):
    def act(office, n, by, at):
        step_key = case_row(n, by=office.cast.actor("auditor")).step
        step = office.procedure.step(step_key)
        return take_exit(n, verb, values=filled(step, verb), note="sebab", at=at, by=by)

    return act


def held_until(office, n, by, at):
    return hold_step(n, reason="pln", until=at + timedelta(hours=1), at=at, by=by)


def answering(office, n, by, at):
    return answer_confirmation(n, agency="dinas-pendidikan", result="pulih", at=at, by=by)


def deviating(office, n, by, at):
    return record_deviation(n, kind="lainnya", reason="x", authority="y", at=at, by=by)


def cancelling(office, n, by, at):
    return cancel_incident(n, reason="keliru", explanation="x", at=at, by=by)


def following(office, n, by, at):
    parent = office.report(site="pop-jatiasih")
    return follow(n, parent=parent.number, at=at, by=by)


def attaching(office, n, by, at):
    return attach_file(n, name="log.txt", stream=BytesIO(b"ping 10 ms"), at=at, by=by)


def publishing(office, n, by, at):
    text = (
        (PROCEDURES / "penanganan-gangguan.v1.toml").read_text().replace("versi = 1", "versi = 2")
    )
    return import_procedure(text, at=at, by=by)


ACTS = {
    # act: (how the case got there, who may, how it is done)
    "see": (at_first, "KSJPOcDAm", lambda office, n, by, at: case_row(n, by=by)),
    "accept 1": (at_first, "K", lambda office, n, by, at: accept_step(n, at=at, by=by)),
    "accept 2": (after("disposisikan"), "S", lambda o, n, by, at: accept_step(n, at=at, by=by)),
    "accept 3": (
        after("disposisikan", "arahkan"),
        "J",
        lambda o, n, by, at: accept_step(n, at=at, by=by),
    ),
    "accept 4": (
        after("disposisikan", "arahkan", "kirim-pelaksana"),
        "P",
        lambda o, n, by, at: accept_step(n, at=at, by=by),
    ),
    "disposisikan": (at_first, "K", exits("disposisikan")),
    "arahkan": (after("disposisikan"), "S", exits("arahkan")),
    "limpahkan": (after("disposisikan"), "S", exits("limpahkan")),
    "teratasi": (after("disposisikan", "arahkan"), "J", exits("teratasi")),
    "kirim-pelaksana": (after("disposisikan", "arahkan"), "J", exits("kirim-pelaksana")),
    "laporkan": (after(*FIELD[:3]), "P", exits("laporkan")),
    "laporkan-kasi": (after(*FIELD), "J", exits("laporkan-kasi")),
    "kembalikan 5": (after(*FIELD), "J", exits("kembalikan")),
    "laporkan-kabid": (after(*REMOTE, "laporkan-kasi"), "S", exits("laporkan-kabid")),
    "kembalikan 6": (after(*REMOTE, "laporkan-kasi"), "S", exits("kembalikan")),
    "konfirmasikan": (after(*REMOTE, *CHECKED), "K", exits("konfirmasikan")),
    "kembalikan 7": (after(*REMOTE, *CHECKED), "K", exits("kembalikan")),
    "decline": (
        after("disposisikan"),
        "S",
        lambda o, n, by, at: decline_step(n, reason="x", at=at, by=by),
    ),
    "hold": (after("disposisikan", "arahkan"), "J", held_until),
    "resume": (held, "J", lambda o, n, by, at: resume_step(n, at=at, by=by)),
    "confirm": (after(*REMOTE, *CHECKED), "KOc", answering),
    "deviate": (after("disposisikan"), "S", deviating),
    "ratify": (deviated, "KD", lambda o, n, by, at: ratify_deviation(n, deviation=1, at=at, by=by)),
    "cancel fresh": (at_first, "KOc", cancelling),
    "cancel later": (after("disposisikan"), "K", cancelling),
    "follow": (at_first, "KSJO", following),
    "unfollow": (with_parent, "KSJO", lambda o, n, by, at: unfollow(n, reason="x", at=at, by=by)),
    "add agency": (
        at_first,
        "KSJO",
        lambda o, n, by, at: add_agency(n, agency="diskominfostandi", at=at, by=by),
    ),
    "note": (at_first, "KSJOc", lambda o, n, by, at: add_note(n, text="x", at=at, by=by)),
    "attach": (at_first, "KSJOc", attaching),
    "restrict": (at_first, "KSJ", restricting),
    "restrict again": (
        restricted(),
        "KSJ",
        lambda o, n, by, at: restrict_incident(n, reason="x", personal_data=True, at=at, by=by),
    ),
    "notify": (restricted(), "KS", notifying),
    "notify late": (restricted_and_ended, "KS", notifying),
    "see restricted": (restricted(), "KSJDA", lambda o, n, by, at: case_row(n, by=by)),
    "see restricted, given": (given_to_one, "KSJDA", lambda o, n, by, at: case_row(n, by=by)),
    "note restricted": (
        restricted(),
        "KSJ",
        lambda o, n, by, at: add_note(n, text="x", at=at, by=by),
    ),
    "confirm restricted": (restricted(*REMOTE, *CHECKED), "K", answering),
    "cancel restricted": (restricted(), "K", cancelling),
    "publish": (at_first, "Km", publishing),
    "report own": (at_first, "KSJPOc", lambda o, n, by, at: o.report(by.key)),
    "report other": (
        at_first,
        "KSJPOx",
        lambda o, n, by, at: o.report(by.key, site="kantor-dinkes"),
    ),
}


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.MEDIA_ROOT = tmp_path
    return Office()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within did not happen: one case serves the whole cast."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def verdict(office: Office, act: str, number: str, who: str) -> str:
    """Tell "ya" when the act was carried out, "tidak" when it was refused and left no trace."""
    _, _, carry_out = ACTS[act]
    by = office.cast.actor(PEOPLE[who])
    before = Entry.objects.filter(stream__incident__number=number).count()
    with pytest.raises(Refusal) if who not in ACTS[act][1] else nullcontext(), transaction.atomic():
        carry_out(office, number, by, office.at)
        return "ya"
    after = Entry.objects.filter(stream__incident__number=number).count()
    return "tidak" if after == before else "tidak, tetapi ada jejaknya"


@pytest.mark.parametrize("act", ACTS)
def test_each_role_may_do_just_what_the_table_says(office, act):
    reach, allowed, _ = ACTS[act]
    number = reach(office).number
    office.wait(minutes=1)
    told = {}
    for who in PEOPLE:
        with undone():
            told[who] = verdict(office, act, number, who)
    assert told == {who: "ya" if who in allowed else "tidak" for who in PEOPLE}


@pytest.mark.parametrize("act", [act for act in ACTS if act not in ("publish", "report other")])
def test_another_agency_may_not_even_know_of_the_case(office, act):
    reach, _, carry_out = ACTS[act]
    number = reach(office).number
    with pytest.raises(Refusal) as refusal:
        carry_out(office, number, office.cast.actor("opd-kesehatan"), office.wait(minutes=1))
    assert refusal.value.code in ("incident-not-found", "invalid")
