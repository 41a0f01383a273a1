"""Writes of the office's rules: which event goes to which role by which channels."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from sigap.domain.actor import ROLES, Actor
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.domain.routing import EVERYBODY, REPORTER, Leave
from sigap.notifications.models import Rule
from sigap.people.actions import require_admin, write_down

STREAM = "pemberitahuan"
LONGEST_DELAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the office decides about one event for one role: see `notifications.models.Rule`."""

    channels: Mapping[str, str] = field(default_factory=dict)
    delay_minutes: int = 0
    urgent: bool = False
    gatherable: bool = True


@transaction.atomic
def add_rules(defaults: Iterable[tuple[str, str, Ordered]], *, at: datetime, by: Actor) -> int:
    """Add (event, role, rule) for events without any rule; answers how many rules were added.

    An event that has one stays as the office edited it.
    """
    require_admin(by)
    known = set(Rule.objects.values_list("event", flat=True))
    missing = [each for each in defaults if each[0] not in known]
    for _, _, ordered in missing:
        _check(ordered)
    Rule.objects.bulk_create(
        Rule(event=event, role=role, **asdict(ordered)) for event, role, ordered in missing
    )
    if missing:
        told = {"rules": len(missing), "events": sorted({event for event, _, _ in missing})}
        write_down(STREAM, [("aturan-dimuat", told)], at=at, by=by)
    return len(missing)


@transaction.atomic
def put_rule(event: str, role: str, ordered: Ordered, *, at: datetime, by: Actor) -> Rule:
    """Put this rule in place of the one for this event and role, or beside the others.

    Raises NotFound for an event that the office has no rule of, Invalid with every faulty field,
    NotAllowed unless an administrator acts.
    """
    require_admin(by)
    _require_event(event)
    if role not in (EVERYBODY, REPORTER, *ROLES):
        raise Invalid({"role": Fault("unknown-role", words("Pilih salah satu peran."))})
    _check(ordered)
    rule, _ = Rule.objects.update_or_create(event=event, role=role, defaults=asdict(ordered))
    write_down(STREAM, [("aturan-diubah", _told(rule))], at=at, by=by)
    return rule


@transaction.atomic
def drop_rule(event: str, role: str, *, at: datetime, by: Actor) -> None:
    """Take away the rule of one role, for which the one for everybody counts again."""
    require_admin(by)
    rule = Rule.objects.filter(event=event, role=role).exclude(role=EVERYBODY).first()
    if rule is None:
        raise NotFound("rule-not-found", words("Tidak ada aturan khusus untuk peran itu."))
    write_down(STREAM, [("aturan-dihapus", _told(rule))], at=at, by=by)
    rule.delete()


def _require_event(event: str) -> None:
    if not Rule.objects.filter(event=event).exists():
        raise NotFound("event-unknown", words("Peristiwa itu tidak dikenal."))


def _check(ordered: Ordered) -> None:
    faults: dict[str, Fault] = {}
    if not 0 <= ordered.delay_minutes <= LONGEST_DELAY:
        faults["delay_minutes"] = Fault(
            "delay-out-of-range",
            words("Isi 0 sampai %(most)s menit."),
            {"most": LONGEST_DELAY},
        )
    if not set(ordered.channels.values()) <= set(Leave):
        faults["channels"] = Fault("unknown-leave", words("Pilih salah satu untuk tiap saluran."))
    if faults:
        raise Invalid(faults)


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "event": rule.event,
        "role": rule.role,
        "channels": rule.channels,
        "delay_minutes": rule.delay_minutes,
        "urgent": rule.urgent,
        "gatherable": rule.gatherable,
    }
