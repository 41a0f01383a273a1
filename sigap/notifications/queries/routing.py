"""Reads that decide where news goes: what is still to be decided, rules, people and their ways."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from sigap.domain import channels as kinds
from sigap.domain.quiet import Quiet
from sigap.domain.routing import REPORTER, Habits, Leave
from sigap.domain.routing import Rule as Ruling
from sigap.domain.telephone import international
from sigap.notifications.models import (
    Address,
    Channel,
    Deferred,
    Notice,
    Preference,
    PushSubscription,
    Rule,
)
from sigap.notifications.queries.channels import channels, working
from sigap.people.models import Appointment, User
from sigap.people.queries import in_force

# Kinds that reach a person by telephone; without an own number the account's counts.
BY_TELEPHONE = (kinds.WHATSAPP, kinds.SMS)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told: the roles held now, the own choices, the addresses by kind of channel.

    `user_id` None: somebody without an account.
    """

    user_id: int | None
    roles: frozenset[str]
    habits: Habits = field(default_factory=Habits)
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def unrouted() -> QuerySet[Notice]:
    """News of which it is not decided yet where it goes, the oldest first."""
    return Notice.objects.filter(routed_at__isnull=True).order_by("id")


def deferred(*, at: datetime) -> QuerySet[Deferred]:
    """News that has waited for a moment that has come by `at`."""
    return Deferred.objects.filter(due_at__lte=at).order_by("due_at", "id")


def rulings() -> dict[str, list[Ruling]]:
    """The office's rules by event. One query."""
    found: dict[str, list[Ruling]] = defaultdict(list)
    for row in Rule.objects.all():
        found[row.event].append(ruling(row))
    return found


def ruling(row: Rule) -> Ruling:
    """The rule of this row, as the domain decides with it."""
    return Ruling(
        role=row.role,
        channels={key: Leave(leave) for key, leave in row.channels.items()},
        delay=timedelta(minutes=row.delay_minutes),
        urgent=row.urgent,
        gatherable=row.gatherable,
    )


def working_channels() -> dict[str, Channel]:
    """The channels by which anything can be sent now, by key. One query."""
    return {each.key: each for each in working(channels().values())}


def addressable(known: Mapping[str, Channel]) -> dict[str, Channel]:
    """Those of these channels that news is addressed to.

    Not a second one of a kind that only takes over from the first: it has the same addresses.
    """
    seconds = {
        each.backup
        for each in known.values()
        if each.backup in known and known[each.backup].kind == each.kind
    }
    return {key: each for key, each in known.items() if key not in seconds}


def recipients(user_ids: Collection[int], *, at: datetime) -> dict[int, Recipient]:
    """These people as they can be told at `at`, by key. Five queries, however many they are.

    Who may no longer sign in has no address any more.
    """
    users = User.objects.filter(pk__in=user_ids).only("pk", "email", "phone", "is_active")
    roles: dict[int, set[str]] = defaultdict(set)
    held = Appointment.objects.filter(in_force(at), user__in=user_ids)
    for user_id, role in held.values_list("user_id", "position__role"):
        roles[user_id].add(role)
    chosen = {row.pk: habits(row) for row in Preference.objects.filter(pk__in=user_ids)}
    own = _own_addresses(user_ids)
    return {
        user.pk: Recipient(
            user_id=user.pk,
            roles=frozenset(roles[user.pk]),
            habits=chosen.get(user.pk, Habits()),
            addresses=_addresses(user, own[user.pk]) if user.is_active else {},
        )
        for user in users
    }


def stranger(address: str) -> Recipient:
    """Somebody without an account, known by an e-mail address alone."""
    return Recipient(None, frozenset({REPORTER}), addresses={kinds.EMAIL: (address,)})


def habits(row: Preference) -> Habits:
    """The choices of this row, as the domain decides with them."""
    quiet = None
    if row.quiet_from is not None and row.quiet_until is not None:
        quiet = Quiet(row.quiet_from, row.quiet_until)
    return Habits(
        choices={
            (event, channel): wanted
            for event, chosen in row.choices.items()
            for channel, wanted in chosen.items()
        },
        quiet=quiet,
        digest_at=tuple(time.fromisoformat(each) for each in row.digest_at),
        gathered=frozenset(row.gathered),
    )


def preference_of(user_id: int) -> Preference:
    """What this person chose; an unsaved row where nothing was chosen yet."""
    return Preference.objects.filter(pk=user_id).first() or Preference(user_id=user_id)


def addresses_of(user: User) -> dict[str, str]:
    """What the person typed as own addresses, by kind of channel."""
    return dict(Address.objects.filter(user=user).values_list("channel", "value"))


def browsers_of(user_id: int) -> list[PushSubscription]:
    """The browsers in which this person switched notifications on, the oldest first."""
    return list(PushSubscription.objects.filter(user_id=user_id))


def _own_addresses(user_ids: Collection[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    own: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    typed = Address.objects.filter(user__in=user_ids)
    for user_id, kind, value in typed.values_list("user_id", "channel", "value"):
        own[user_id][kind] = (value,)
    for row in PushSubscription.objects.filter(user__in=user_ids):
        before = own[row.user_id].get(kinds.WEB_PUSH, ())
        own[row.user_id][kinds.WEB_PUSH] = (*before, as_address(row))
    return own


def as_address(row: PushSubscription) -> str:
    """A browser's subscription as the web-push transport takes it (W3C Push API, toJSON)."""
    subscription: dict[str, Any] = {
        "endpoint": row.endpoint,
        "keys": {"p256dh": row.p256dh, "auth": row.auth},
    }
    return json.dumps(subscription, separators=(",", ":"))


def _addresses(user: User, own: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    account = {kinds.EMAIL: user.email, **dict.fromkeys(BY_TELEPHONE, international(user.phone))}
    return {kind: (address,) for kind, address in account.items() if address} | dict(own)


def rules() -> list[Rule]:
    """All rules, each event's together with the one for everybody first. One query."""
    return list(Rule.objects.order_by("event", "role"))


def rules_of(event: str) -> list[Rule]:
    """The rules of one event, the one for everybody first; none for an event nobody knows."""
    return list(Rule.objects.filter(event=event).order_by("role"))
