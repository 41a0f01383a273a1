"""What the walks through the pages do with the files of an SOP."""

from typing import Final

from playwright.sync_api import Page

from tests.browser.scene import Scene

PAGE: Final = "/sop/penanganan-gangguan/"
_FETCH: Final = "async address => (await fetch(address)).headers.get('content-type')"


def fetch_files(page: Page, scene: Scene) -> None:
    """Ask for both files by the links of the page: a browser without a reader only saves them."""
    kinds = {"Naskah PDF": "application/pdf", "BPMN": "application/xml"}
    for name, kind in kinds.items():
        address = page.get_by_role("link", name=name).get_attribute("href")
        assert page.evaluate(_FETCH, address) == kind
