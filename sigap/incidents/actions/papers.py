"""The papers of a case: made when a step has ended, drawn by the worker or when first asked for."""

import logging
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from django.db import transaction
from PIL import Image, ImageOps

from sigap.documents import storage
from sigap.documents.actions.papers import (
    UNSIGNED,
    drawing,
    issue_paper,
    keep_drawing,
    note_trouble,
)
from sigap.documents.actions.signatures import WAITING, require_signatures
from sigap.documents.models import Paper
from sigap.documents.queries import undrawn
from sigap.documents.renderers.confined import BeyondLimits
from sigap.domain.actor import SYSTEM, Actor
from sigap.incidents.files import path_of
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.papers.planned import Planned, planned_papers
from sigap.incidents.queries.cases import procedure_of
from sigap.incidents.queries.diagnosing import is_look_awaited
from sigap.kit.claims import claim

logger = logging.getLogger(__name__)

MOST_MADE: Final = 200
MOST_DRAWN: Final = 20
_CLAIMS: Final = 10
"""How often a round of drawing takes up to MOST_DRAWN more, so that a stop never waits long."""
LEASE: Final = timedelta(minutes=5)
LONGEST_SIDE: Final = 1600
"""Pixels of a photo on a paper: enough for half a page in print."""
_QUALITY: Final = 80


def make_papers(*, at: datetime) -> int:
    """Make the papers of every step that has ended with an output; answers how many steps.

    One indexed query finds them. Each step in a transaction of its own that looks again under a
    lock, so that any number of workers make each paper once and a broken one stops no other.
    """
    finished = StepVisit.objects.filter(
        papers_at__isnull=True, left_at__isnull=False, output__isnull=False
    )
    keys = list(finished.order_by("id").values_list("pk", flat=True)[:MOST_MADE])
    return sum(_made(key, at=at) for key in keys)


def _made(key: int, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return _make(key, at=at)
    except Exception:
        logger.exception("the papers of step visit %s could not be made; tried again", key)
        return False


def _make(key: int, *, at: datetime) -> bool:
    # What another worker is at is left to it.
    free = StepVisit.objects.select_for_update(of=("self",), skip_locked=True)
    rows = free.filter(pk=key, papers_at=None)
    visit = rows.select_related(
        "incident__agency", "incident__site", "incident__category", "incident__procedure"
    ).first()
    if visit is None:
        return False
    incident, procedure = visit.incident, procedure_of(visit.incident)
    if is_look_awaited(visit, procedure, at=at):
        return False
    for each in planned_papers(incident, procedure, visit):
        issue_planned(incident, visit, each, at=at, by=SYSTEM)
    StepVisit.objects.filter(pk=key).update(papers_at=at)
    return True


def issue_planned(
    incident: Incident,
    visit: StepVisit,
    planned: Planned,
    *,
    draft: bool = False,
    at: datetime,
    by: Actor,
) -> Paper | None:
    """Issue one paper of an ended visit, with its signatures due; None when it was issued before.

    Runs in the caller's transaction. A `draft` is issued by being asked for again without it.
    """
    assert visit.left_at is not None
    paper = issue_paper(
        planned.occasion.kind,
        title=planned.occasion.title,
        number=incident.number,
        step=visit.step,
        facts=planned.facts,
        dedupe_key=planned.dedupe_key,
        visit=visit.ordinal,
        footer=WAITING if planned.parts else UNSIGNED,
        draft=draft,
        on=visit.left_at,
        at=at,
        by=by,
    )
    if paper is not None:
        require_signatures(paper, planned.parts, at=at)
    return paper


def draw_papers(*, at: datetime) -> int:
    """Draw what waits, outside any transaction; answers how many papers were drawn.

    A template that ran into its limits is left for this round: it would hold up all the others.
    """
    endless: set[int] = set()
    drawn = 0
    for _ in range(_CLAIMS):
        rows = claim(undrawn(), at=at, lease=LEASE, limit=MOST_DRAWN)
        drawn += sum(_drawn(row, endless, at=at) for row in rows if row.template_id not in endless)
        if len(rows) < MOST_DRAWN:
            break
    return drawn


def _drawn(row: Paper, endless: set[int], *, at: datetime) -> bool:
    try:
        keep_drawing(row, drawing(row, pictures_of(row)), at=at)
    except BeyondLimits as error:
        endless.add(row.template_id)
        note_trouble(row, error)
        return False
    except Exception as error:  # whatever one paper provokes must not stop the others
        logger.exception("the paper %s could not be drawn; it is tried again", row.code)
        note_trouble(row, error)
        return False
    return True


def content_of(paper: Paper, *, at: datetime) -> bytes:
    """The bytes of a paper, drawn now where the worker has not come yet. Raises NotDrawn.

    While it waits for its number it is shown without and nothing is kept.
    """
    if paper.drawn_at is None:
        content = drawing(paper, pictures_of(paper))
        if not paper.awaits:
            keep_drawing(paper, content, at=at)
        return content
    return storage.path_of(paper.sha256).read_bytes()


def pictures_of(paper: Paper) -> dict[str, bytes]:
    """The photos of a paper by the names its facts give them, small enough for paper."""
    return {
        picture["berkas"]: small_photo(_photo(picture["sha256"]))
        for picture in paper.facts.get("gambar", [])
    }


def _photo(sha256: str) -> bytes:
    """A photo as it was stored; empty for one that went by an approved act (actions.removing)."""
    return path_of(sha256).read_bytes() if sha256 else b""


def small_photo(content: bytes, *, side: int = LONGEST_SIDE) -> bytes:
    """A photo upright, no longer than `side` pixels, without what the camera wrote about it.

    The same photo gives the same bytes. Where, when and with what it was taken is personal data
    and stays on the original alone. Anything but a readable picture becomes a grey field.
    """
    made = BytesIO()
    try:
        with Image.open(BytesIO(content)) as opened:
            opened.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        upright = Image.new("RGB", (800, 600), "#d9d9d9")
    upright.thumbnail((side, side))
    upright.info.clear()
    upright.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
