"""The papers of a case: made when a step has ended, drawn by the worker or when first asked for."""

import logging
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from django.db import transaction
from PIL import Image, ImageOps

from sigap.documents import storage
from sigap.documents.actions.papers import drawing, issue_paper, keep_drawing, note_trouble
from sigap.documents.models import Paper
from sigap.documents.queries import undrawn
from sigap.domain.actor import SYSTEM
from sigap.domain.procedure import FieldType, Procedure
from sigap.incidents.files import path_of
from sigap.incidents.models import Attachment, Incident, StepVisit
from sigap.incidents.papers.facts import facts_of
from sigap.incidents.papers.kinds import occasions
from sigap.incidents.queries.cases import procedure_of
from sigap.kit.claims import claim

logger = logging.getLogger(__name__)

MOST_MADE: Final = 50
MOST_DRAWN: Final = 20
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
    rows = StepVisit.objects.select_for_update(of=("self",)).filter(pk=key, papers_at=None)
    visit = rows.select_related(
        "incident__agency", "incident__site", "incident__category", "incident__procedure"
    ).first()
    if visit is None:
        return False
    incident, procedure = visit.incident, procedure_of(visit.incident)
    hit = incident.affected.values_list("agency__key", "agency__name")
    assert visit.left_at is not None
    for occasion in occasions(procedure, visit, list(hit)):
        issue_paper(
            occasion.kind,
            title=occasion.title,
            number=incident.number,
            step=visit.step,
            facts=facts_of(
                incident, procedure, visit, occasion, _photos(incident, procedure, visit)
            ),
            dedupe_key=occasion.dedupe_key(visit, incident),
            on=visit.left_at,
            at=at,
            by=SYSTEM,
        )
    StepVisit.objects.filter(pk=key).update(papers_at=at)
    return True


def _photos(incident: Incident, procedure: Procedure, visit: StepVisit) -> list[Attachment]:
    """The pictures that the step's form names, in its order."""
    named: list[str] = []
    for field in procedure.step(visit.step).output.fields:
        if field.type is FieldType.ATTACHMENT:
            value = (visit.output or {}).get(field.key) or []
            named += [each["key"] for each in (value if isinstance(value, list) else [value])]
    rows = Attachment.objects.filter(
        incident=incident, key__in=named, media_type__startswith="image/"
    )
    return sorted(rows, key=lambda row: named.index(row.key))


def draw_papers(*, at: datetime) -> int:
    """Draw what waits, outside any transaction; answers how many papers were drawn."""
    rows = claim(undrawn(), at=at, lease=LEASE, limit=MOST_DRAWN)
    return sum(_drawn(row, at=at) for row in rows)


def _drawn(row: Paper, *, at: datetime) -> bool:
    try:
        keep_drawing(row, drawing(row, pictures_of(row)), at=at)
    except Exception as error:  # whatever one paper provokes must not stop the others
        logger.exception("the paper %s could not be drawn; it is tried again", row.code)
        note_trouble(row, error)
        return False
    return True


def content_of(paper: Paper, *, at: datetime) -> bytes:
    """The bytes of a paper, drawn now where the worker has not come yet. Raises NotDrawn."""
    if paper.drawn_at is None:
        content = drawing(paper, pictures_of(paper))
        keep_drawing(paper, content, at=at)
        return content
    return storage.path_of(paper.sha256).read_bytes()


def pictures_of(paper: Paper) -> dict[str, bytes]:
    """The photos of a paper by the names its facts give them, small enough for paper."""
    return {
        picture["berkas"]: small_photo(path_of(picture["sha256"]).read_bytes())
        for picture in paper.facts.get("gambar", [])
    }


def small_photo(content: bytes) -> bytes:
    """A photo upright, no longer than LONGEST_SIDE, without what the camera wrote about it.

    The same photo gives the same bytes. Where, when and with what it was taken is personal data
    and stays on the original alone. Anything but a readable picture becomes a grey field.
    """
    made = BytesIO()
    try:
        with Image.open(BytesIO(content)) as opened:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        upright = Image.new("RGB", (800, 600), "#d9d9d9")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.clear()
    upright.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
