"""Signing as people do it: with the exit that ends a step, or later what waits for it.

Drawing and signing happen outside any transaction. What was decided is looked at again inside the
one that stores it, so that a step is either closed with its signatures or not moved at all.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from sigap.documents.actions.signatures import claim_signature, keep_signature, release_signatures
from sigap.documents.models import Paper, Signature
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret, Signed, Signer, SigningRefused, SigningTrouble
from sigap.domain.actor import Actor
from sigap.domain.case import Event, Kind
from sigap.domain.errors import Invalid, Refused, Stale, words
from sigap.incidents.actions.asking import (
    Asking,
    Wish,
    ask,
    require_no_transaction,
    require_secret,
    signed_event,
)
from sigap.incidents.actions.attempts import keep_attempts, replace_attempts, unresolved
from sigap.incidents.actions.papers import issue_planned
from sigap.incidents.actions.record import write
from sigap.incidents.actions.steps import take_exit
from sigap.incidents.actions.tried import (
    Changed,
    Tried,
    may_go_on,
    require_among,
    require_same,
    same_text,
    tries_of_drafts,
)
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.papers.planned import Planned, planned_papers
from sigap.incidents.queries.cases import locked, procedure_of, snapshot

NO_SECRET: Final = Secret()


@dataclass(frozen=True, slots=True)
class Exit:
    """One exit as somebody wants to take it.

    `at` is its moment, and so what its papers say; `now` that of the signing, which is later where
    the very text of a try before is signed (`alike`).
    """

    number: str
    verb: str
    values: Mapping[str, Any] | None
    note: str
    declaration: str
    at: datetime
    by: Actor
    now: datetime
    alike: bool = False

    def take(self, expected: int | None) -> Incident:
        """Close the step; see `steps.take_exit`."""
        return take_exit(
            self.number,
            self.verb,
            values=self.values,
            note=self.note,
            declaration=self.declaration,
            at=self.at,
            by=self.by,
            expected=expected,
        )


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an exit would do: the visit as it would end, its papers, on which length of the ledger.

    `own` are the papers that the performer is the first to sign.
    """

    visit: StepVisit
    planned: Sequence[Planned]
    length: int

    @property
    def own(self) -> list[Planned]:
        return [each for each in self.planned if each.parts and each.parts[0][1] == self.visit.role]


def sign_exit(
    number: str,
    verb: str,
    *,
    values: Mapping[str, Any] | None = None,
    note: str = "",
    declaration: str = "",
    secret: Secret = NO_SECRET,
    later: bool = False,
    anew: bool = False,
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> Incident:
    """Close the present step as `take_exit` does, its papers signed by the one who closes it.

    Without electronic signing, or where no paper of this exit is the performer's to sign first, it
    is `take_exit`. With `later` the step goes on and its papers wait to be signed. Whatever fails,
    nothing has moved: Invalid and SigningRefused with what the person can mend, SigningUnavailable
    when the service does not answer, and every refusal of the exit itself.

    Where an earlier try may have signed unheard, the step ends at its moment with the very same
    papers, if they say the same and it was within ALIKE; another text is signed only with `anew`.
    """
    wanted = Exit(number, verb, values, note, declaration, at, by, at)
    way = configured.signer()
    if way is None:
        return wanted.take(expected)
    require_no_transaction()
    before = tries_of_drafts(number)
    if any(each.is_under_way(at) for each in before):
        raise being_signed()
    asking = Asking(secret, at, by, anew=anew)
    if anew:
        replace_attempts([each.attempt for each in before], at=at, by=by)
    elif before and may_go_on(before, now=at):
        again = replace(wanted, at=before[0].paper.made_at, alike=True)
        with suppress(Changed):
            return _ended(way, again, asking, expected, later, before)
    return _ended(way, wanted, asking, expected, later, before)


def _ended(
    way: Signer,
    wanted: Exit,
    asking: Asking,
    expected: int | None,
    later: bool,
    before: Sequence[Tried],
) -> Incident:
    """End the step; what was tried `before` is ended with the very same papers, or with Changed."""
    found = _rehearsed(wanted, expected)
    tied = before if wanted.alike else ()
    require_among(found.own if found else (), tied)
    if found is None or not found.own:
        return wanted.take(expected)
    if later:
        return _deferred(wanted, found, tied)
    if before and not (wanted.alike or asking.anew):
        raise unresolved(before[0].attempt)
    require_secret(way, asking.secret)
    wishes = _drafted(wanted, found, tied)
    try:
        made = ask(way, wishes, replace(asking, length=found.length)) if wishes else []
        signed = [_signed(each) for each in made]
        return _completed(wanted, found, dict(zip(wishes, signed, strict=True)))
    finally:
        release_signatures(wish.row for wish in wishes)


def _rehearsed(wanted: Exit, expected: int | None) -> Rehearsal | None:
    """Take the exit, look at what its papers would say, and take all of it back.

    What would refuse the exit refuses here, before anybody is asked to sign. None where it has no
    papers.
    """
    with transaction.atomic():
        incident = locked(wanted.number, by=wanted.by)
        length, ordinal, step = incident.ledger.length, incident.visit, incident.step
        changed = wanted.take(expected)
        visit = _visit(changed, ordinal, step)
        planned: Sequence[Planned] = ()
        if visit.left_at is not None and visit.output is not None:
            planned = planned_papers(changed, procedure_of(changed), visit)
        transaction.set_rollback(True)
    return Rehearsal(visit, planned, length) if planned else None


def _visit(incident: Incident, ordinal: int, step: str) -> StepVisit:
    return StepVisit.objects.get(incident=incident.pk, ordinal=ordinal, step=step)


def _deferred(wanted: Exit, found: Rehearsal, before: Sequence[Tried]) -> Incident:
    """Close the step unsigned, on the record; its papers are made by the worker and wait.

    Those that may bear a signature already are issued at once, as they are.
    """
    with transaction.atomic():
        incident = wanted.take(found.length)
        if before:
            for each in found.own:
                paper = _issued(wanted, found, incident, each, draft=False)
                require_same(paper, before)
        titles = [each.occasion.title for each in found.own]
        event = Event(Kind.SIGNING_DEFERRED, {"step": found.visit.step, "titles": titles})
        write(incident, snapshot(incident), [event], at=wanted.now, by=wanted.by)
    return incident


def _drafted(wanted: Exit, found: Rehearsal, before: Sequence[Tried]) -> list[Wish]:
    """Fix the papers with their numbers and take their first signatures under way.

    A paper whose number is given elsewhere is left out: it is signed when it has one. Raises
    Changed, and leaves the drafts as they are, where one no longer says what it said `before`.
    """
    wishes: list[Wish] = []
    with transaction.atomic():
        incident = locked(wanted.number, by=wanted.by)
        if incident.ledger.length != found.length:
            raise _overtaken()
        for each in found.own:
            paper = _issued(wanted, found, incident, each, draft=True)
            if paper is None:
                raise _overtaken()
            require_same(paper, before)
            if not paper.awaits:
                row = Signature.objects.get(paper=paper, position=1)
                if not claim_signature(row, at=wanted.now):
                    raise being_signed()
                wishes.append(Wish(paper, row, found.visit.left_by or {}))
    return wishes


def _issued(
    wanted: Exit, found: Rehearsal, incident: Incident, each: Planned, *, draft: bool
) -> Paper | None:
    return issue_planned(incident, found.visit, each, draft=draft, at=wanted.at, by=wanted.by)


def _overtaken() -> Stale:
    return Stale(
        "stale",
        words(
            "Perkara ini baru saja diubah orang lain. Lihat keadaan terbaru; isian Anda tetap ada."
        ),
    )


def being_signed() -> Refused:
    """Somebody, or another window, is signing the same paper at this moment."""
    return Refused(
        "being-signed", words("Naskah ini sedang ditandatangani; tunggu sebentar lalu coba lagi.")
    )


def _signed(made: Signed | SigningTrouble) -> Signed:
    """What was signed; else the trouble, at the field it belongs to where it belongs to one."""
    if isinstance(made, SigningRefused) and made.field:
        raise Invalid({made.field: made.fault}) from made
    if isinstance(made, SigningTrouble):
        raise made
    return made


def _completed(wanted: Exit, found: Rehearsal, signed: Mapping[Wish, Signed]) -> Incident:
    """Close the step, issue its papers and store the signatures: all of it or nothing."""
    drawn = {wish.paper.dedupe_key: wish for wish in signed}
    told = []
    with transaction.atomic():
        incident = wanted.take(found.length)
        for each in found.planned:
            paper = _issued(wanted, found, incident, each, draft=False)
            wish = drawn.get(each.dedupe_key)
            if wish is not None:
                if paper is None or not same_text(paper, wish.paper):
                    raise _overtaken()
                told.append(_kept(wish, signed[wish], at=wanted.now))
        StepVisit.objects.filter(pk=found.visit.pk).update(papers_at=wanted.now)
        if told:
            write(incident, snapshot(incident), told, at=wanted.now, by=_as(wanted.by, found.visit))
    return incident


def _kept(wish: Wish, signed: Signed, *, at: datetime) -> Event:
    by = wish.signature()
    if not keep_signature(wish.row, signed, by=by, at=at):
        raise _overtaken()
    keep_attempts(wish.row, at=at, by=by)
    told = {
        "provider": signed.provider,
        "serial": signed.serial,
        "sha256": sha256(signed.content).hexdigest(),
    }
    return signed_event(wish.paper, wish.row, by, told)


def _as(by: Actor, visit: StepVisit) -> Actor:
    """The performer in the office in which the step was ended, which is the case's no longer."""
    return by.acting_as(visit.role, str((visit.left_by or {}).get("capacity", "")))
