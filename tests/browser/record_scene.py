"""The sealed record as its page shows it: sealed and given away, broken, and a strange anchor."""

import re
from datetime import timedelta

from playwright.sync_api import Page

from sigap.audit.models import Check
from sigap.domain.ledger import CUT
from sigap.incidents.actions.sealing import seal_the_day
from tests.browser.scene import Scene

PAGE = "/pengaturan/catatan/"


def sealed(scene: Scene) -> str:
    """Two days, and a proof that found something."""
    for day in (1, 2):
        seal_the_day(at=scene.office.at + timedelta(days=day))
    broken = {
        "stream": "perkara/2026-000001",
        "seq": 4,
        "kind": CUT,
        "template": "Ekor catatan terpotong: nomor %(seq)s sampai %(length)s tidak ada lagi.",
        "params": {"seq": 4, "length": 9},
    }
    at = scene.office.at
    asked = {"asked_at": at, "asked_by": {"name": "Endah"}, "finished_at": at}
    Check.objects.create(**asked, breaks=[broken], broken=1)
    return PAGE


def bring_no_sheet(page: Page, scene: Scene) -> None:
    """Download a sheet, then bring a file that is none."""
    with page.expect_download():
        page.get_by_role("link", name=re.compile("^Unduh nomor")).first.click()
    wrong = {"name": "catatan.json", "mimeType": "application/json", "buffer": b"{}"}
    page.get_by_label("Lembar harian yang").set_input_files(wrong)
    page.get_by_role("button", name=re.compile("^Periksa seluruh")).click()
