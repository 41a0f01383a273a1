"""Guides in use at the scene's office, and what its people do with them."""

from typing import Final

from playwright.sync_api import Page, expect

from sigap.config.office import GUIDES, shipped_guides
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.guides import load_guides
from sigap.incidents.models import GuideVersion
from tests.browser.scene import Scene

PAGE: Final = "/pengaturan/panduan/"
NEW: Final = f"{PAGE}baru/"


def loaded(scene: Scene) -> Scene:
    """The scene, once its office has the guides that ship."""
    load_guides(shipped_guides(), at=scene.office.at, by=SYSTEM)
    return scene


def at_the_site(scene: Scene, rest: str = "") -> str:
    """A guide at the case that the technician repairs."""
    return loaded(scene).page("perbaikan", f"panduan/kabel/{rest}")


def at_a_leaf(scene: Scene) -> str:
    return at_the_site(scene, "?jawab=ont.los.rusak")


def used(scene: Scene) -> str:
    """The step's form as the guide's answers fill it."""
    return loaded(scene).page("perbaikan", "?isi=panduan:kabel:ont.los.rusak")


def register(scene: Scene) -> str:
    loaded(scene)
    return PAGE


def one(scene: Scene) -> str:
    loaded(scene)
    return f"{PAGE}listrik/"


def changed(scene: Scene) -> str:
    """The form of a new version, beginning with one that is there."""
    loaded(scene)
    return f"{NEW}?dari={GuideVersion.objects.get(key='wifi').pk}"


def download(page: Page, scene: Scene) -> None:
    with page.expect_download():
        page.get_by_role("link", name="Unduh").click()


def check_faulty(page: Page, scene: Scene) -> None:
    text = (GUIDES / "wifi.v1.toml").read_text(encoding="utf-8").replace('ke = "sambung"', "ke = 1")
    page.get_by_label("atau tempelkan isinya").fill(text)
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_role("alert")).to_contain_text("Baris")


def check_right(page: Page, scene: Scene) -> None:
    field = page.get_by_label("atau tempelkan isinya")
    field.fill(field.input_value().replace("versi = 1", "versi = 2"))
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_text("Berkas dapat dipakai.")).to_be_visible()
