"""Reads about papers: those of a case, what waits to be drawn, whose content a file is."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sigap.documents.models import (
    DRAFT,
    ISSUED,
    CopyRule,
    Letterhead,
    NumberEntry,
    NumberRule,
    Paper,
    Signature,
    SigningRule,
    Template,
)

_AT_ONCE = 500


def papers_of(number: str) -> list[Paper]:
    """The papers of a case in the order in which they were made, with their numbers. One query."""
    rows = Paper.objects.filter(number=number, state=ISSUED)
    return list(rows.select_related("entry").order_by("id"))


def paper_of_code(code: str) -> Paper | None:
    """The paper of a verification code, however it was typed; None when there is none."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    grouped = "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))
    return Paper.objects.filter(code=grouped, state=ISSUED).select_related("entry").first()


def paper_of_content(sha256: str) -> Paper | None:
    """The paper whose very bytes have this SHA-256 (hex); None when it is none of ours."""
    rows = Paper.objects.filter(sha256=sha256).exclude(sha256="")
    return rows.select_related("entry").first()


def undrawn() -> QuerySet[Paper]:
    """What waits to be drawn, oldest first; not what still waits for a number from elsewhere."""
    return Paper.objects.filter(drawn_at=None, awaits="", state=ISSUED).order_by("id")


def letterhead() -> Letterhead:
    """What stands above every paper; blank where the office has said nothing."""
    return Letterhead.objects.order_by("id").first() or Letterhead()


def newest_template(kind: str) -> Template | None:
    """The version of a kind's template that new papers are drawn by."""
    return Template.objects.filter(kind=kind).order_by("-version").first()


def newest_templates() -> list[Template]:
    """The newest version of every kind's template, by kind. One query."""
    newest = Template.objects.filter(kind=OuterRef("kind")).order_by("-version")
    return list(Template.objects.filter(pk=Subquery(newest.values("pk")[:1])).order_by("kind"))


def template_version(kind: str, version: int) -> Template | None:
    """One version of a kind's template; None when there is none."""
    return Template.objects.filter(kind=kind, version=version).first()


def versions_of(kind: str) -> list[Template]:
    """Every version of a kind's template, newest first. One query."""
    return list(Template.objects.filter(kind=kind).order_by("-version"))


def issuer_of(kind: str) -> str:
    """Who gives papers of this kind their number; "" where they bear none."""
    return NumberRule.objects.filter(kind=kind).values_list("issuer", flat=True).first() or ""


def copy_rules() -> dict[str, list[str]]:
    """Who gets a copy of papers of each kind; a kind that is not there has none. One query."""
    return dict(CopyRule.objects.values_list("kind", "recipients"))


def copies_of(kind: str) -> list[str]:
    """Who gets a copy of a paper of this kind, as it is printed."""
    return CopyRule.objects.filter(kind=kind).values_list("recipients", flat=True).first() or []


def register(*, kind: str = "", before: int | None = None, limit: int = 50) -> list[NumberEntry]:
    """The register of numbers, newest first, below the entry `before`."""
    rows = NumberEntry.objects.order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows[:limit])


def drafts() -> QuerySet[Paper]:
    """What was to be signed with the end of its step and is not issued yet, oldest first."""
    return Paper.objects.filter(state=DRAFT).select_related("entry").order_by("id")


def signing_rules() -> dict[str, SigningRule]:
    """What the office has said about signing, by kind of paper. One query."""
    return {row.kind: row for row in SigningRule.objects.all()}


def signatures_of(papers: Iterable[Paper]) -> dict[int, list[Signature]]:
    """The signatures of these papers, those that are due among them, by paper. One query."""
    keys = [paper.pk for paper in papers]
    found: dict[int, list[Signature]] = {key: [] for key in keys}
    for row in Signature.objects.filter(paper__in=keys).order_by("paper_id", "position"):
        found[row.paper_id].append(row)
    return found


def due_signatures(roles: Collection[str]) -> QuerySet[Signature]:
    """What waits to be signed by the holders of these offices and is next in its paper's order.

    Oldest first; not papers that still wait for a number from elsewhere.
    """
    before = Signature.objects.filter(
        paper=OuterRef("paper"), position__lt=OuterRef("position"), signed_at=None
    )
    rows = Signature.objects.filter(~Exists(before), signed_at=None, role__in=roles)
    rows = rows.filter(paper__state=ISSUED, paper__awaits="")
    return rows.select_related("paper__entry", "paper__template", "paper__shared").order_by("id")


def signature_of_content(sha256: str) -> Signature | None:
    """The signature whose very bytes have this SHA-256 (hex), the latest; None when it is none."""
    rows = Signature.objects.filter(sha256=sha256, paper__state=ISSUED).exclude(sha256="")
    return rows.select_related("paper__entry").order_by("-id").first()


def signed_copies() -> Iterator[Signature]:
    """Every signature that was made, with its paper's code and title, oldest first."""
    rows = Signature.objects.exclude(sha256="").select_related("paper").order_by("id")
    yield from rows.defer("paper__facts").iterator(chunk_size=_AT_ONCE)
