"""Writes on the office's ladders: every change is a new version of all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from sigap.audit.actions import append, take_stream
from sigap.audit.models import Stream
from sigap.domain.actor import Actor
from sigap.domain.errors import NotFound, Stale, words
from sigap.domain.escalation import Policy
from sigap.domain.ladder_rules import TypedLadder, check_ladder, policy_rules, read_policy
from sigap.incidents.models import LadderVersion
from sigap.incidents.queries.escalation import forget_ladders
from sigap.incidents.queries.procedures import in_force, parsed
from sigap.people.actions import require_admin

LADDERS_STREAM = "eskalasi"


@transaction.atomic
def set_ladder(
    typed: TypedLadder,
    *,
    procedure: str = "",
    step: str = "",
    expected: int | None = None,
    at: datetime,
    by: Actor,
) -> LadderVersion:
    """Give this step of this SOP the typed ladder; without a step, all that have none of their own.

    It counts for steps that are entered from now on. Where nothing differs nothing is written.
    Raises Invalid with every faulty field, NotFound for a step that there is not, Stale when the
    ladders are no longer of version `expected`, NotAllowed for anyone but the admin.
    """
    require_admin(by)
    ladder = check_ladder(typed)
    stream, newest, policy = _locked()
    if step:
        _require_step(procedure, step)
        changed = replace(policy, steps={**policy.steps, (procedure, step): ladder})
    else:
        changed = replace(policy, default=ladder)
    _require_unchanged(expected, newest, policy, changed)
    return _written(stream, newest, policy, changed, (procedure, step), at=at, by=by)


@transaction.atomic
def drop_ladder(
    procedure: str, step: str, *, expected: int | None = None, at: datetime, by: Actor
) -> LadderVersion:
    """Take a step's own ladder away, so that it goes by that of all others.

    Raises NotFound where it has none, Stale as `set_ladder` does.
    """
    require_admin(by)
    stream, newest, policy = _locked()
    rest = {key: ladder for key, ladder in policy.steps.items() if key != (procedure, step)}
    if len(rest) == len(policy.steps):
        raise _no_ladder(step)
    changed = replace(policy, steps=rest)
    _require_unchanged(expected, newest, policy, changed)
    return _written(stream, newest, policy, changed, (procedure, step), at=at, by=by)


@transaction.atomic
def load_ladders(rules: Iterable[Mapping[str, Any]], *, at: datetime, by: Actor) -> bool:
    """Make the first version from shipped rules; False, and nothing done, where there is one."""
    require_admin(by)
    stream, newest, policy = _locked()
    if newest is not None:
        return False
    _written(stream, None, policy, read_policy(rules), ("", ""), at=at, by=by)
    return True


def _locked() -> tuple[Stream, LadderVersion | None, Policy]:
    """The stream, whose lock orders the writers, and the ladders as they stand."""
    stream = take_stream(LADDERS_STREAM)
    newest = LadderVersion.objects.first()
    return stream, newest, read_policy(newest.rules) if newest else Policy()


def _require_unchanged(
    expected: int | None, newest: LadderVersion | None, before: Policy, after: Policy
) -> None:
    """Refuse to write over what somebody else has changed; the same form sent twice is no such."""
    if expected is None or before == after or expected == (newest.version if newest else 0):
        return
    raise Stale(
        "stale", words("Tangga eskalasi baru saja diubah orang lain; isian Anda tetap ada.")
    )


def _require_step(procedure: str, step: str) -> None:
    if step not in {each.key for each in parsed(in_force(procedure)).steps}:
        raise _no_ladder(step)


def _no_ladder(step: str) -> NotFound:
    return NotFound(
        "ladder-not-found", words("Tidak ada tangga eskalasi untuk langkah %(step)s."), step=step
    )


def _written(
    stream: Stream,
    newest: LadderVersion | None,
    before: Policy,
    after: Policy,
    key: tuple[str, str],
    *,
    at: datetime,
    by: Actor,
) -> LadderVersion:
    if newest is not None and before == after:
        return newest
    row = LadderVersion.objects.create(
        version=newest.version + 1 if newest else 1,
        rules=policy_rules(after),
        made_at=at,
        made_by=by.signature(),
    )
    old, new = (_of(policy, key) for policy in (before, after))
    told = {"version": row.version, "procedure": key[0], "step": key[1], "before": old, "now": new}
    append(stream, [("tangga-diubah", told)], at=at, by=by.signature())
    # Now, so that this transaction goes by them; and once others can see them.
    forget_ladders()
    transaction.on_commit(forget_ladders)
    return row


def _of(policy: Policy, key: tuple[str, str]) -> dict[str, Any] | None:
    """One ladder as JSON values; None where the step goes by that of all others."""
    rules = {(rule["procedure"], rule["step"]): rule for rule in policy_rules(policy)}
    return rules.get(key)
