"""A diagnosis from the question to its row: who is asked, what is concluded, what is kept."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from sigap.domain.actor import SYSTEM
from sigap.domain.answers import Answer
from sigap.domain.deviceview import DeviceView, Interface
from sigap.domain.diagnosis import FaultClass, OpenCase, State
from sigap.domain.errors import Fault, NotFound
from sigap.domain.evidence import raw_output
from sigap.inventory.actions.credentials import MeantFor, keep_credential
from sigap.inventory.models import Interface as Port
from sigap.inventory.models import Link
from sigap.kit.briefly import forget_all
from sigap.monitoring.actions import diagnosing, gathering
from sigap.monitoring.actions.bringing import invent_checks
from sigap.monitoring.actions.diagnosing import diagnose_site, keep_for_case
from sigap.monitoring.actions.keeping import keep_history
from sigap.monitoring.models import Check, Diagnosis, DiagnosisRaw, HostKey, Segment
from sigap.monitoring.probes.base import Reading, Target
from sigap.monitoring.probes.looking import SNMP, SSH, Asked, Heard
from sigap.monitoring.probes.proof import Proof
from sigap.monitoring.probes.ssh_access import host_key_changed
from sigap.monitoring.queries import diagnoses
from tests.cast import MONDAY_MORNING as AT
from tests.cast import Cast, cast
from tests.monitoring import check, device

pytestmark = pytest.mark.django_db

SITE = "smp-negeri-9"
SECRET = "komunitas-rahasia"


class Wire:
    """Stands in for the wire: who is silent, what devices say; notes who was asked for what."""

    def __init__(self) -> None:
        self.silent: set[str] = set()
        self.views: dict[str, DeviceView] = {}
        self.asked: dict[str, Asked] = {}
        self.whole: list[str] = []
        self.broken = False
        self.fingerprint = ""

    def __call__(self, known_good: Sequence[str] = ()) -> "Wire":
        self.heard: dict[str, Heard] = {}
        return self

    @property
    def proof(self) -> Proof:
        return Proof(not self.broken, True, None)

    def first(self, asked: Sequence[Asked]) -> None:
        self.asked = {each.node: each for each in asked}
        for each in asked:
            self.heard[each.node] = self._heard(each)

    def second(self, asked: Sequence[Asked], whole: Sequence[Asked]) -> None:
        self.whole = [each.node for each in whole]

    def _heard(self, each: Asked) -> Heard:
        answer = Answer.TIMEOUT if each.node in self.silent else Answer.OK
        answer = Answer.PROBER_BROKEN if self.broken else answer
        trips = (0.001,) * 20 if answer is Answer.OK else ()
        reading = Reading(Target(0, "icmp", each.address), AT, answer, 20, trips)
        heard = Heard(reading, pings=(raw_output(f"ping {each.address}", str(answer), at=AT),))
        if each.snmp is not None and answer is Answer.OK and each.node in self.views:
            heard.view = self.views[each.node]
            heard.told = (raw_output("SNMP 1.3.6.1.2.1.2.2.1", "1.2 = 3\n", at=AT),)
            heard.note(SNMP, Answer.OK)
        heard.fingerprint = self.fingerprint if each.ssh else ""
        return heard


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    made = Wire()
    monkeypatch.setattr(gathering, "Looks", made)
    return made


@pytest.fixture
def office() -> Cast:
    """A router at each POP and at two schools' and clinics' sites, joined as the sites are."""
    made = cast()
    places = ("pop-inti", "pop-jatiasih", SITE, "pkm-jatiasih", "kantor-dinkes")
    routers = {
        place: device(made.site(place), number, kind="router", platform="linux")
        for number, place in enumerate(places, 1)
    }
    for above, below in (
        ("pop-inti", "pop-jatiasih"),
        ("pop-jatiasih", SITE),
        ("pop-jatiasih", "pkm-jatiasih"),
        ("pop-inti", "kantor-dinkes"),
    ):
        near, far = routers[above], routers[below]
        ends = {
            "a_interface": Port.objects.create(
                device=near, key=f"{near.key}.{far.key}", name=f"to-{far.key}", norm=f"to-{far.key}"
            )
        }
        Link.objects.create(key=f"{near.key}--{far.key}", a_device=near, b_device=far, **ends)
    for row in routers.values():
        check(row, at=AT, automatic=True)
    keep_credential(
        "snmp",
        kind="snmp-v2c",
        name="SNMP",
        typed={"community": SECRET},
        meant_for=MeantFor(platforms=("linux",)),
        new=True,
        at=AT,
        by=SYSTEM,
    )
    return made


def ports(**states: str) -> DeviceView:
    return DeviceView(
        interfaces=tuple(
            Interface(f"to-{name.replace('_', '-')}", admin="up", oper=oper)
            for name, oper in states.items()
        )
    )


def asked(site: str = SITE, at: datetime = AT, **more: Any) -> Diagnosis:
    return diagnose_site(site, at=at, by=SYSTEM, **more)


def test_all_is_well_and_what_was_seen_is_kept(office, wire):
    row = diagnoses.diagnosis(asked().key)
    assert (row.state, row.site.key, row.by["key"]) == ("normal", SITE, "sigap")
    assert diagnoses.concluded(row).causes == ()
    assert len(row.key) == 16


def test_a_dead_port_towards_what_is_silent_is_the_cause(office, wire):
    wire.silent = {"alat-2", "alat-3", "alat-4"}
    wire.views = {"alat-1": ports(alat_2="down", alat_5="up")}
    row = asked()
    told = diagnoses.concluded(row)
    assert told.state is State.DOWN
    assert told.causes[0].element.key == "alat-1--alat-2"
    assert told.causes[0].fault in (FaultClass.LINK, FaultClass.POWER)
    assert set(told.causes[0].sites) == {"pop-jatiasih", SITE, "pkm-jatiasih"}
    assert wire.whole[0] == "alat-1"
    seals = {output.sha256 for output in diagnoses.raw_outputs(row)}
    assert {each.raw for each in told.causes[0].evidence if each.raw} <= seals


def test_the_ways_are_opened_and_the_rest_is_only_pinged(office, wire):
    asked()
    opened = {node for node, each in wire.asked.items() if each.snmp is not None}
    assert opened == {"alat-1", "alat-2", "alat-3"}
    assert set(wire.asked) == {"alat-1", "alat-2", "alat-3", "alat-4", "alat-5"}


def test_no_secret_is_kept_anywhere(office, wire):
    wire.views = {"alat-1": ports(alat_2="up")}
    row = asked()
    texts = [each.output.text for each in diagnoses.raw_outputs(row) if each.output]
    assert SECRET not in json.dumps([row.result, row.views, texts])
    assert SECRET not in repr(wire.asked)


def test_a_broken_prober_calls_no_outage(office, wire):
    wire.broken = True
    assert wire.proof.trouble
    told = diagnoses.concluded(asked())
    assert (told.state, told.causes) == (State.UNSEEN, ())


def test_what_is_invented_is_never_asked_and_stands_as_invented(office, wire):
    Check.objects.all().delete()
    keys = list(Link.objects.values_list("a_device", "b_device"))
    rows = invent_checks(sorted({pk for pair in keys for pk in pair}), at=AT)
    Check.objects.filter(pk__in=[row.pk for row in rows]).update(standing="normal", read_at=AT)
    Check.objects.filter(device__key="alat-3").update(standing="mati", answer="timeout")
    told = diagnoses.concluded(asked())
    assert wire.asked == {}
    assert told.state is State.DOWN
    assert told.causes[0].ours


def test_what_an_agent_asks_stands_as_it_told_and_that_is_said(office, wire):
    far = Segment.objects.create(key="rsud", name="RSUD", by="agen")
    rows = Check.objects.filter(device__key__in=["alat-2", "alat-3"])
    rows.update(segment=far, standing="normal", read_at=AT)
    told = diagnoses.concluded(asked())
    assert set(wire.asked) == {"alat-1", "alat-4", "alat-5"}
    assert any("RSUD" in str(note) for note in told.notes)


def test_a_refusal_is_a_note_with_its_reason(office, wire, monkeypatch):
    wire.views = {"alat-1": ports(alat_2="up")}
    plain = wire._heard

    def refusing(each: Asked) -> Heard:
        heard = plain(each)
        if each.node == "alat-2":
            heard.refused[SNMP] = Fault("snmp-silent", "Perangkat diam.")
            heard.note(SNMP, Answer.TIMEOUT)
        return heard

    monkeypatch.setattr(wire, "_heard", refusing)
    told = diagnoses.concluded(asked())
    assert told.state is State.WELL
    assert [cause.fault for cause in told.causes] == [FaultClass.MANAGEMENT]
    assert any("Alat 2 tidak dapat dibaca lewat SNMP" in str(note) for note in told.notes)


def test_a_key_that_an_ssh_server_shows_is_trusted_once_and_another_is_kept_aside(
    office, wire, monkeypatch
):
    keep_credential(
        "ssh",
        kind="ssh-password",
        name="SSH",
        typed={"user": "u", "password": "p"},
        meant_for=MeantFor(devices=("alat-1",)),
        new=True,
        at=AT,
        by=SYSTEM,
    )
    wire.fingerprint = "ssh-ed25519 SHA256:a"
    asked()
    assert HostKey.objects.get().fingerprint == wire.fingerprint
    wire.fingerprint = ""
    plain = wire._heard

    def changed(each: Asked) -> Heard:
        heard = plain(each)
        if each.ssh is not None:
            heard.refused[SSH] = host_key_changed("ssh-ed25519 SHA256:b", "x").fault
        return heard

    monkeypatch.setattr(wire, "_heard", changed)
    asked()
    assert HostKey.objects.get().shown == "ssh-ed25519 SHA256:b"


def test_a_site_that_is_not_there_is_refused_and_nothing_is_asked(office, wire):
    with pytest.raises(NotFound):
        asked("tidak-ada")
    with pytest.raises(NotFound):
        asked(device_key="alat-1")
    assert wire.asked == {}
    assert asked(device_key="alat-3").device.key == "alat-3"


def test_open_cases_on_the_way_are_noted(office, wire):
    wire.silent = {"alat-2", "alat-3", "alat-4"}
    case = OpenCase("2026-000007", "pop-jatiasih")
    told = diagnoses.concluded(asked(open_cases=(case,)))
    assert any("2026-000007" in str(note) for note in told.notes)


def test_what_is_over_the_bound_is_sealed_and_not_kept(office, wire, monkeypatch):
    monkeypatch.setattr(diagnosing, "MOST_OCTETS", 40)
    rows = diagnoses.raw_outputs(asked())
    assert rows[0].output is not None
    assert rows[0].output.is_sealed
    assert rows[-1].output is None
    assert len(rows[-1].sha256) == 64


def test_two_looks_are_compared_by_device_and_port(office, wire):
    wire.silent = {"alat-2", "alat-3", "alat-4"}
    wire.views = {"alat-1": ports(alat_2="down", alat_5="up")}
    before = asked()
    wire.silent = set()
    wire.views = {"alat-1": ports(alat_2="up", alat_5="up")}
    after = asked(at=AT + timedelta(hours=1))
    lines = diagnoses.comparison(before, after)
    assert [(line.subject, line.verdict.value) for line in lines] == [
        ("Alat 1 to-alat-2", "membaik")
    ]
    assert [row.key for row in diagnoses.of_site(SITE)] == [after.key, before.key]


def test_what_is_old_goes_unless_it_stands_in_a_case(office, wire):
    old, kept, new = (asked(at=AT - timedelta(days=days)) for days in (401, 401, 399))
    assert keep_for_case([kept.key]) == 1
    keep_history(at=AT)
    assert set(Diagnosis.objects.values_list("key", flat=True)) == {kept.key, new.key}
    assert not DiagnosisRaw.objects.filter(diagnosis__key=old.key).exists()


def test_a_larger_city_costs_no_more_queries(office, wire, django_assert_max_num_queries):
    def count(run: Callable[[], object]) -> int:
        forget_all()
        with django_assert_max_num_queries(30) as counted:
            run()
        return len(counted.captured_queries)

    few = count(asked)
    for number in range(10, 40):
        row = device(office.site("kantor-disdik"), number, kind="router", platform="linux")
        check(row, at=AT, automatic=True)
    assert count(asked) == few


def test_the_command_says_what_the_row_says(office, wire, capsys):
    wire.silent = {"alat-3"}
    wire.views = {"alat-2": ports(alat_3="down")}
    with pytest.raises(SystemExit):
        call_command("diagnose", SITE)
    said = capsys.readouterr().out
    assert "putus" in said
    assert "to-alat-3" in said
    wire.silent = set()
    wire.views = {}
    call_command("diagnose", SITE, "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "normal"
    assert Diagnosis.objects.filter(key=told["key"]).exists()
