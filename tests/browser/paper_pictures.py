"""Draws the papers of three cases of the demo as pictures for docs/papers, to be looked at.

Not collected with the tests; run it by name: `python -m pytest tests/browser/paper_pictures.py`.
"""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from sigap.config.demo.loading import load
from sigap.config.office import load_office
from sigap.documents.models import Paper
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.berkas import bind_berkas
from sigap.incidents.actions.papers import content_of, draw_papers, make_papers
from sigap.incidents.actions.receipts import receipt_paper
from sigap.incidents.models import Incident
from sigap.incidents.papers.procedures import sop_pdf
from sigap.incidents.queries.procedures import DISRUPTION, in_force

FOLDER: Final = Path(__file__).parents[2] / "docs" / "papers"
# Selasa, 24 November 2026 pukul 10.40 WIB: a working morning.
MOMENT: Final = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)
WEEKS: Final = 6
# The real cases of the demo, by how their reports begin.
CASES: Final = {
    "wifi": "8 router WiFi lantai 1",
    "ekskavator": "Backbone FO arah utara",
    "luring": "Loket perizinan DPMPTSP",
    "ombudsman": "Permintaan jejak digital",
}
BERKAS_PAGES: Final = 6
SOP_PAGES: Final = 3
PER_INCH: Final = 88
MOST_BYTES: Final = 150_000
MOST_TOGETHER: Final = 3_000_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="no pdftoppm (poppler-utils) in PATH")
def test_the_papers_of_three_cases(tmp_path: Path) -> None:
    load(at=MOMENT, password="none signs in by it", weeks=WEEKS)
    kept: list[Path] = []
    for name, summary in CASES.items():
        incident = Incident.objects.get(summary__startswith=summary)
        if name == "wifi":
            receipt_paper(incident, at=MOMENT)
        for paper in papers(incident):
            kept += keep(content_of(paper, at=MOMENT), f"{name}-{paper.kind}", tmp_path)
        if name == "wifi":
            made = bind_berkas(incident.number, by=None, at=MOMENT)
            kept += keep(made.content, "berkas", tmp_path, last=BERKAS_PAGES)
    assert sum(path.stat().st_size for path in kept) < MOST_TOGETHER


@pytest.mark.django_db
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="no pdftoppm (poppler-utils) in PATH")
def test_the_sop_as_a_paper(tmp_path: Path) -> None:
    load_office(at=MOMENT, by=SYSTEM)
    keep(sop_pdf(in_force(DISRUPTION)), "sop", tmp_path, last=SOP_PAGES)


def papers(incident: Incident) -> list[Paper]:
    """Those of one case, all of the office's papers being made and this one's drawn."""
    while make_papers(at=MOMENT):
        pass
    draw_papers(at=MOMENT)
    return list(Paper.objects.filter(number=incident.number).order_by("id"))


def keep(content: bytes, name: str, folder: Path, last: int = 1) -> list[Path]:
    """The first pages as small pictures in a few greys; one page bears no number."""
    (folder / "naskah.pdf").write_bytes(content)
    asked = ["pdftoppm", "-r", str(PER_INCH), "-l", str(last), "-gray", "-png"]
    subprocess.run([*asked, folder / "naskah.pdf", folder / name], check=True, timeout=60)
    kept = []
    for number, page in enumerate(sorted(folder.glob(f"{name}-*.png")), start=1):
        path = FOLDER / (f"{name}-{number}.png" if last > 1 else f"{name}.png")
        with Image.open(page) as drawn:
            drawn.quantize(16, dither=Image.Dither.NONE).save(path, optimize=True)
        page.unlink()
        assert path.stat().st_size < MOST_BYTES
        kept.append(path)
    return kept
