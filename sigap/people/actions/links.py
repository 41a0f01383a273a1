"""Writes about one-time links: somebody asks, the worker makes one, its person uses it."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from sigap.people.actions.record import PEOPLE_STREAM, write_down
from sigap.people.models import LinkRequest, SignInLink, User
from sigap.people.queries import acting, digest_of
from sigap.people.queries_signin import living_link

LIFE: Final = timedelta(minutes=15)


def ask_for_link(email: str, *, at: datetime) -> None:
    """Note that a link was asked for. Known or not, the same is done here: nobody can tell."""
    LinkRequest.objects.create(email=email.strip().lower(), asked_at=at)


def make_link(user: User, *, at: datetime) -> str:
    """The word of a new link for this person; earlier ones that were not used end now.

    Only its digest is kept: the word itself is in the message and nowhere else.
    """
    SignInLink.objects.filter(user=user, used_at=None, ends_at__gt=at).update(ends_at=at)
    word = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, digest=digest_of(word), created_at=at, ends_at=at + LIFE)
    return word


@transaction.atomic
def use_link(word: str, *, at: datetime) -> User | None:
    """The person whose link this is, once; None when it is used, over or unknown."""
    found = living_link(word, at=at)
    if found is None:
        return None
    unused = SignInLink.objects.filter(pk=found.pk, used_at=None)
    if not unused.update(used_at=at):
        return None
    data = {"username": found.user.username}
    write_down(PEOPLE_STREAM, [("masuk-dengan-tautan", data)], at=at, by=acting(found.user, at=at))
    return found.user


def forget_links(*, at: datetime) -> int:
    """Drop links that ended a day ago; answers how many. A worker's job."""
    return SignInLink.objects.filter(ends_at__lt=at - timedelta(days=1)).delete()[0]
