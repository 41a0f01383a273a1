"""The person who is signed in, for pages that ask for a sign-in first."""

from typing import cast

from django.http import HttpRequest

from sigap.notifications.queries import unseen_count
from sigap.people.models import User


def person(request: HttpRequest) -> User:
    """The account behind the request; only behind `login_required`."""
    return cast(User, request.user)


def unseen(request: HttpRequest) -> int:
    """The number beside the bell. One query."""
    return unseen_count(person(request).pk)
