"""One's own ways of being told: what the page shows, and what came back from its form."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from django.http import QueryDict
from django.utils.translation import gettext

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.channels import EMAIL, WEB_PUSH
from sigap.domain.errors import Fault, words
from sigap.domain.routing import Leave, Rule, rule_for, wanted
from sigap.notifications.actions.preferences import OWN_ADDRESSES, Chosen
from sigap.notifications.models import Channel, Preference
from sigap.notifications.queries.routing import (
    BY_TELEPHONE,
    addressable,
    addresses_of,
    habits,
    preference_of,
    rulings,
    working_channels,
)
from sigap.people.models import User
from sigap.web.news import OF_AGENCIES, OF_STRANGERS, grouped

CHOICE = "pilih"
QUIET = ("quiet_from", "quiet_until")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Reach:
    """One channel by which the person is told, and the address that the account has for it."""

    key: str
    kind: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One event by one channel: whether it is on, and whether the person may say so."""

    value: str
    channel: str
    on: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the table: a cell for each channel, None where the office does not use it."""

    name: str
    urgent: bool
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """All that one person may choose from, and what was chosen."""

    ways: tuple[Channel, ...]
    rules: Mapping[str, Rule]
    preference: Preference
    addresses: Mapping[str, str]

    def table(self) -> list[tuple[str, list[Line]]]:
        """(heading, lines) of every event that may be told to this person."""
        return [
            (heading, [self._line(event, name) for event, name in kinds])
            for heading, kinds in grouped(self.rules)
        ]

    def values(self) -> dict[str, str]:
        """What the fields show."""
        row = self.preference
        return {
            "quiet_from": f"{row.quiet_from:%H:%M}" if row.quiet_from else "",
            "quiet_until": f"{row.quiet_until:%H:%M}" if row.quiet_until else "",
            "digest_at": ", ".join(each.replace(":", ".") for each in row.digest_at),
            **{f"address-{kind}": self.addresses.get(kind, "") for kind in OWN_ADDRESSES},
        }

    def reach(self, user: User, browsers: int) -> list[Reach]:
        """Where each channel finds the person."""
        return [
            Reach(
                way.key,
                way.kind,
                gettext(way.name),
                self.addresses.get(way.kind) or _of_account(way, user, browsers),
            )
            for way in self.ways
        ]

    def asked(self) -> list[str]:
        """The kinds of channels for which an own address may be typed, each once."""
        kinds = {way.kind for way in self.ways}
        return [kind for kind in OWN_ADDRESSES if kind in kinds]

    def chosen(self, typed: QueryDict) -> tuple[Chosen, dict[str, Fault]]:
        """What the form says, and what in it is no time of day."""
        faults: dict[str, Fault] = {}
        clocks = {name: _clock(typed.get(name, ""), name, faults) for name in QUIET}
        digests = re.split(r"[,;\s]+", typed.get("digest_at", "").strip())
        times = [_clock(each, "digest_at", faults) for each in digests]
        chosen = Chosen(
            choices=self._choices(set(typed.getlist(CHOICE))),
            digest_at=[each for each in times if each is not None],
            gathered=typed.getlist("gathered"),
            **clocks,
        )
        return chosen, faults

    def _line(self, event: str, name: str) -> Line:
        rule = self.rules[event]
        on = wanted(event, rule, habits(self.preference))
        cells = (
            Cell(f"{event}/{way.key}", gettext(way.name), way.key in on, leave is Leave.MANDATORY)
            if (leave := rule.channels.get(way.key))
            else None
            for way in self.ways
        )
        return Line(name, rule.urgent, tuple(cells))

    def _choices(self, ticked: set[str]) -> dict[str, dict[str, bool]]:
        """Only what differs from the office: what it changes later counts for everything else.

        Choices about channels that are not shown now are kept.
        """
        shown = {way.key for way in self.ways}
        choices = {
            event: {key: on for key, on in chosen.items() if key not in shown}
            for event, chosen in self.preference.choices.items()
        }
        for event, rule in self.rules.items():
            for key, leave in rule.channels.items():
                on = f"{event}/{key}" in ticked
                if key in shown and leave is not Leave.MANDATORY and on is not (leave is Leave.ON):
                    choices.setdefault(event, {})[key] = on
        return choices


def own(user: User, actor: Actor) -> Own:
    """What this person may choose from now. Four queries."""
    known = addressable(working_channels()).values()
    return Own(
        ways=tuple(way for way in known if way.of_kind.personal),
        rules={event: rule_for(rules, actor.roles) for event, rules in _told(actor)},
        preference=preference_of(user.pk),
        addresses=addresses_of(user),
    )


def _of_account(way: Channel, user: User, browsers: int) -> str:
    if way.kind == EMAIL:
        return user.email
    if way.kind in BY_TELEPHONE:
        return user.phone
    return str(browsers) if way.kind == WEB_PUSH and browsers else ""


def _told(actor: Actor) -> Iterable[tuple[str, list[Rule]]]:
    """The events that may concern the person, with the office's rules."""
    outside = actor.roles <= {CONTACT}
    for event, rules in rulings().items():
        if event not in OF_STRANGERS and (not outside or event in OF_AGENCIES):
            yield event, rules


def _clock(typed: str, name: str, faults: dict[str, Fault]) -> time | None:
    if not typed.strip():
        return None
    found = _CLOCK.fullmatch(typed.strip())
    if found is None:
        faults[name] = Fault("bad-time", words("Tulis jam dan menit, misalnya 07.30."))
        return None
    return time(int(found[1]), int(found[2]))
