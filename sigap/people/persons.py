"""Reads about persons apart from their offices: facts as of a day, NIK, qualifications."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_

from django.db.models import F, Q
from django.utils import timezone

from sigap.people.models import IdentityNumber, PersonalFacts, Qualification, User

_SHOWN_OF_NIK = 4


def day_of(at: datetime) -> date:
    """The day on the office's own clock."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def facts_of(user: User) -> list[PersonalFacts]:
    """All that was recorded of a person, the earliest first; empty before the first change."""
    return list(PersonalFacts.objects.filter(user=user).order_by(F("since").asc(nulls_first=True)))


def facts_on(user: User, at: datetime) -> PersonalFacts | None:
    """What counted of a person at `at`; None where nothing was recorded beside the account."""
    began = Q(since=None) | Q(since__lte=day_of(at))
    rows = PersonalFacts.objects.filter(began, user=user)
    return rows.order_by(F("since").desc(nulls_last=True)).first()


def name_on(user: User, at: datetime) -> str:
    """The name with degrees as a paper of that moment prints it."""
    facts = facts_on(user, at)
    return facts.full_name if facts else user.name


def nik_of(user: User) -> str:
    """The person's NIK in plain figures, "" where none is kept. For the step-up act alone."""
    row = IdentityNumber.objects.filter(user=user).order_by("-recorded_at", "-id").first()
    return row.nik if row else ""


def masked(nik: str) -> str:
    """A NIK as pages show it: all but its last figures hidden."""
    return "•" * max(len(nik) - _SHOWN_OF_NIK, 0) + nik[-_SHOWN_OF_NIK:]


@dataclass(frozen=True, slots=True)
class Gap:
    """A qualification the SOP asks for that a person has not got, or no longer: `expired_on`."""

    title: str
    expired_on: date | None = None


def qualifications_of(user: User) -> list[Qualification]:
    """What is recorded of a person's qualifications, by title."""
    return list(Qualification.objects.filter(user=user, withdrawn_at=None))


def gaps(
    users: Iterable[User], wanted: Sequence[str], *, at: datetime
) -> dict[int, tuple[Gap, ...]]:
    """What each of these people lacks of the wanted qualifications, by their id. One query."""
    people = [user.pk for user in users]
    if not people or not wanted:
        return {}
    rows = Qualification.objects.filter(user__in=people, title__in=wanted, withdrawn_at=None)
    held: dict[tuple[int, str], list[date | None]] = {}
    for user, title, expires_on in rows.values_list("user", "title", "expires_on"):
        held.setdefault((user, title), []).append(expires_on)
    today = day_of(at)
    return {
        user: tuple(
            Gap(title, _expired(held.get((user, title), ()), today))
            for title in wanted
            if not _counts(held.get((user, title), ()), today)
        )
        for user in people
    }


def _counts(ends: Collection[date | None], today: date) -> bool:
    return any(end is None or end >= today for end in ends)


def _expired(ends: Collection[date | None], today: date) -> date | None:
    return max((end for end in ends if end is not None and end < today), default=None)


def search_people(text: str, *, everybody: bool = False, limit: int = 50) -> list[User]:
    """People found by a few letters of name, user name or NIP, by name.

    Without `everybody` only those who may sign in. No letters: the first ones. One query.
    """
    rows = User.objects.select_related("agency").order_by("name", "pk")
    if not everybody:
        rows = rows.filter(is_active=True)
    typed = text.split()[:8]
    if typed:
        rows = rows.filter(reduce(and_, (_bearing(word) for word in typed)))
    return list(rows[:limit])


def people_after(username: str, *, limit: int) -> list[User]:
    """Who may sign in, in the order of user names, after this one ("" for the beginning)."""
    rows = User.objects.filter(is_active=True, username__gt=username).select_related("agency")
    return list(rows.order_by("username")[:limit])


def _bearing(word: str) -> Q:
    return Q(name__icontains=word) | Q(username__icontains=word) | Q(nip__startswith=word)


def people_meant(text: str, *, limit: int = 6) -> list[User]:
    """Whom a typed line may mean: the one of exactly this user name, name or NIP, else whoever
    is found by its letters. At most two queries.
    """
    typed = " ".join(text.split())
    if not typed:
        return []
    # A suggestion that was picked reads "name (user name)".
    inside = typed.rpartition("(")[2].rstrip(")") if typed.endswith(")") else typed
    exact = Q(username=inside.casefold()) | Q(name__iexact=typed) | Q(nip=typed.replace(" ", ""))
    same = list(User.objects.filter(exact, is_active=True)[:2])
    return same if len(same) == 1 else search_people(typed, limit=limit)
