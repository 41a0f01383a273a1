"""Devices read again and again over SNMP and SSH: what is kept, how it stands, whose key counts."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.domain.deviceview import DeviceView, System
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Stale
from sigap.domain.evidence import raw_output
from sigap.inventory.actions.credentials import MeantFor, keep_credential
from sigap.inventory.models import Device
from sigap.monitoring.actions import opening, rounds
from sigap.monitoring.actions.agents import add_agent, place_device
from sigap.monitoring.actions.checks import add_check
from sigap.monitoring.actions.discovery import discover_around
from sigap.monitoring.actions.hostkeys import accept_key, note_key, note_shown
from sigap.monitoring.actions.orders import ask_probe, questions
from sigap.monitoring.actions.readings import keep_reading
from sigap.monitoring.models import Agent, Check, DeviceReading, HostKey, Segment
from sigap.monitoring.probes import management
from sigap.monitoring.probes.base import Told
from sigap.monitoring.probes.snmp_access import SnmpLimits, Unanswered
from sigap.monitoring.queries.agents import plan_of
from tests.cast import Cast, cast
from tests.monitoring import check, device
from tests.outside.devices import ROOT, running
from tests.outside.ssh_device import PASSWORD, USER

pytestmark = pytest.mark.django_db(transaction=True)

MADE_UP = ROOT / "tests" / "outside" / "made_up"
NOBODY_LISTENS = 9
FIRST, OTHER = "ssh-ed25519 SHA256:satu", "ssh-ed25519 SHA256:dua"


@pytest.fixture
def office() -> Cast:
    return cast()


@pytest.fixture
def owner(office: Cast) -> Device:
    return device(office.site("pop-inti"), address="127.0.0.1", platform="cisco_ios")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(management, "POLL", SnmpLimits(timeout=0.5, tries=1, seconds=5))


@pytest.fixture(scope="module")
def agent_port() -> Iterator[int]:
    with running("snmp_agent", str(MADE_UP)) as listening:
        yield listening


def give(owner: Device, office: Cast, kind: str, **typed: str) -> None:
    keep_credential(
        f"buka-{kind}",
        kind=kind,
        name=kind,
        typed=typed,
        meant_for=MeantFor(devices=[owner.key]),
        new=True,
        at=office.at,
        by=SYSTEM,
    )


def asked(owner: Device, office: Cast, kind: str, port: int) -> Check:
    every = {"snmp": 300, "ssh": 900}[kind]
    row = add_check(owner, kind, options={"port": port}, every=every, at=office.at, by=SYSTEM)
    Check.objects.filter(pk=row.pk).update(next_at=office.at)
    return row


def polled(row: Check, *, times: int = 1) -> Check:
    """The check after so many rounds, each at the moment it was due."""
    job = {"snmp": rounds.poll_due, "ssh": rounds.sign_in_due}[row.kind]
    for _ in range(times):
        row.refresh_from_db()
        assert job(at=row.next_at) == 1
    row.refresh_from_db()
    return row


def test_a_poll_keeps_what_the_device_told_with_its_evidence(office, owner, agent_port):
    give(owner, office, "snmp-v2c", community="switch")
    row = polled(asked(owner, office, "snmp", agent_port), times=2)
    assert (row.standing, row.answer) == ("normal", "ok")
    kept = DeviceReading.objects.filter(device=owner, how="snmp").first()
    assert kept is not None
    assert kept.seen.system.name == "sw-uji"
    assert kept.seen.interfaces[0].counters.in_octets == 4294967290
    assert kept.raw
    assert all(one.is_sealed for one in kept.raw)
    assert DeviceReading.objects.count() == 2


def test_silent_management_is_degraded_however_long_and_never_down(office, owner):
    give(owner, office, "snmp-v2c", community="switch")
    row = polled(asked(owner, office, "snmp", NOBODY_LISTENS), times=6)
    assert (row.standing, row.detail) == ("menurun", "snmp-refused")
    assert not DeviceReading.objects.exists()


def test_wrong_credentials_are_told_as_such(office, owner):
    give(owner, office, "ssh-password", user=USER, password="salah-sekali")
    told = json.dumps({"platform": "cisco_ios", "folder": str(MADE_UP / "cisco_ios")})
    with running("ssh_device", told) as port:
        row = polled(asked(owner, office, "ssh", port))
    assert (row.answer, row.detail) == ("wrong-credentials", "ssh-wrong-login")


def test_without_a_credential_nothing_can_be_said(office, owner):
    row = polled(asked(owner, office, "snmp", NOBODY_LISTENS), times=3)
    assert (row.standing, row.answer, row.detail) == (
        "tak-diketahui",
        "unusable",
        "no-snmp-credential",
    )


def test_signing_in_trusts_the_first_key_and_tells_of_another(office, owner):
    give(owner, office, "ssh-password", user=USER, password=PASSWORD)
    told = json.dumps({"platform": "cisco_ios", "folder": str(MADE_UP / "cisco_ios")})
    with running("ssh_device", told) as port:
        row = polled(asked(owner, office, "ssh", port))
    assert row.answer == "ok"
    first = HostKey.objects.get(device=owner)
    assert first.fingerprint.startswith("ssh-ed25519 SHA256:")
    with running("ssh_device", told) as port:
        Check.objects.update(options={"port": port})
        row = polled(row)
    assert (row.answer, row.detail) == ("bad-certificate", "ssh-host-key-changed")
    changed = HostKey.objects.get(device=owner)
    assert (changed.fingerprint, bool(changed.shown)) == (first.fingerprint, True)
    assert DeviceReading.objects.filter(how="ssh").count() == 1


def test_a_look_over_ssh_pins_the_key_like_the_rounds_do(office, owner):
    give(owner, office, "ssh-password", user=USER, password=PASSWORD)
    told = json.dumps({"platform": "cisco_ios", "folder": str(MADE_UP / "cisco_ios")})
    with running("ssh_device", told) as port:
        read = opening.read_over_ssh(owner, at=office.at, port=port)
    assert HostKey.objects.get().fingerprint == read.fingerprint
    with running("ssh_device", told) as port, pytest.raises(Unanswered):
        opening.read_over_ssh(owner, at=office.at, port=port)
    assert HostKey.objects.get().shown not in ("", read.fingerprint)
    owner.platform = ""
    with pytest.raises(NotFound):
        opening.read_over_ssh(owner, at=office.at, port=port)


def test_discovery_signs_in_where_there_is_no_snmp_and_pins_the_key_too(office, owner):
    give(owner, office, "ssh-password", user=USER, password=PASSWORD)
    told = json.dumps({"platform": "cisco_ios", "folder": str(MADE_UP / "cisco_ios")})
    with running("ssh_device", told) as port:
        found = discover_around(owner, at=office.at, by=SYSTEM, ssh_port=port)
    assert found.proposed
    assert HostKey.objects.filter(device=owner).exists()
    with pytest.raises(NotAllowed):
        discover_around(owner, at=office.at, by=office.actor("admin-jaringan"))


def test_a_new_key_counts_when_a_keeper_accepts_the_one_he_saw(office, owner):
    note_key(owner, FIRST, at=office.at)
    note_shown(owner, OTHER, at=office.at)
    note_shown(owner, OTHER, at=office.at)
    with pytest.raises(NotAllowed):
        accept_key(owner, OTHER, at=office.at, by=office.actor("operator"))
    with pytest.raises(Stale):
        accept_key(owner, FIRST, at=office.at, by=office.actor("admin-jaringan"))
    accept_key(owner, OTHER, at=office.at, by=office.actor("admin-jaringan"))
    row = HostKey.objects.get()
    assert (row.fingerprint, row.shown) == (OTHER, "")
    rows = Entry.objects.filter(kind__startswith="kunci-ssh").order_by("pk")
    kinds = list(rows.values_list("kind", flat=True))
    assert kinds == ["kunci-ssh-dipercaya", "kunci-ssh-berubah", "kunci-ssh-diterima"]
    with pytest.raises(NotFound):
        accept_key(owner, OTHER, at=office.at, by=office.actor("admin-jaringan"))


def test_the_old_key_again_ends_the_alarm(office, owner):
    note_key(owner, FIRST, at=office.at)
    note_shown(owner, OTHER, at=office.at)
    note_key(owner, FIRST, at=office.at)
    assert HostKey.objects.get().shown == ""


def test_five_looks_and_one_a_day_for_thirty_days_stay(office, owner):
    def look(at):
        seen = DeviceView(System(name="a"))
        keep_reading(owner.pk, "snmp", Told(seen, (raw_output("x", "y", at=at),)), at=at)

    for hour in range(0, 40 * 24, 6):
        look(office.at + timedelta(hours=hour))
    rows = [row.at for row in DeviceReading.objects.order_by("-at")]
    last = office.at + timedelta(hours=39 * 24 + 18)
    assert rows[:5] == [last - timedelta(hours=6 * n) for n in range(5)]
    assert len(rows) in (33, 34)
    assert last - rows[-1] <= timedelta(days=30)
    look(last)
    assert DeviceReading.objects.count() == len(rows)


def test_an_agent_gets_no_question_that_needs_a_secret(office, owner):
    check(owner, at=office.at)
    give(owner, office, "snmp-v2c", community="rahasia-sekali")
    row = asked(owner, office, "snmp", NOBODY_LISTENS)
    add_agent("agen-rsud", segment="rsud", at=office.at, by=SYSTEM)
    assert place_device(owner, "rsud", at=office.at, by=SYSTEM) == 1
    row.refresh_from_db()
    assert (row.active, row.segment.key) == (False, "pusat")
    Check.objects.update(segment=Segment.objects.get(key="rsud"), active=True)
    plan = plan_of(Agent.objects.get())
    assert [each["kind"] for each in plan] == ["icmp"]
    assert "rahasia" not in json.dumps(plan)
    assert {target.kind for target, _ in questions(owner)} == {"icmp"}
    with pytest.raises(Invalid) as refused:
        add_check(owner, "ssh", every=900, at=office.at, by=SYSTEM)
    assert refused.value.faults["kind"].code == "centre-only"


@pytest.mark.parametrize(("kind", "every"), [("ssh", 300), ("snmp", 30)])
def test_devices_are_not_asked_of_themselves_too_often(office, owner, kind, every):
    with pytest.raises(Invalid) as refused:
        add_check(owner, kind, every=every, at=office.at, by=SYSTEM)
    assert refused.value.faults["every"].code == "period-too-short"


def test_a_probe_on_demand_brings_the_next_poll_forward(office, owner):
    row = asked(owner, office, "snmp", NOBODY_LISTENS)
    Check.objects.update(next_at=office.at + timedelta(minutes=4))
    ask_probe(owner, at=office.at, by=office.actor("operator"))
    row.refresh_from_db()
    assert row.next_at == office.at
