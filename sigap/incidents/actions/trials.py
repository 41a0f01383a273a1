"""A draft of a template drawn with what a real paper says; nothing of it is kept."""

from typing import Any

from sigap.documents.actions.papers import surroundings
from sigap.documents.models import SHARED_KIND, Paper
from sigap.documents.queries import letterhead, newest_template, papers_of
from sigap.documents.renderers.typst import draw, pictured
from sigap.documents.samples import SAMPLE_AT, sample_facts, sample_pictures
from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.incidents.actions.papers import pictures_of
from sigap.incidents.queries.cases import case_row, visible

# What the shared template is tried with where no case is named: it has everything but a table.
_USUAL = "laporan-penanganan"
_LISTED = 20


def trial(kind: str, source: str, *, number: str, pdf: bool, by: Actor) -> list[bytes]:
    """The pages as PNG, or one PDF, of this source with the newest paper of its kind in a case.

    Without a `number` it is drawn with made-up facts. The shared template is drawn below the
    newest paper of any kind; the sheet has the size that is set now. Raises NotDrawn; Invalid or
    NotFound for a case that will not do.
    """
    paper = _paper(kind, number, by) if number else None
    if paper is None:
        drawn = _USUAL if kind == SHARED_KIND else kind
        facts, pictures, at = sample_facts(drawn), sample_pictures(), SAMPLE_AT
    else:
        drawn, facts, at = paper.kind, paper.facts, paper.made_at
        pictures = {**pictures_of(paper), **surroundings(paper)}
    shared = source if kind == SHARED_KIND else _newest(SHARED_KIND)
    template = (_newest(drawn) or "") if kind == SHARED_KIND else source
    # As the next paper will be printed, whatever this one was.
    facts = {**facts, "kop": {**facts["kop"], "kertas": letterhead().paper}}
    told: dict[str, Any] = {"pictures": pictures, "shared": shared}
    if pdf:
        return [draw(template, facts, at=at, **told)]
    return pictured(template, facts, **told)


def _newest(kind: str) -> str | None:
    found = newest_template(kind)
    return found.source if found else None


def _paper(kind: str, number: str, by: Actor) -> Paper:
    incident = case_row(number, by=by)
    rows = [row for row in papers_of(incident.number) if kind in (row.kind, SHARED_KIND)]
    if not rows:
        template = words("Perkara ini belum mempunyai naskah jenis itu.")
        raise Invalid({"case": Fault("no-such-paper", template)})
    return rows[-1]


def cases_to_try(kind: str, *, by: Actor) -> list[str]:
    """The numbers of the newest cases that have a paper of this kind. Two queries."""
    rows = Paper.objects.order_by("-id")
    if kind != SHARED_KIND:
        rows = rows.filter(kind=kind)
    numbers = list(dict.fromkeys(rows.values_list("number", flat=True)[: _LISTED * 3]))
    seen = set(visible(by).filter(number__in=numbers).values_list("number", flat=True))
    return [number for number in numbers if number in seen][:_LISTED]
