"""Writes of signing in: tries that are counted, places that are known, devices that are seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from sigap.domain.throttle import Count, Kind, TooSoon
from sigap.people.models import KnownPlace, Tries, User

KNOWN_FOR: Final = timedelta(days=180)
PLACES_KEPT: Final = 20
_TRIES_KEPT: Final = max(kind.rule.memory for kind in Kind)


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was let through and counts as wrong until `try_was_right`."""

    kinds: Mapping[str, Kind]


def begin_try(
    account: str, *, source: str, device: str = "", purpose: str = "masuk", at: datetime
) -> Try:
    """Count a try to prove that one is `account`, before anything is compared.

    `source` is where the request comes from, `device` the word of a device that is known to the
    account, "" for any other. A known device is counted by itself, so that nobody else's failures
    reach it; a known source is spared the counts of strangers. The try is counted first and
    taken back when it was right: of many at once only as many are let through as are free.
    Raises TooSoon without counting anything. Accounts that do not exist are counted alike.
    """
    account = account.lower()
    if device:
        kinds = {_key(purpose, account, f"perangkat {device}"): Kind.PAIR}
    else:
        kinds = {_key(purpose, account, source): Kind.PAIR}
        if not _knows(account, source, at):
            kinds |= {
                _key(purpose, "", source): Kind.SOURCE,
                _key(purpose, account, ""): Kind.STRANGERS,
            }
    return _counted(kinds, at)


def begin_asking(purpose: str, *, source: str, about: str = "", at: datetime) -> None:
    """Count that something was asked for that costs us work: by source, and by what it is about.

    Raises TooSoon. It is never taken back.
    """
    kinds = {_key(purpose, "", source): Kind.SOURCE}
    if about:
        kinds[_key(purpose, about.lower(), "")] = Kind.LINK
    _counted(kinds, at)


def _counted(kinds: Mapping[str, Kind], at: datetime) -> Try:
    with transaction.atomic():
        new = [Tries(key=key, last_at=at, free_at=at) for key in kinds]
        Tries.objects.bulk_create(new, ignore_conflicts=True)
        rows = list(Tries.objects.select_for_update().filter(key__in=kinds).order_by("key"))
        free_at = max(row.free_at for row in rows)
        if free_at > at:
            raise TooSoon(free_at - at)
        for row in rows:
            _set(row, row.count.after_one_more(kinds[row.key].rule, at))
        Tries.objects.bulk_update(rows, ["failures", "last_at", "free_at"])
    return Try(kinds)


@transaction.atomic
def try_was_right(tried: Try) -> None:
    """Take a try back that proved right; what was counted for this pair before is forgiven."""
    rows = list(Tries.objects.select_for_update().filter(key__in=tried.kinds).order_by("key"))
    pairs = [row.key for row in rows if tried.kinds[row.key] is Kind.PAIR]
    others = [row for row in rows if row.key not in pairs]
    for row in others:
        _set(row, row.count.after_taking_back(tried.kinds[row.key].rule))
    Tries.objects.bulk_update(others, ["failures", "last_at", "free_at"])
    Tries.objects.filter(key__in=pairs).delete()


def _set(row: Tries, count: Count) -> None:
    row.failures, row.last_at, row.free_at = count.failures, count.last_at, count.free_at


def _key(purpose: str, account: str, source: str) -> str:
    return sha256(f"{purpose}\0{account}\0{source}".encode()).hexdigest()


def _knows(account: str, source: str, at: datetime) -> bool:
    known = KnownPlace.objects.filter(user__username=account, source=source)
    return known.filter(last_at__gt=at - KNOWN_FOR).exists()


@transaction.atomic
def know_place(user: User, source: str, *, at: datetime) -> None:
    """Remember that this account was signed in from this source; the oldest of many is dropped."""
    KnownPlace.objects.update_or_create(user=user, source=source, defaults={"last_at": at})
    places = KnownPlace.objects.filter(user=user).order_by("-last_at")
    KnownPlace.objects.filter(
        pk__in=list(places.values_list("pk", flat=True)[PLACES_KEPT:])
    ).delete()


def forget_tries(*, at: datetime) -> int:
    """Drop counts and places that no rule looks at any more; answers how many. A worker's job."""
    tries, _ = Tries.objects.filter(last_at__lt=at - _TRIES_KEPT).delete()
    places, _ = KnownPlace.objects.filter(last_at__lt=at - KNOWN_FOR).delete()
    return tries + places
