"""A published SOP as files: the paper of its legal form, and BPMN for other process tools."""

from sigap.documents.renderers.typst import NotDrawn
from sigap.documents.sop_document import draw_sop
from sigap.domain.bpmn import bpmn
from sigap.domain.errors import Refused, words
from sigap.incidents.models import PublishedProcedure
from sigap.incidents.queries.procedures import parsed, published, standings


def sop_pdf(row: PublishedProcedure) -> bytes:
    """The version as PDF/A on the office's size of paper, under its emblem. Three queries.

    The same bytes until either changes or a later version takes its place. Raises Refused where it
    cannot be drawn, say by a template that the office has changed.
    """
    state = standings(published(row.key).defer("source"))[row.version]
    try:
        return draw_sop(parsed(row), state=state, at=row.imported_at)
    except (NotDrawn, FileNotFoundError) as error:
        told = words("Naskah ini belum dapat digambar: %(reason)s")
        raise Refused("paper-not-drawn", told, reason=str(error)) from error


def sop_bpmn(row: PublishedProcedure) -> bytes:
    """The version as a BPMN 2.0 file, the same bytes at any time."""
    return bpmn(parsed(row))
