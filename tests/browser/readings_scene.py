"""Devices that told of themselves, one whose SSH key changed, and probe agents of which one fell
silent."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from sigap.domain import deviceview as view
from sigap.domain.actor import SYSTEM
from sigap.domain.deviceview import Counters, DeviceView, Interface, System
from sigap.domain.evidence import raw_output
from sigap.monitoring.actions.agents import add_agent
from sigap.monitoring.actions.hostkeys import note_key, note_shown
from sigap.monitoring.actions.readings import keep_reading
from sigap.monitoring.models import Agent, Check, HostKey
from sigap.monitoring.probes.base import Told
from tests.browser.scene import Scene
from tests.monitoring import check, device

NUMBER = 9
DEVICE = f"/pemantauan/perangkat/alat-{NUMBER}/"
FIRST = "ssh-ed25519 SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8"
OTHER = "ssh-ed25519 SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM"


def told(scene: Scene) -> str:
    """The page of a device that was read twice: a port went down in between."""
    _read(scene)
    return DEVICE


def readings(scene: Scene) -> str:
    """All that it told."""
    _read(scene)
    return f"{DEVICE}bacaan/"


def fetch_raw(page: Page, scene: Scene) -> None:
    """Download the outputs that the look was made of."""
    with page.expect_download():
        page.get_by_role("link", name=re.compile("^Unduh keluaran mentah")).first.click()


def key_changed(scene: Scene) -> str:
    """The page of a device that shows another key."""
    _read(scene)
    row = Check.objects.get(device__key=f"alat-{NUMBER}").device
    HostKey.objects.filter(device=row).delete()
    note_key(row, FIRST, at=scene.office.at - timedelta(days=12))
    note_shown(row, OTHER, at=scene.office.at - timedelta(minutes=20))
    return DEVICE


def accept(page: Page, scene: Scene) -> None:
    """Accept the new key; the page asks once."""
    page.get_by_role("button", name=re.compile("^Terima kunci baru")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Terima")).click()
    expect(page.get_by_text("Kunci baru dipercaya")).to_be_visible()


def agents(scene: Scene) -> str:
    """The list with an agent that works and one that does not."""
    _agents(scene)
    return "/pemantauan/agen/"


def make_agent(page: Page, scene: Scene) -> None:
    """Make one more; its token is shown."""
    page.get_by_role("textbox", name="Nama").fill("agen-baru")
    page.get_by_role("textbox", name="Segmen").fill("rsud")
    page.get_by_role("button", name=re.compile("^Buat agen")).click()
    expect(page.get_by_text("Agen agen-baru dibuat")).to_be_visible()


def revoke(page: Page, scene: Scene) -> None:
    """Revoke one; the page asks once."""
    page.get_by_role("button", name=re.compile("^Cabut agen-baru")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Cabut")).click()
    expect(page.get_by_text("Agen agen-baru dicabut")).to_be_visible()


def questions(scene: Scene) -> str:
    """The questions put to a device that could be asked from another segment."""
    _read(scene)
    _agents(scene)
    return f"{DEVICE}pemeriksaan/"


def _agents(scene: Scene) -> None:
    if Agent.objects.exists():
        return
    at = scene.office.at
    for name, seen, waiting in (("agen-rsud", 3, 0), ("agen-bantargebang", 900, 48_200)):
        add_agent(name, segment=name.removeprefix("agen-"), at=at - timedelta(days=3), by=SYSTEM)
        seen_at = at - timedelta(seconds=seen)
        Agent.objects.filter(name=name).update(seen_at=seen_at, waiting=waiting)


def _read(scene: Scene) -> None:
    if Check.objects.filter(device__key=f"alat-{NUMBER}").exists():
        return
    at = scene.office.at
    row = check(device(scene.office.cast.site("pop-inti"), NUMBER), at=at + timedelta(days=1))
    for minutes in (65, 5):
        seen = _look(minutes)
        moment = at - timedelta(minutes=minutes)
        raw = (raw_output("SNMP 1.3.6.1.2.1.1", "sysName = rt-jatiasih\n", at=moment),)
        keep_reading(row.device_id, "snmp", Told(seen, raw), at=moment)


def _look(minutes: int) -> DeviceView:
    later = minutes < 60
    ports = tuple(
        Interface(
            f"GigabitEthernet0/{number}",
            alias="ke Kelurahan Jatirasa" if number == 2 else "",
            admin=view.UP,
            oper=view.DOWN if later and number == 2 else view.UP,
            speed_bps=10**9,
            counters=Counters(
                in_octets=number * 2 * 10**10 * later,
                out_octets=number * 10**9 * later,
                in_errors=42 * later if number == 2 else 0,
                out_errors=0,
            ),
        )
        for number in range(1, 9)
    )
    system = System(
        name="rt-jatiasih",
        vendor="Cisco",
        model="ISR4331/K9",
        version="16.9.4",
        uptime=timedelta(days=41, minutes=-minutes),
    )
    return DeviceView(system, ports)
