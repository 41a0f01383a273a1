"""Writes on what belongs to the person: dated facts, NIK, qualifications."""

import re
from datetime import date, datetime, timedelta

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, NotFound, Refused, required, words
from sigap.domain.names import Named, taken_apart
from sigap.people.actions.accounts import nip_faults
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, too_long, write_down
from sigap.people.models import IdentityNumber, PersonalFacts, Qualification, User
from sigap.people.persons import day_of, facts_on, nik_of

_NIK = re.compile(r"[0-9]{16}")
_LIMITS = {"front_title": 60, "bare_name": 150, "back_title": 100, "rank": 60, "grade": 10}
_OLDEST = timedelta(days=366 * 60)


@transaction.atomic
def record_facts(
    user: User,
    *,
    named: Named,
    nip: str = "",
    rank: str = "",
    grade: str = "",
    since: date,
    source: str = "",
    at: datetime,
    by: Actor,
) -> PersonalFacts:
    """Record what papers say of a person from the day `since` on, by its decree (`source`).

    What was recorded for that very day is put right; earlier days keep what they had.
    """
    require_admin(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    row = PersonalFacts(
        user=user,
        since=since,
        front_title=named.front.strip(),
        bare_name=" ".join(named.bare.split()),
        back_title=named.back.strip(),
        nip=re.sub(r"[\s.-]", "", nip),
        rank=rank.strip(),
        grade=grade.strip(),
        source=source.strip(),
        recorded_at=at,
    )
    faults = _facts_faults(row, at)
    if faults:
        raise Invalid(faults)
    _keep(row)
    _show(user, at)
    told = {"username": user.username, "since": since.isoformat(), "name": row.full_name}
    told |= {name: getattr(row, name) for name in ("nip", "rank", "grade", "source")}
    write_down(PEOPLE_STREAM, [("data-diri-dicatat", told)], at=at, by=by)
    return row


def _keep(row: PersonalFacts) -> None:
    """Store the row, before the first one what the account said until then."""
    known = PersonalFacts.objects.filter(user=row.user)
    if not known.exists():
        before = taken_apart(row.user.name)
        PersonalFacts.objects.create(
            user=row.user,
            front_title=before.front,
            bare_name=before.bare,
            back_title=before.back,
            nip=row.user.nip,
            recorded_at=row.recorded_at,
        )
    known.filter(since=row.since).delete()
    row.save(force_insert=True)


def _show(user: User, at: datetime) -> None:
    """Let the account show what counts now."""
    facts = facts_on(user, at)
    if facts is not None:
        user.name, user.nip = facts.full_name, facts.nip
        user.save(update_fields=["name", "nip"])


def _facts_faults(row: PersonalFacts, at: datetime) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if len(row.bare_name) < 2:
        faults["bare_name"] = Fault("required", words("Tulis nama tanpa gelar."))
    faults |= {
        name: too_long(most)
        for name, most in (*_LIMITS.items(), ("source", 200))
        if len(getattr(row, name)) > most
    }
    if not faults and len(row.full_name) > 150:
        template = words("Nama dengan gelar paling banyak 150 huruf.")
        faults["bare_name"] = Fault("length", template)
    if row.nip:
        faults |= nip_faults(row.nip, owner=row.user)
    if row.since is None or not day_of(at) - _OLDEST <= row.since <= day_of(at):
        template = words("Isi tanggal yang sudah tiba, misalnya tanggal keputusannya berlaku.")
        faults["since"] = Fault("not-a-past-day", template)
    return faults


@transaction.atomic
def record_nik(user: User, nik: str, *, at: datetime, by: Actor) -> None:
    """Keep a person's NIK, encrypted; the ledger tells that it was kept, never the figures."""
    require_admin(by)
    figures = re.sub(r"[\s.-]", "", nik)
    if not _NIK.fullmatch(figures):
        raise Invalid({"nik": Fault("nik-shape", words("NIK terdiri dari tepat 16 angka."))})
    IdentityNumber.objects.create(user=user, nik=figures, recorded_at=at)
    write_down(PEOPLE_STREAM, [("nik-dicatat", {"username": user.username})], at=at, by=by)


@transaction.atomic
def reveal_nik(user: User, *, reason: str, at: datetime, by: Actor) -> str:
    """The NIK in plain figures, for a stated reason that goes on the record (UU PDP).

    Ask for a fresh proof of identity before calling this.
    """
    require_admin(by)
    if not reason.strip():
        raise Invalid({"reason": Fault("required", words("Tulis untuk keperluan apa NIK dibuka."))})
    if len(reason.strip()) > 300:
        raise Invalid({"reason": too_long(300)})
    nik = nik_of(user)
    if not nik:
        raise NotFound("nik-unknown", words("NIK orang ini belum dicatat."))
    told = {"username": user.username, "reason": reason.strip()}
    write_down(PEOPLE_STREAM, [("nik-dibuka", told)], at=at, by=by)
    return nik


@transaction.atomic
def record_qualification(
    user: User,
    title: str,
    *,
    evidence: str = "",
    obtained_on: date | None = None,
    expires_on: date | None = None,
    at: datetime,
    by: Actor,
) -> Qualification:
    """Record that a person has a qualification; `title` is the SOP's own wording of it.

    `evidence` names the diploma or certificate; one without an end stays good. A lack is warned
    about at dispatch and never stops anybody.
    """
    require_admin(by)
    row = Qualification(
        user=user,
        title=title.strip(),
        evidence=evidence.strip(),
        obtained_on=obtained_on,
        expires_on=expires_on,
        recorded_at=at,
    )
    faults = _qualification_faults(row, at)
    if faults:
        raise Invalid(faults)
    row.save(force_insert=True)
    write_down(PEOPLE_STREAM, [("kualifikasi-dicatat", _told(row))], at=at, by=by)
    return row


def _qualification_faults(row: Qualification, at: datetime) -> dict[str, Fault]:
    faults = {} if row.title else {"title": required()}
    faults |= {n: too_long(200) for n in ("title", "evidence") if len(getattr(row, n)) > 200}
    if row.obtained_on and row.obtained_on > day_of(at):
        template = words("Tanggal perolehan belum tiba.")
        faults["obtained_on"] = Fault("not-yet", template)
    if row.obtained_on and row.expires_on and row.expires_on < row.obtained_on:
        template = words("Masa berlaku harus sesudah tanggal perolehan.")
        faults["expires_on"] = Fault("ends-before-start", template)
    return faults


@transaction.atomic
def withdraw_qualification(row: Qualification, *, at: datetime, by: Actor) -> None:
    """Take back a qualification that was recorded by mistake; the ledger keeps both."""
    require_admin(by)
    unmoved = Qualification.objects.filter(pk=row.pk, withdrawn_at=None)
    if not unmoved.update(withdrawn_at=at):
        raise Refused("already-withdrawn", words("Kualifikasi ini sudah dicabut."))
    write_down(PEOPLE_STREAM, [("kualifikasi-dicabut", _told(row))], at=at, by=by)


def _told(row: Qualification) -> dict[str, str]:
    return {
        "username": row.user.username,
        "title": row.title,
        "evidence": row.evidence,
        "expires_on": row.expires_on.isoformat() if row.expires_on else "",
    }
