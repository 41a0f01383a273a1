"""Reads of the letters about a case."""

from sigap.incidents.models import CaseLetter, Incident


def letters_about(incident: Incident) -> list[CaseLetter]:
    """The letters of a case by the day they bear, each with its scan. One query."""
    rows = CaseLetter.objects.filter(incident=incident)
    return list(rows.select_related("attachment").order_by("on", "id"))
