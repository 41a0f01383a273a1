"""A small ring with branches: three routers, a router at a puskesmas, and their links."""

from playwright.sync_api import Page, expect

from sigap.domain.actor import SYSTEM
from sigap.inventory.actions import add_item, change_item
from sigap.inventory.models import Device
from tests.browser.scene import Scene

PAGE = "/inventaris/topologi/"
REHEARSAL = "/inventaris/topologi/gladi/"
_ROUTERS = {
    "t-inti": "pop-inti",
    "t-rsud": "rsud",
    "t-jatiasih": "pop-jatiasih",
    "t-pkm": "pkm-jatiasih",
}
_LINKS = (
    ("t-inti", "t-rsud"),
    ("t-inti", "t-jatiasih"),
    ("t-rsud", "t-jatiasih"),
    ("t-jatiasih", "t-pkm"),
)
_PLACES = {"pop-inti": (-6.238, 106.992), "rsud": (-6.24, 107.0), "pkm-jatiasih": (-6.29, 106.96)}


def _wired(scene: Scene) -> None:
    if Device.objects.filter(key="t-inti").exists():
        return
    at = scene.office.at
    for key, site in _ROUTERS.items():
        values = {"key": key, "name": f"Router {key}", "site": site, "kind": "router"}
        add_item("device", values, at=at, by=SYSTEM)
    for a, b in _LINKS:
        add_item("link", {"key": f"{a}--{b}", "a_device": a, "b_device": b}, at=at, by=SYSTEM)
    for site, (latitude, longitude) in _PLACES.items():
        values = {"latitude": str(latitude), "longitude": str(longitude), "district": "Jatiasih"}
        change_item("site", site, values, at=at, by=SYSTEM)


def drawn(scene: Scene) -> str:
    """The topology with its drawing, its map and its tables."""
    _wired(scene)
    return PAGE


def rehearsed(scene: Scene) -> str:
    """What falls with one router of the ring, and who keeps no spare way."""
    _wired(scene)
    return f"{REHEARSAL}?gagal=perangkat:t-jatiasih"


def broken(scene: Scene) -> str:
    """The topology when the register calls a router of the ring broken."""
    _wired(scene)
    if Device.objects.get(key="t-jatiasih").status != "rusak":
        values = {"status": "rusak"}
        change_item("device", "t-jatiasih", values, at=scene.office.at, by=SYSTEM)
    return PAGE


def press_a_node(page: Page, scene: Scene) -> None:
    """Press a node of the drawing, which takes it into the rehearsal."""
    page.locator('[data-element="perangkat:t-rsud"] text').click()
    expect(page.locator(".net-chosen li")).to_have_count(1)


def look_for_more(page: Page, scene: Scene) -> None:
    """Look for another element by a few letters."""
    page.get_by_label("Cari perangkat atau tautan").fill("rsud")
    page.get_by_role("main").get_by_role("button", name="Cari").click()
    expect(page.get_by_role("button", name="Router t-rsud").first).to_be_visible()
