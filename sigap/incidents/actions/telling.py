"""Who is told what when a case changes: rows for the outbox, never a call to the world."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from sigap.domain.actor import HEAD, KABID, KASI, SYSTEM_ADMIN
from sigap.domain.case import Case, Event, Kind, Status
from sigap.domain.errors import words
from sigap.domain.escalation import Reason
from sigap.domain.procedure import Procedure
from sigap.incidents.actions.writing import Writing
from sigap.incidents.models import Incident
from sigap.notifications.actions import Telling, tell, withhold
from sigap.people.models import User
from sigap.people.queries import contacts_of, holders

# Who answers for the notices that the law wants, or has to know that they are due.
_ANSWERABLE = (KABID, KASI, HEAD)
_ENDS = {
    Status.CLOSED: "closed",
    Status.TRANSFERRED: "transferred",
    Status.CANCELLED: "cancelled",
}
SUBJECTS: Final = {
    "reported": words("Laporan Anda tercatat"),
    "step-waits": words("%(step)s menunggu Anda"),
    "step-returned": words("%(step)s dikembalikan kepada Anda"),
    "reopened": words("%(step)s dibuka kembali, menunggu Anda"),
    "confirm": words("Mohon konfirmasi: apakah jaringan sudah normal?"),
    "closed": words("Gangguan selesai ditangani"),
    "transferred": words("Laporan dilimpahkan"),
    "cancelled": words("Laporan dibatalkan"),
    "deviation": words("Penyimpangan menunggu pengesahan"),
    "at-risk": words("Mendekati batas waktu"),
    "late": words("Terlambat: standar waktu terlampaui"),
    "half": words("Separuh waktu standar terpakai"),
    "hold-near": words("Penundaan segera berakhir"),
    "hold-over": words("Penundaan berakhir; jam berjalan lagi"),
    "escalated": words("%(step)s belum diterima; sekarang juga menunggu Anda"),
    "escalated-on": words("%(step)s belum Anda terima; diteruskan kepada %(to)s"),
    "on-duty": words("%(step)s di luar jam kerja; menunggu Anda sebagai petugas piket"),
    "unreachable": words("%(step)s belum diterima dan tidak ada lagi yang dapat dihubungi"),
    "lapsed": words("Penerimaan %(step)s kedaluwarsa; menunggu diterima lagi"),
    "restricted": words("Perkara terbatas: jam pelaporan berjalan"),
    "notice-near": words("Batas pemberitahuan %(notice)s kurang dari 6 jam lagi"),
    "step-released": words(
        "%(step)s kembali menunggu seluruh jabatan; %(name)s tidak lagi menjabat"
    ),
    "office-empty": words("%(title)s kosong; mohon tunjuk pejabatnya"),
    "notice-due": words("Batas pemberitahuan %(notice)s sudah tiba"),
    "sign-waits": words("%(title)s menunggu tanda tangan Anda"),
}
"""What each event is called, in Indonesian as it is stored and sent; pages may say it otherwise."""


def announce(w: Writing, before: Case | None, events: Sequence[Event], after: Case) -> None:
    """Queue what these events mean to people, in the same transaction as the events.

    From the moment a case is restricted, what was told of it before says no more than its number.
    """
    if any(event.kind is Kind.RESTRICTED for event in events):
        withhold(w.incident.number, body=_body(w.incident))
    tell(_tellings(w, before, events, after), at=w.at)


def _tellings(
    w: Writing, before: Case | None, events: Sequence[Event], after: Case
) -> Iterator[Telling]:
    incident = w.incident
    entered = before is None or after.visit != before.visit
    if before is None:
        yield from _to_reporter(incident, "reported")
    if after.status is Status.RUNNING and entered:
        yield from _step_waits(w, events, after)
        if after.step == w.procedure.confirmation_step:
            yield from _to_agency(w, "confirm")
    if before is not None and before.status.open and not after.status.open:
        yield from _to_agency(w, _ENDS[after.status])
        yield from _to_reporter(incident, _ENDS[after.status])
    if any(event.kind is Kind.DEVIATED for event in events):
        yield from _deviation_waits(w, after)
    for event in events:
        if event.kind is Kind.ESCALATED:
            yield from _handed_up(w, event.data)
        elif event.kind is Kind.LAPSED:
            yield from _waits_again(w, after)
    if any(event.kind is Kind.RESTRICTED for event in events):
        once = "/".join(("restricted", *sorted(after.duties)))
        yield from _to_people(incident, answerable(at=w.at), "restricted", once)


def _step_waits(w: Writing, events: Sequence[Event], case: Case) -> Iterator[Telling]:
    """The performer of the new step hears of it; why it came (back) is in the subject."""
    step = w.procedure.step(case.step)
    kinds = {event.kind for event in events}
    event = "step-waits"
    if kinds & {Kind.RETURNED, Kind.DECLINED}:
        event = "step-returned"
    elif Kind.REOPENED in kinds:
        event = "reopened"
    people = w.performers(case.step)
    yield from _to_people(w.incident, people, event, f"{case.visit}/{event}", step=step.short)


def _handed_up(w: Writing, data: Mapping[str, Any]) -> Iterator[Telling]:
    """Whoever a waiting step went up to, and those who let it wait.

    Where an office is empty its superior is the performer, who hears of the step as such.
    """
    incident, step = w.incident, w.procedure.step(data["step"]).short
    if data["reason"] == Reason.VACANT and data["people"]:
        return
    # The length of the ledger names this one time: the ladder may begin again in the same visit.
    once = f"{incident.visit}/{incident.ledger.length}/{data['rung']}"
    if not data["people"]:
        people = holders(SYSTEM_ADMIN, at=w.at)
        yield from _to_people(incident, people, "unreachable", once, step=step)
        return
    people = list(User.objects.filter(username__in=[each["key"] for each in data["people"]]))
    event = "on-duty" if data["reason"] == Reason.OUT_OF_HOURS else "escalated"
    yield from _to_people(incident, people, event, once, step=step)
    if data["reason"] == Reason.UNACCEPTED and data["to"]:
        to = ", ".join(dict.fromkeys(each["capacity"] for each in data["people"]))
        known = {person.pk for person in people}
        waiting = [each for each in w.performers(data["step"]) if each.pk not in known]
        yield from _to_people(incident, waiting, "escalated-on", once, step=step, to=to)


def _waits_again(w: Writing, case: Case) -> Iterator[Telling]:
    step = w.procedure.step(case.step).short
    once = f"{case.visit}/{w.incident.ledger.length}/lapsed"
    yield from _to_people(w.incident, w.performers(case.step), "lapsed", once, step=step)


def performers(incident: Incident, procedure: Procedure, *, at: datetime) -> list[User]:
    """Who is to do the present step: the person it was given to, else all who hold the office."""
    people = holders(procedure.step(incident.step).role, at=at, step=incident.step)
    named = [person for person in people if person.username == incident.assignee]
    return named or people


def _deviation_waits(w: Writing, case: Case) -> Iterator[Telling]:
    people = [
        person
        for role in (KABID, HEAD)
        for person in holders(role, at=w.at)
        if person.pk != w.by.user_id
    ]
    once = f"deviation/{len(case.deviations)}"
    yield from _to_people(w.incident, people, "deviation", once)


def answerable(*, at: datetime) -> list[User]:
    """Who is told of the notices that a restricted case demands (SOP ruling 13)."""
    return [person for role in _ANSWERABLE for person in holders(role, at=at)]


def warn(
    incident: Incident,
    people: Iterable[User],
    event: str,
    *,
    at: datetime,
    once: str = "",
    **places: str,
) -> None:
    """Tell people of a moment that has come (nearing its limit, late, hold over).

    `once` names the moment; without it there is one of this kind in each visit of a step. `places`
    fill the subject of the event.
    """
    tell(_to_people(incident, people, event, once or f"{incident.visit}/{event}", **places), at=at)


def _to_people(
    incident: Incident, people: Iterable[User], event: str, once: str, **places: str
) -> Iterator[Telling]:
    for person in people:
        yield Telling(
            user_id=person.pk,
            address=person.email or None,
            event=event,
            number=incident.number,
            subject=_subject(incident, event, **places),
            body=_body(incident),
            url=f"/gangguan/{incident.number}/",
            dedupe_key=f"{incident.number}/{once}/{person.username}",
        )


def _to_agency(w: Writing, event: str) -> Iterator[Telling]:
    """The agency's contacts; of a restricted case the office speaks with them in person."""
    if w.incident.restricted:
        return
    people = contacts_of(w.incident.agency.key, at=w.at)
    yield from _to_people(w.incident, people, event, f"{w.incident.visit}/{event}")


def _to_reporter(incident: Incident, event: str) -> Iterator[Telling]:
    """The reporter need not have an account: an address is enough, with the tracking page."""
    if not incident.reporter_email:
        return
    yield Telling(
        user_id=None,
        address=incident.reporter_email,
        event=event,
        number=incident.number,
        subject=_subject(incident, event),
        body="\n\n".join((*_told_openly(incident), f"Lacak: {tracking_url(incident)}")),
        url=f"/lacak/{incident.tracking_code}",
        dedupe_key=f"{incident.number}/{incident.visit}/{event}/pelapor",
    )


def _subject(incident: Incident, event: str, **places: str) -> str:
    return f"{incident.number} · {SUBJECTS[event] % places}"


def tracking_url(incident: Incident) -> str:
    """The public address at which anyone with the code follows the progress."""
    return f"{settings.SIGAP_BASE_URL}/lacak/{incident.tracking_code}"


def _told_openly(incident: Incident) -> tuple[str, ...]:
    """What a message may say of the disruption itself: nothing, once the case is restricted."""
    return () if incident.restricted else (incident.summary,)


def _body(incident: Incident) -> str:
    if incident.restricted:
        return f"{settings.SIGAP_BASE_URL}/gangguan/{incident.number}/"
    place = incident.site.name if incident.site else ""
    where = f"{incident.agency.name} · {place}" if place else incident.agency.name
    return f"{incident.summary}\n{where}\n\n{settings.SIGAP_BASE_URL}/gangguan/{incident.number}/"
