"""Writes whether a way out is open: shut after a failure, opened again by the first success."""

from datetime import datetime, timedelta
from random import random

from sigap.domain.actor import SYSTEM_ADMIN
from sigap.domain.delivery import Trouble, rest
from sigap.notifications.actions.notices import Telling, tell
from sigap.notifications.models import Channel
from sigap.people.queries import holders

TROUBLE_EVENT = "channel-trouble"
# A server that is away for a minute or two is nobody's news.
_TOLD_AFTER_FAILURES = 4
_OPEN = {
    "failures": 0,
    "shut_until": None,
    "trouble": "",
    "trouble_kind": "",
    "trouble_since": None,
}


def close_way(
    way: Channel,
    trouble: Trouble,
    reason: str,
    *,
    at: datetime,
    wait: timedelta | None = None,
) -> None:
    """Leave a way alone: for `wait`, or longer with each failure in a row.

    Administrators are told, once for each trouble: at once of a fault that is ours to mend, of
    others when they last. One that only asks for patience is told to nobody.
    """
    if trouble is not Trouble.THROTTLED:
        way.failures += 1
    way.shut_until = at + (rest(way.failures, spread=random()) if wait is None else wait)
    way.trouble, way.trouble_kind = reason[:500], trouble.value
    way.trouble_since = way.trouble_since or at
    _remember(way)
    if _is_news(way, trouble):
        _tell_administrators(way, at=at)


def reopen_way(way: Channel) -> None:
    """Forget the trouble of a way that took a message; a statement only where there was any."""
    if not way.trouble_kind:
        return
    for name, value in _OPEN.items():
        setattr(way, name, value)
    Channel.objects.filter(key=way.key).update(**_OPEN)


def _remember(way: Channel) -> None:
    """Keep the trouble; what the environment configures is not written into the row."""
    told = {name: getattr(way, name) for name in _OPEN}
    first = {"kind": way.kind, "name": way.name, "backup": way.backup}
    Channel.objects.update_or_create(key=way.key, defaults=told, create_defaults=first | told)


def _is_news(way: Channel, trouble: Trouble) -> bool:
    if trouble is Trouble.OUR_FAULT:
        return True
    return trouble is Trouble.UNREACHABLE and way.failures >= _TOLD_AFTER_FAILURES


def _tell_administrators(way: Channel, *, at: datetime) -> None:
    since = (way.trouble_since or at).isoformat()
    tell(
        [
            Telling(
                user_id=person.pk,
                address=person.email or None,
                event=TROUBLE_EVENT,
                number="",
                subject=f"Saluran {way.name} terganggu",
                body=f"{way.trouble}\n\nPesan menunggu dan dikirim lagi sesudah diperbaiki.",
                url=f"/pengaturan/saluran/{way.key}/",
                dedupe_key=f"{TROUBLE_EVENT}/{way.key}/{since}/{person.username}",
            )
            for person in holders(SYSTEM_ADMIN, at=at)
        ],
        at=at,
    )
