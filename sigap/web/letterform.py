"""A message from outside as the beginning of a report: what it says stands in the form already."""

from sigap.notifications.models import Incoming


def told_by_letter(key: int) -> dict[str, str]:
    """The fields of the report form that a waiting message fills in; none for any other."""
    row = Incoming.objects.filter(pk=key, outcome="menunggu").defer("raw").first()
    if row is None:
        return {}
    first_line = next((line for line in row.text.splitlines() if line.strip()), "")
    return {
        "letter": str(row.pk),
        "channel": row.channel,
        "reporter_name": row.sender_name or row.sender,
        "reporter_email": row.sender if row.channel == "e-mail" else "",
        "reporter_phone": row.sender[:40] if row.channel == "whatsapp" else "",
        "summary": " ".join((row.subject or first_line).split())[:200],
        "description": row.text[:10_000],
    }
