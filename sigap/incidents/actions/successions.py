"""Offices that somebody left: their steps go back to the office, and successors are asked for."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN
from sigap.incidents.actions.record import write
from sigap.incidents.actions.telling import SUBJECTS, performers, warn
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import locked, procedure_of, snapshot
from sigap.incidents.queries.lists import AT_WORK
from sigap.incidents.queries.successions import given_to, left
from sigap.notifications.actions import Telling, tell
from sigap.people.models import Appointment, Position, User
from sigap.people.persons import day_of
from sigap.people.queries import acting, answering, holders, vacancies
from sigap.people.seats import emptied

logger = logging.getLogger(__name__)


def watch_offices(*, at: datetime) -> int:
    """Hand over what waits for people who left their office, and ask for appointments to empty
    ones; answers how much there was to do.
    """
    done = sum(_settled(appointment, at=at) for appointment in left(at))
    return done + ask_for_appointments(at=at)


def _settled(appointment: Appointment, *, at: datetime) -> bool:
    """Hand over every step of one appointment that is over; a broken case stops no other."""
    complete = True
    for number in given_to(appointment.user.username, appointment.position.role):
        try:
            _hand_back(number, appointment.user, at=at)
        except Exception:
            logger.exception("%s could not be handed over; it is tried again", number)
            complete = False
    if complete:
        appointment.handed_over_at = at
        appointment.save(update_fields=["handed_over_at"])
    return complete


def _hand_back(number: str, user: User, *, at: datetime) -> None:
    with transaction.atomic():
        incident = locked(number)
        in_office = acting(user, at=at).does(incident.role, incident.step)
        if in_office or incident.assignee != user.username or incident.status not in AT_WORK:
            return
        case = snapshot(incident)
        events = machine.hand_back(case, person=user.username, name=user.name)
        write(incident, case, events, at=at, by=SYSTEM)
        procedure = procedure_of(incident)
        warn(
            incident,
            performers(incident, procedure, at=at),
            "step-released",
            at=at,
            once=f"{incident.visit}/{incident.ledger.length}/step-released",
            step=procedure.step(incident.step).short,
            name=user.name,
        )


def ask_for_appointments(*, at: datetime) -> int:
    """Ask the administrators and the superior, once for each time it falls empty, to fill every
    empty office; answers how many offices that were.
    """
    empty = vacancies(at)
    filled = Position.objects.filter(asked_at__isnull=False)
    filled.exclude(pk__in=[position.pk for position in empty]).update(asked_at=None)
    return sum(_ask(position, at=at) for position in empty if position.asked_at is None)


def _ask(position: Position, *, at: datetime) -> bool:
    with transaction.atomic():
        if not Position.objects.filter(pk=position.pk, asked_at=None).update(asked_at=at):
            return False
        tell(_requests(position, at=at), at=at)
    return True


def _requests(position: Position, *, at: datetime) -> Iterator[Telling]:
    above = [] if position.superior is None else holders(position.superior.role, at=at)
    people = {each.pk: each for each in (*holders(SYSTEM_ADMIN, at=at), *above)}
    url = f"/pengaturan/jabatan/{position.key}/"
    body = _body(position, url, at)
    for person in people.values():
        yield Telling(
            user_id=person.pk,
            address=person.email or None,
            event="office-empty",
            number="",
            subject=SUBJECTS["office-empty"] % {"title": position.title},
            body=body,
            url=url,
            dedupe_key=f"jabatan-kosong/{position.key}/{at.isoformat()}/{person.username}",
        )


def _body(position: Position, url: str, at: datetime) -> str:
    since = emptied([position.pk], at).get(position.pk)
    waiting = Incident.objects.filter(role=position.role, finished_at=None, status__in=AT_WORK)
    count = waiting.count()
    lines = [
        f"Jabatan ini kosong sejak {day_of(since):%d-%m-%Y}." if since else "Jabatan ini kosong.",
        answering(position.role, at=at).reason,
        f"Langkah yang menunggu jabatan ini: {count}." if count else "",
        "Mohon tunjuk pejabat definitif, Plt., atau Plh.",
    ]
    told = "\n".join(line for line in lines if line)
    return f"{told}\n\n{settings.SIGAP_BASE_URL}{url}"
