"""Calendars in the browser: a decree with its effects, and forms that come back with faults."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.browser.scene import Scene

CALENDAR = "/pengaturan/kalender/kota/"


def decree(scene: Scene) -> str:
    """The check of a day off for today, which moves the clock of a report just made."""
    scene.office.report()
    typed = {
        "on": scene.office.at.date().isoformat(),
        "name": "Cuti bersama",
        "kind": "cuti-bersama",
        "source": "SKB 3 Menteri",
        "periksa": "1",
    }
    return f"{CALENDAR}ubah/libur/?{urlencode(typed)}"


def read_effects(page: Page, scene: Scene) -> None:
    """Both limits stand there before anything has been written."""
    expect(page.get_by_role("heading", name=re.compile("^Langkah berjalan"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Terapkan sebagai versi 2"))).to_be_visible()


def make_without_a_name(page: Page, scene: Scene) -> None:
    """Ask for a calendar and fill nothing in."""
    page.locator("summary", has_text="Kalender baru").click()
    page.get_by_role("button", name=re.compile("^Buat kalender")).click()
    expect(page.get_by_role("alert")).to_be_visible()
