"""Writes about sessions: seen, ended one by one, ended all but one, forgotten when over."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.errors import NotFound, words
from sigap.people.actions.record import PEOPLE_STREAM, write_down
from sigap.people.models import User


@transaction.atomic
def end_session(user: User, key: int, *, at: datetime, by: Actor) -> None:
    """End one session of this person at once, wherever it is open."""
    row = UserSession.objects.filter(user=user, pk=key).first()
    if row is None:
        raise NotFound("session-unknown", words("Sesi ini sudah berakhir."))
    row.end()
    data = {"username": user.username, "jumlah": 1}
    write_down(PEOPLE_STREAM, [("sesi-diakhiri", data)], at=at, by=by)


@transaction.atomic
def end_other_sessions(user: User, *, but: str | None, at: datetime, by: Actor) -> int:
    """End every session of this person except the one with this session key; answers how many."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for row in rows:
        row.end()
    if rows:
        data = {"username": user.username, "jumlah": len(rows)}
        write_down(PEOPLE_STREAM, [("sesi-diakhiri", data)], at=at, by=by)
    return len(rows)


def forget_session(session_key: str | None) -> None:
    """Take a session off the list whose person has signed out."""
    UserSession.objects.filter(session_key=session_key or "").delete()


def note_seen(session_key: str, *, source: str, at: datetime) -> None:
    """Note that a session is in use, and from where."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at, ip=source)


def forget_sessions(*, at: datetime) -> int:
    """Drop the sessions that have run out; answers how many. A worker's job."""
    over = Session.objects.filter(expire_date__lt=at)
    keys = list(over.values_list("session_key", flat=True)[:1000])
    UserSession.objects.filter(session_key__in=keys).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]
