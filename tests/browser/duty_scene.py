"""The duty roster in the browser: drawn up when it is first asked for, offered, downloaded."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from sigap.people.actions.duty_swaps import offer_swap
from sigap.people.duty import Duty, duty_between, open_offers
from sigap.people.models import DutyRoster
from tests.apps.test_duty_calendar_files import file, night
from tests.browser.scene import Scene
from tests.duty import roster


def piket(scene: Scene) -> str:
    """The page of the roster."""
    if not DutyRoster.objects.exists():
        roster(scene.office.cast, at=scene.office.at)
    return "/piket/"


def _next_of(scene: Scene, who: str) -> Duty:
    piket(scene)
    at = scene.office.at
    coming = duty_between(at, at + timedelta(days=28))
    return [duty for duty in coming if duty.user.username == who and duty.shift.start > at][1]


def own_shift(scene: Scene) -> str:
    """The form with which Rina offers one of her nights."""
    return f"/piket/tukar/?jaga={_next_of(scene, 'pelaksana').shift.slot}"


def one_shift(scene: Scene) -> str:
    """The form with which a planner changes a night of Dedi."""
    return f"/piket/ubah/?jaga={_next_of(scene, 'pelaksana-2').shift.slot}"


def asked(scene: Scene) -> str:
    """The page of the roster, with a shift that Joko offers to Pak Kasi."""
    if not open_offers(at=scene.office.at):
        offer_swap(
            _next_of(scene, "admin-jaringan").shift.slot,
            scene.office.cast.user("kasi"),
            note="Ada acara keluarga.",
            at=scene.office.at,
            by=scene.office.cast.actor("admin-jaringan"),
        )
    return "/piket/"


def subscribe(page: Page, scene: Scene) -> None:
    """Ask for a secret address, and let a phone read it and the file."""
    page.get_by_role("button", name="Buat alamat untuk jaga saya").click()
    address = page.locator("code.address")
    expect(address).to_be_visible()
    path = re.sub(r"^https?://[^/]+", "", address.inner_text())
    for each in (path, "/piket/kalender.ics"):
        answer = page.evaluate("async (path) => (await fetch(path)).text()", each)
        assert answer.startswith("BEGIN:VCALENDAR"), answer[:80]


def check_file(page: Page, scene: Scene) -> None:
    """A file of which one event can be taken over and the other cannot."""
    day = f"{scene.office.at + timedelta(days=30):%Y%m%d}"
    content = file(night(day, title="kasi"), night(day, title="Piket siapa"))
    page.get_by_label("Berkas kalender (.ics)").set_input_files(
        {"name": "piket.ics", "mimeType": "text/calendar", "buffer": content}
    )
    page.get_by_role("button", name=re.compile("^Periksa")).click()
    expect(page.get_by_text("Belum ada yang disimpan.")).to_be_visible()
