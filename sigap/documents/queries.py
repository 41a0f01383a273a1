"""Reads about papers: those of a case, what waits to be drawn, whose content a file is."""

from collections.abc import Collection

from django.db.models import QuerySet

from sigap.documents.models import Letterhead, NumberEntry, NumberRule, Paper, Template


def papers_of(number: str) -> list[Paper]:
    """The papers of a case in the order in which they were made, with their numbers. One query."""
    return list(Paper.objects.filter(number=number).select_related("entry").order_by("id"))


def paper_of_code(code: str) -> Paper | None:
    """The paper of a verification code, however it was typed; None when there is none."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    grouped = "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))
    return Paper.objects.filter(code=grouped).select_related("entry").first()


def paper_of_content(sha256: str) -> Paper | None:
    """The paper whose very bytes have this SHA-256 (hex); None when it is none of ours."""
    rows = Paper.objects.filter(sha256=sha256).exclude(sha256="")
    return rows.select_related("entry").first()


def undrawn() -> QuerySet[Paper]:
    """What waits to be drawn, oldest first."""
    return Paper.objects.filter(drawn_at=None).order_by("id")


def letterhead() -> Letterhead:
    """What stands above every paper; blank where the office has said nothing."""
    return Letterhead.objects.order_by("id").first() or Letterhead()


def newest_template(kind: str) -> Template | None:
    """The version of a kind's template that new papers are drawn by."""
    return Template.objects.filter(kind=kind).order_by("-version").first()


def numbered(kinds: Collection[str]) -> set[str]:
    """Which of these kinds of paper are given a number."""
    return set(NumberRule.objects.filter(kind__in=kinds).values_list("kind", flat=True))


def register(*, kind: str = "", before: int | None = None, limit: int = 50) -> list[NumberEntry]:
    """The register of numbers, newest first, below the entry `before`."""
    rows = NumberEntry.objects.order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows[:limit])
