"""Writes about the city's SSO: which of its subjects is which of our accounts."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from sigap.people.actions.record import PEOPLE_STREAM, write_down
from sigap.people.models import User
from sigap.people.queries import acting


@transaction.atomic
def link_sso(user: User, subject: SocialAccount, *, at: datetime) -> SocialAccount:
    """Keep that this subject of the SSO is this account, and nothing else that the SSO told.

    It gives no office and no right. The first time is an entry in the ledger, signed by the
    person, who acts by signing in.
    """
    first = subject.pk is None
    subject.user, subject.extra_data = user, {}
    subject.save()
    if first:
        data = {"username": user.username, "provider": subject.provider}
        write_down(PEOPLE_STREAM, [("sso-ditautkan", data)], at=at, by=acting(user, at=at))
    return subject
