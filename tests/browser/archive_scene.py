"""The archive as its pages show it: what may go, a list that waits, one that was carried out."""

import re
from datetime import UTC, datetime
from typing import Final

from playwright.sync_api import Page, expect

from sigap.config.office import load_archive_classes
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.destroying import carry_out_disposals
from sigap.incidents.actions.redacting import propose_redaction
from sigap.incidents.actions.retention import decide_disposal, propose_disposal
from sigap.incidents.models import Disposal, Incident
from tests.browser.scene import WAYS, Scene

PAGE: Final = "/pengaturan/arsip/"
SAMARAN: Final = f"{PAGE}samaran/"
CLASS: Final = f"{PAGE}kelas/jaringan/"
LONG_AGO: Final = datetime(2019, 5, 6, 3, tzinfo=UTC)


def due(scene: Scene) -> str:
    """The page of a class with a case whose years are over."""
    load_archive_classes(at=scene.office.at, by=SYSTEM)
    ended = scene.office.walk(scene.office.report(), *WAYS["selesai"])
    Incident.objects.filter(pk=ended.pk).update(finished_at=LONG_AGO)
    return CLASS


def to_hide(scene: Scene) -> str:
    """A request to hide a name, which waits for a decision."""
    at, by = scene.office.at, scene.office.cast.actor("kasi")
    told = {"terms": "Agus Hermawan", "reason": "Permintaan subjek data"}
    row = propose_redaction(scene.case("arahan").number, **told, at=at, by=by)
    return f"{SAMARAN}{row.pk}/"


def propose_nothing(page: Page, scene: Scene) -> None:
    """Send a list without a reason."""
    page.get_by_role("button", name=re.compile("^Usulkan pemusnahan")).click()
    expect(page.get_by_role("alert")).to_be_visible()


def _listed(scene: Scene) -> Disposal:
    due(scene)
    at, number = scene.office.at, Incident.objects.filter(finished_at=LONG_AGO).latest("pk").number
    by = scene.office.cast.actor("kasi")
    return propose_disposal("jaringan", [number], reason="Lewat retensi", at=at, by=by)


def waiting(scene: Scene) -> str:
    """A list that waits for a decision."""
    return f"{PAGE}daftar/{_listed(scene).pk}/"


def carried_out(scene: Scene) -> str:
    """The overview, with a list that was carried out."""
    row, at = _listed(scene), scene.office.at
    told = {"approve": True, "decree": "045/12/2026", "note": ""}
    decide_disposal(row.pk, **told, at=at, by=scene.office.cast.actor("kadis"))
    while carry_out_disposals(at=at):
        pass
    return f"{PAGE}daftar/{row.pk}/"
