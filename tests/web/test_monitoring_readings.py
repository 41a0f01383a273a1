"""The pages of what devices told of themselves, of their SSH keys, and of the probe agents."""

from datetime import timedelta

import pytest

from sigap.domain.deviceview import Counters, DeviceView, Interface, System
from sigap.domain.evidence import raw_output
from sigap.inventory.models import Device
from sigap.kit import clock
from sigap.monitoring.actions.agents import add_agent
from sigap.monitoring.actions.hostkeys import note_key, note_shown
from sigap.monitoring.actions.readings import keep_reading
from sigap.monitoring.models import Agent, Check, DeviceReading, HostKey, Segment
from sigap.monitoring.probes.base import Told
from tests.monitoring import check, device
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

PAGE = "/pemantauan/perangkat/alat-1/"
AGENTS = "/pemantauan/agen/"
FIRST, OTHER = "ssh-ed25519 SHA256:satu", "ssh-ed25519 SHA256:dua"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def owner(office: Office) -> Device:
    return check(device(office.cast.site("pop-inti")), at=office.at).device


def look(owner: Device, office: Office, minutes: int, *, up: bool = True, octets: int = 0) -> None:
    at = office.at + timedelta(minutes=minutes)
    state = "up" if up else "down"
    port = Interface(
        "GigabitEthernet0/1",
        alias="ke Dinas Contoh",
        oper=state,
        speed_bps=10**9,
        counters=Counters(in_octets=octets, out_octets=0, in_errors=minutes),
    )
    system = System(name="rt-uji", vendor="Cisco", uptime=timedelta(days=3, minutes=minutes))
    raw = (raw_output("SNMP 1.3.6.1.2.1.1", "sysName = rt-uji\n", at=at),)
    keep_reading(owner.pk, "snmp", Told(DeviceView(system, (port,)), raw), at=at)


def page(office: Office, who: str, address: str) -> str:
    with clock.at(office.at + timedelta(hours=2)):
        answer = signed_in(office, who).get(address)
    assert answer.status_code == 200, answer.content[:500]
    return text_of(answer)


def test_the_page_of_a_device_says_what_changed_and_what_passes(office, owner):
    look(owner, office, 0)
    look(owner, office, 5, up=False, octets=375_000_000)
    said = page(office, "kasi", PAGE)
    assert "Memburuk" in said
    assert "menyala" in said
    assert "10 Mbps" in said
    assert "rt-uji" in said


def test_any_look_that_is_kept_can_be_compared_with(office, owner):
    for minutes in (0, 60, 120):
        look(owner, office, minutes, up=minutes != 60, octets=minutes * 1000)
    first = DeviceReading.objects.order_by("at").first()
    said = page(office, "operator", f"{PAGE}bacaan/")
    assert "Membaik" in said
    assert "Membaik" not in page(office, "operator", f"{PAGE}bacaan/?dibanding={first.pk}")
    assert "Membaik" in page(office, "operator", f"{PAGE}bacaan/?dibanding=999999")


def test_the_evidence_is_downloaded_with_its_seal(office, owner):
    look(owner, office, 0)
    row = DeviceReading.objects.get()
    answer = signed_in(office, "kasi").get(f"{PAGE}bacaan/{row.pk}/mentah")
    assert answer["Content-Type"].startswith("text/plain")
    assert f"sha256={row.raw[0].sha256}" in text_of(answer)
    assert "SEAL" not in text_of(answer)
    assert signed_in(office, "kasi").get(f"{PAGE}bacaan/9999/mentah").status_code == 404


def test_many_looks_cost_no_more_queries(office, owner):
    kasi = signed_in(office, "kasi")
    look(owner, office, 0)
    look(owner, office, 5)
    with counted() as few:
        kasi.get(PAGE)
    for minutes in range(10, 60, 5):
        look(owner, office, minutes)
    with counted() as many:
        kasi.get(PAGE)
    assert len(many) == len(few)


def test_a_changed_key_shows_both_and_the_keeper_accepts_the_new_one(office, owner):
    note_key(owner, FIRST, at=office.at)
    assert FIRST in page(office, "kasi", PAGE)
    note_shown(owner, OTHER, at=office.at)
    said = page(office, "kasi", PAGE)
    assert FIRST in said
    assert OTHER in said
    assert "Terima kunci baru" not in said
    assert "Terima kunci baru" in page(office, "admin-jaringan", PAGE)
    joko = signed_in(office, "admin-jaringan")
    stale = joko.post(f"{PAGE}kunci", {"sidik": FIRST})
    assert stale.status_code == 409
    assert joko.post(f"{PAGE}kunci", {"sidik": OTHER}).status_code == 302
    assert HostKey.objects.get().fingerprint == OTHER
    assert signed_in(office, "kasi").post(f"{PAGE}kunci", {"sidik": OTHER}).status_code == 403


def test_an_agent_is_made_on_the_page_and_its_token_shown_once(office):
    admin = signed_in(office, "admin")
    made = admin.post(AGENTS, {"name": "agen-rsud", "segment": "rsud"})
    assert made["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    said = text_of(made)
    assert "sga_" in said
    assert "sga_" not in page(office, "admin", AGENTS)
    again = admin.post(AGENTS, {"name": "agen-rsud", "segment": "rsud"})
    assert again.status_code == 422
    assert "sudah dipakai" in text_of(again)
    assert 'value="agen-rsud"' in text_of(again)


def test_the_list_says_who_is_heard_and_a_revoked_agent_is_out(office, owner):
    add_agent("agen-rsud", segment="rsud", at=office.at, by=office.cast.actor("admin"))
    assert "Belum pernah terdengar" in page(office, "admin", AGENTS)
    Agent.objects.update(seen_at=office.at + timedelta(hours=2), waiting=1234)
    said = page(office, "admin", AGENTS)
    assert "Bekerja" in said
    assert "1234" in said
    signed_in(office, "admin").post(f"{AGENTS}agen-rsud/cabut")
    assert "Dicabut" in page(office, "admin", AGENTS)
    assert Agent.objects.get().revoked_at is not None


def test_a_device_is_handed_to_another_segment_on_its_page(office, owner):
    add_agent("agen-rsud", segment="rsud", at=office.at, by=office.cast.actor("admin"))
    joko, address = signed_in(office, "admin-jaringan"), f"{PAGE}segmen"
    assert "Diperiksa dari" in page(office, "admin-jaringan", f"{PAGE}pemeriksaan/")
    assert joko.post(address, {"segment": "rsud"}).status_code == 302
    assert Check.objects.get().segment == Segment.objects.get(key="rsud")
    assert joko.post(address, {"segment": "tidak-ada"}).status_code == 404
