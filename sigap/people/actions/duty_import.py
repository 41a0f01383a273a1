"""Taking a calendar file over into a roster: what can be taken is added, the rest is named."""

from datetime import datetime

from django.db import transaction

from sigap.audit import actions as audit
from sigap.domain.actor import Actor
from sigap.people.actions.duty import MOST_LETTERS, added, change_told, require_planner, take_roster
from sigap.people.models import DutyChange, DutyRoster
from sigap.people.occasions import Taken, considered


@transaction.atomic
def import_shifts(
    roster: DutyRoster, file: bytes, *, name: str, at: datetime, by: Actor
) -> list[Taken]:
    """Add every shift of the file that can be taken over; answers all events, as considered now.

    The same file again adds nothing: who stands already is refused. Raises Invalid (field `file`)
    for a file that cannot be used at all.
    """
    require_planner(by)
    stream = take_roster()
    taken = considered(file, roster, at=at)
    reason = f"Impor kalender {''.join(filter(str.isprintable, name))}"[:MOST_LETTERS]
    rows = DutyChange.objects.bulk_create(
        added(roster, each.user, each.span, reason=reason, at=at)
        for each in taken
        if each.fault is None and each.user and each.span
    )
    acts = [("piket-ditambah", change_told(row)) for row in rows]
    audit.append(stream, acts, at=at, by=by.signature())
    return taken
