"""Writes on proposals: what was found to be otherwise is proposed, and a keeper decides.

Discovery, imports from other systems and people who corrected a case all propose; nothing of it
is written to the inventory before it is accepted.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from sigap.domain.actor import OFFICE, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, Refused, words
from sigap.domain.inventory_model import Picture
from sigap.domain.ledger import canonical, plain
from sigap.inventory.actions.items import (
    add_item,
    change_item,
    judged_change,
    judged_new,
    kind_named,
)
from sigap.inventory.actions.record import INVENTORY_STREAM, require_keeper
from sigap.inventory.models import Proposal
from sigap.inventory.pictures import picture_of
from sigap.inventory.queries.proposals import WAITING
from sigap.inventory.queries.register import item
from sigap.people.actions import SYSTEM_ROLE, write_down

ADD, CHANGE = "tambah", "ubah"
ACCEPTED, REFUSED = "diterima", "ditolak"
CORRECTION = "koreksi"
"""The source of what a person of the office proposes."""


def propose_change(
    kind: str,
    key: str,
    values: Mapping[str, Any],
    *,
    source: str,
    evidence: str = "",
    case_number: str = "",
    at: datetime,
    by: Actor,
) -> Proposal | None:
    """Propose other values for some columns of an item; None when nothing would change.

    The same finding again is the same proposal, whatever was decided on it. Raises Invalid with
    every faulty column, NotAllowed for anybody outside the office.
    """
    _require_proposer(by)
    made = kind_named(kind)
    before = picture_of(kind, item(kind, key))
    after, faults = judged_change(made, before, values)
    if faults:
        raise Invalid(faults)
    changed = [name for name in values if before[name] != after[name]]
    if not changed:
        return None
    row = Proposal(kind=kind, key=key, act=CHANGE, source=source)
    row.before = {name: before[name] for name in changed}
    row.after = {name: after[name] for name in changed}
    return _propose(row, evidence, case_number, at=at, by=by)


def propose_item(
    kind: str,
    values: Mapping[str, Any],
    *,
    source: str,
    evidence: str = "",
    case_number: str = "",
    at: datetime,
    by: Actor,
) -> Proposal:
    """Propose a new item. Raises Invalid with every faulty column, as adding it would."""
    _require_proposer(by)
    made = kind_named(kind)
    whole, faults = judged_new(made, values)
    if faults:
        raise Invalid(faults)
    key = whole["key"] if "key" in whole else f"{whole['device']}.{whole['name']}"
    row = Proposal(kind=kind, key=key, act=ADD, source=source, after=whole)
    return _propose(row, evidence, case_number, at=at, by=by)


@transaction.atomic
def accept_proposal(proposal: Proposal, *, at: datetime, by: Actor) -> None:
    """Carry a proposal out in the name of who accepts it.

    Refused when it was decided already, or when a column it would change is no longer as it was
    when it was proposed; Invalid when it no longer fits the inventory.
    """
    require_keeper(by)
    row = _undecided(proposal)
    if row.act == ADD:
        add_item(row.kind, row.after, at=at, by=by)
    else:
        now = picture_of(row.kind, item(row.kind, row.key))
        moved = [name for name, value in row.before.items() if now[name] != value]
        if moved:
            template = words("Isi inventaris ini sudah diubah sejak diusulkan; tolak usulan ini.")
            raise Refused("proposal-outdated", template)
        change_item(row.kind, row.key, row.after, at=at, by=by)
    _decide(row, ACCEPTED, "", at=at, by=by)


@transaction.atomic
def refuse_proposal(proposal: Proposal, *, reason: str, at: datetime, by: Actor) -> None:
    """Turn a proposal down for a stated reason; the same finding does not come up again."""
    require_keeper(by)
    row = _undecided(proposal)
    if not reason.strip() or len(reason.strip()) > 300:
        template = words("Tulis mengapa usulan ini ditolak, paling banyak 300 huruf.")
        raise Invalid({"reason": Fault("required", template)})
    _decide(row, REFUSED, reason.strip(), at=at, by=by)


def _require_proposer(by: Actor) -> None:
    if not by.holds(*OFFICE, SYSTEM_ROLE):
        template = words("Hanya petugas yang boleh mengusulkan perubahan inventaris.")
        raise NotAllowed("office-only", template)


@transaction.atomic
def _propose(
    row: Proposal, evidence: str, case_number: str, *, at: datetime, by: Actor
) -> Proposal:
    row.mark = _mark(row)
    known = Proposal.objects.filter(mark=row.mark).first()
    if known is not None:
        return known
    row.evidence, row.case_number = evidence.strip()[:4000], case_number.strip()[:20]
    row.proposed_at, row.proposed_by = at, by.signature()
    row.save(force_insert=True)
    data = {"proposal": row.pk, "kind": row.kind, "key": row.key, "source": row.source}
    write_down(INVENTORY_STREAM, [("usulan-dibuat", data)], at=at, by=by)
    return row


def _mark(row: Proposal) -> str:
    told: Picture = {"kind": row.kind, "key": row.key, "before": row.before, "after": row.after}
    return sha256(canonical(plain(told))).hexdigest()


def _undecided(proposal: Proposal) -> Proposal:
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != WAITING:
        raise Refused("proposal-decided", words("Usulan ini sudah diputuskan."))
    return row


def _decide(row: Proposal, state: str, reason: str, *, at: datetime, by: Actor) -> None:
    row.state, row.reason, row.decided_at, row.decided_by = state, reason, at, by.signature()
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    data = {"proposal": row.pk, "kind": row.kind, "key": row.key}
    data |= {"reason": reason} if reason else {}
    write_down(INVENTORY_STREAM, [(f"usulan-{state}", data)], at=at, by=by)
