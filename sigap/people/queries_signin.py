"""Reads of signing in: whose account the SSO or a link speaks of, which proofs a person has."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef

from sigap.domain.actor import CONTACT
from sigap.people.models import Appointment, SignInLink, User
from sigap.people.queries import digest_of, in_force

MOST_AT_ONE_ADDRESS: Final = 5


def account_of_claims(claims: Mapping[str, Any], *, match: str) -> User | None:
    """The one active account that these claims of the SSO speak of, or None.

    `match` is "username" (claim preferred_username), "email" (only one that the SSO says it has
    verified, and that exactly one account has) or "nip".
    """
    if match == "email":
        told = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
        found = User.objects.filter(email__iexact=told.strip())
    elif match == "nip":
        told = "".join(str(claims.get("nip", "")).split())
        found = User.objects.filter(nip=told)
    else:
        told = str(claims.get("preferred_username", "")).strip().lower()
        found = User.objects.filter(username=told)
    people = list(found.filter(is_active=True)[:2]) if told else []
    return people[0] if len(people) == 1 else None


def contacts_at(email: str, *, at: datetime) -> list[User]:
    """The agency contacts in office who have this e-mail address; an office may share one."""
    held = Appointment.objects.filter(in_force(at), user=OuterRef("pk"), position__role=CONTACT)
    people = User.objects.filter(Exists(held), is_active=True, email__iexact=email.strip())
    return list(people.order_by("pk")[:MOST_AT_ONE_ADDRESS]) if email.strip() else []


def living_link(word: str, *, at: datetime) -> SignInLink | None:
    """The unused link of this word with its person, None when it is used, over or unknown."""
    rows = SignInLink.objects.filter(digest=digest_of(word), used_at=None, ends_at__gt=at)
    return rows.filter(user__is_active=True).select_related("user").first()


def factors(user: User) -> list[Authenticator]:
    """Everything besides the password by which this person proves who they are, oldest first."""
    return list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))


def sessions(user: User) -> list[UserSession]:
    """The living sessions of this person, last used first; those that ended by themselves go."""
    living: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(living, key=lambda session: session.last_seen_at, reverse=True)
