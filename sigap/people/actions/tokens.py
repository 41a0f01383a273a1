"""Writes on API tokens: shown once, kept only as a digest."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sigap.domain.actor import Actor
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, write_down
from sigap.people.models import ApiToken, User
from sigap.people.queries import digest_of

TOKEN_PREFIX = "sgp_"
USE_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def create_token(user: User, *, label: str = "", at: datetime, by: Actor) -> str:
    """A new bearer token for `user`: one's own, or anybody's as administrator.

    The answer is the only time the token can be read; the row keeps its SHA-256.
    """
    if by.user_id != user.pk:
        require_admin(by)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user, digest=digest_of(token), label=label.strip()[:100], created_at=at
    )
    data = {"username": user.username, "token": row.pk, "label": row.label}
    write_down(PEOPLE_STREAM, [("token-dibuat", data)], at=at, by=by)
    return token


@transaction.atomic
def revoke_token(row: ApiToken, *, at: datetime, by: Actor) -> None:
    """End a token at once; a second time changes nothing."""
    if by.user_id != row.user_id:
        require_admin(by)
    if not ApiToken.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
        return
    row.revoked_at = at
    data = {"username": row.user.username, "token": row.pk, "label": row.label}
    write_down(PEOPLE_STREAM, [("token-dicabut", data)], at=at, by=by)


def note_token_use(row: ApiToken, *, at: datetime) -> None:
    """Remember that a token is in use, to the hour: not a write for every request."""
    if row.last_used_at is not None and at - row.last_used_at < USE_NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at)
    ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=at)
