"""Signatures of papers, as the pages about them show them."""

from typing import Final

from playwright.sync_api import Page

from sigap.documents.models import FULL, Paper, Signature
from sigap.incidents.actions.countersigning import upload_scan
from tests.browser.paper_scene import papers
from tests.browser.scene import Scene
from tests.web.uploads import photo

_FETCH: Final = "async address => (await fetch(address)).headers.get('content-type')"


def waiting(scene: Scene) -> str:
    """The list of what waits for the Kepala Bidang."""
    papers(scene)
    for paper in Paper.objects.filter(kind="disposisi"):
        told = {"part": FULL, "role": "kabid", "due_at": scene.office.at}
        Signature.objects.get_or_create(paper=paper, position=1, defaults=told)
    return "/naskah/menunggu/"


def one_paper(scene: Scene) -> str:
    """The signatures of a paper that was signed by hand."""
    papers(scene)
    paper = Paper.objects.filter(kind="konfirmasi").latest("pk")
    if not paper.signatures.exists():
        by, scan = scene.office.cast.actor("kabid"), photo("pindaian.png")
        told = {"name": "pindaian.png", "stream": scan, "at": scene.office.at, "by": by}
        upload_scan(paper.number, paper.code, **told)
    return f"/gangguan/{paper.number}/naskah/{paper.code}/tanda-tangan"


def fetch_copy(page: Page, scene: Scene) -> None:
    """Ask for the scan."""
    address = one_paper(scene).removesuffix("tanda-tangan")
    assert page.evaluate(_FETCH, f"{address}ttd-1") == "image/png"
