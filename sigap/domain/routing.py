"""Which news reaches a person by which channel and when: the office's rule, then the person's own.

Nothing is lost on the way: whoever has an account always finds the news in the application, a
channel that the office made mandatory cannot be switched off, quiet hours only delay, and what is
gathered comes with the next digest.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from sigap.domain.quiet import Quiet, next_of

IN_APP = "aplikasi"
EMAIL = "email"
EVERYBODY = ""
REPORTER = "pelapor"
"""Who reported without an account: no role of the office, but one that rules may name."""


class Leave(StrEnum):
    """What the office leaves to a person about one channel for one event, the strictest last."""

    OFFERED = "boleh"
    ON = "menyala"
    MANDATORY = "wajib"


_STRICTNESS = tuple(Leave)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the office decided about one event for one role; EVERYBODY where none has its own.

    A channel that is not named is not used. `delay`: the news is sent only if it has not been
    read in the application by then. `urgent` news breaks quiet hours and is never gathered; other
    news only waits for a digest where it is `gatherable`.
    """

    role: str
    channels: Mapping[str, Leave]
    delay: timedelta = timedelta(0)
    urgent: bool = False
    gatherable: bool = True


UNRULED = Rule(EVERYBODY, {EMAIL: Leave.ON})
"""For an event that the office has not thought of: rather told than not."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What one person chose. `choices`: (event, channel) → wanted or not.

    News by a channel in `gathered` comes together at the next of `digest_at`, times of day on the
    office's clock; without such a time nothing is gathered.
    """

    choices: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    quiet: Quiet | None = None
    digest_at: tuple[time, ...] = ()
    gathered: frozenset[str] = frozenset()


class Way(StrEnum):
    """How a channel is used: at its moment, at its moment if still unread, or in a digest."""

    SENT = "dikirim"
    UNLESS_SEEN = "kecuali-sudah-dilihat"
    GATHERED = "dikumpulkan"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One use of one channel for one news, due at an aware moment."""

    channel: str
    due_at: datetime
    way: Way = Way.SENT


def rule_for(rules: Iterable[Rule], roles: Collection[str]) -> Rule:
    """The one rule that counts for a person with these roles, out of the rules of one event.

    Rules that name a role of the person come before the one for everybody. Of several, the
    stricter word counts for each channel, the shorter delay, and the sooner way.
    """
    listed = tuple(rules)
    meant = [rule for rule in listed if rule.role in roles and rule.role != EVERYBODY]
    meant = meant or [rule for rule in listed if rule.role == EVERYBODY] or [UNRULED]
    channels: dict[str, Leave] = {}
    for rule in meant:
        for channel, leave in rule.channels.items():
            channels[channel] = max(channels.get(channel, leave), leave, key=_STRICTNESS.index)
    return Rule(
        role=meant[0].role if len(meant) == 1 else EVERYBODY,
        channels=channels,
        delay=min(rule.delay for rule in meant),
        urgent=any(rule.urgent for rule in meant),
        gatherable=all(rule.gatherable for rule in meant),
    )


def wanted(event: str, rule: Rule, habits: Habits) -> tuple[str, ...]:
    """The channels by which the person gets this event, in the rule's order."""
    return tuple(
        channel
        for channel, leave in rule.channels.items()
        if leave is Leave.MANDATORY or habits.choices.get((event, channel), leave is Leave.ON)
    )


def dispatches(
    event: str,
    rule: Rule,
    habits: Habits,
    reachable: Collection[str],
    *,
    told_at: datetime,
    at: datetime,
    zone: tzinfo,
) -> tuple[Dispatch, ...]:
    """How this news goes to a person who can be reached by these channels; decided at `at`.

    The application comes first and at once wherever it is reachable. No other dispatch is due
    before `at`, and each channel is used at most once.
    """
    inside = (Dispatch(IN_APP, told_at),) if IN_APP in reachable else ()
    outside = (
        _outside(channel, rule, habits, bool(inside), max(at, told_at + rule.delay), zone)
        for channel in wanted(event, rule, habits)
        if channel in reachable and channel != IN_APP
    )
    return (*inside, *outside)


def _outside(
    channel: str, rule: Rule, habits: Habits, has_inside: bool, due_at: datetime, zone: tzinfo
) -> Dispatch:
    if rule.urgent:
        return Dispatch(channel, due_at, _unless_seen(rule, has_inside))
    if rule.gatherable and channel in habits.gathered and habits.digest_at:
        digest_at = next_of(habits.digest_at, due_at, zone)
        return Dispatch(channel, _rested(habits, digest_at, zone), Way.GATHERED)
    return Dispatch(channel, _rested(habits, due_at, zone), _unless_seen(rule, has_inside))


def _unless_seen(rule: Rule, has_inside: bool) -> Way:
    return Way.UNLESS_SEEN if rule.delay and has_inside else Way.SENT


def _rested(habits: Habits, moment: datetime, zone: tzinfo) -> datetime:
    return habits.quiet.passed(moment, zone) if habits.quiet else moment
