"""Writes on calendar addresses: a secret one for a phone, shown once, ended at any time."""

import secrets
from datetime import datetime

from django.db import transaction

from sigap.audit import actions as audit
from sigap.domain.actor import Actor
from sigap.domain.errors import NotAllowed, words
from sigap.people.actions.duty import take_roster
from sigap.people.models import DutyFeed, User
from sigap.people.queries import digest_of


@transaction.atomic
def create_feed(user: User, *, everybody: bool, at: datetime, by: Actor) -> str:
    """The token of a new calendar address: one's own shifts, or everybody's.

    It takes the place of the address of the same kind, and this answer is the only time that it
    can be read.
    """
    stream = take_roster()
    _require_own(user, by)
    token = secrets.token_urlsafe(32)
    living = DutyFeed.objects.filter(user=user, everybody=everybody, revoked_at=None)
    living.update(revoked_at=at)
    DutyFeed.objects.create(user=user, digest=digest_of(token), everybody=everybody, created_at=at)
    told = {"username": user.username, "everybody": everybody}
    audit.append(stream, [("alamat-kalender-dibuat", told)], at=at, by=by.signature())
    return token


@transaction.atomic
def revoke_feed(row: DutyFeed, *, at: datetime, by: Actor) -> None:
    """End a calendar address at once; a second time changes nothing."""
    stream = take_roster()
    _require_own(row.user, by)
    if not DutyFeed.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
        return
    told = {"username": row.user.username, "everybody": row.everybody}
    audit.append(stream, [("alamat-kalender-dicabut", told)], at=at, by=by.signature())


def _require_own(user: User, by: Actor) -> None:
    if by.user_id != user.pk:
        raise NotAllowed("own-feed-only", words("Alamat kalender hanya diatur oleh pemiliknya."))
