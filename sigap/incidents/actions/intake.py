"""Langkah 0: a report is registered and the first step's clock starts (SOP ruling 4)."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from sigap.audit.actions import append, open_stream
from sigap.audit.models import Stream
from sigap.domain import machine
from sigap.domain.actor import CONTACT, KABID, KASI, NETWORK_ADMIN, OPERATOR, TECHNICIAN, Actor
from sigap.domain.case import apply, replay
from sigap.domain.errors import NotAllowed, words
from sigap.domain.priority import priority
from sigap.domain.procedure import Procedure
from sigap.incidents.actions.escalation import asked_at_once, summon
from sigap.incidents.actions.family import follow_within
from sigap.incidents.actions.projection import start_clock
from sigap.incidents.actions.record import store
from sigap.incidents.actions.reports import Found, Report, check_report
from sigap.incidents.actions.telling import announce
from sigap.incidents.actions.writing import Writing
from sigap.incidents.models import AffectedAgency, Incident, PublishedProcedure, Serial
from sigap.incidents.queries.procedures import in_force, parsed
from sigap.incidents.search import index_incident
from sigap.inventory.models import Site
from sigap.inventory.queries import service_class_of
from sigap.kit.storing import insert, next_keys
from sigap.kit.together import together
from sigap.people.worktime import calendar

AROUND_THE_CLOCK = "24x7"
REPORTERS = (OPERATOR, CONTACT, KABID, KASI, NETWORK_ADMIN, TECHNICIAN)

# Nothing that sounds or looks like another letter: the code is read aloud over the phone.
_CODE_LETTERS = "2346789ABCDEFGHJKMNPQRTUVWXYZ"


def report_incident(
    report: Report, *, at: datetime, by: Actor, follows: str = "", site: Site | None = None
) -> Incident:
    """Register a report and start step 1; answers with the new case.

    `follows` names an open case that already repairs the cause; the report then becomes its child.
    `site` is the row of the report's site with its agency, where the caller has just read it.
    Raises Invalid with every faulty field, NotAllowed when the actor may not report.
    """
    return register_report(prepare_report(report, at=at, by=by, site=site), follows=follows)


def prepare_report(report: Report, *, at: datetime, by: Actor, site: Site | None = None) -> Writing:
    """Check a report and read all that its registration needs; nothing is written.

    Apart from `register_report` so that other reports, which wait for each other's numbers, need
    not wait for this too. Raises as `report_incident`.
    """
    if not by.holds(*REPORTERS):
        raise NotAllowed("may-not-report", words("Jabatan Anda tidak mencatat laporan gangguan."))
    row = in_force(report.procedure)
    procedure = parsed(row)
    limit = calendar(AROUND_THE_CLOCK).amount(
        procedure.backdate_limit.unit, procedure.backdate_limit.count, at
    )
    found = check_report(report, backdate_limit=limit, at=at, by=by, site=site)
    w = Writing(_new_row(report, row, procedure, found, at=at), procedure, at, by)
    w.answering(procedure.first.key)
    return w


def register_report(w: Writing, *, follows: str = "") -> Incident:
    """Store a prepared report with its number, all in one transaction; answers with the case.

    Agenda numbers have no gaps: the number is taken in the same transaction.
    """
    # Without a case to follow nothing is refused from here on: no need of a savepoint.
    with transaction.atomic(savepoint=bool(follows)), together():
        _register(w)
        if follows:
            return follow_within(w.incident, follows, at=w.at, by=w.by)
    return w.incident


def _register(w: Writing) -> None:
    incident, procedure = w.incident, w.procedure
    # From here on other reports wait for this one.
    incident.number, incident.pk, ledger_key = _next_number(w.at)
    incident.ledger = open_stream(f"perkara/{incident.number}", pk=ledger_key)
    event = machine.report(procedure, agency=incident.agency.key, details=_told(incident))
    case = apply(None, event)
    visit = start_clock(w, case)
    events = (event, *asked_at_once(w, case))
    case = replay(events)
    acts = [(each.kind.value, dict(each.data)) for each in events]
    append(incident.ledger, acts, at=w.at, by=w.by.signature())
    store(incident, case)
    summon(incident, (), case.escalated)
    insert(visit)
    insert(AffectedAgency(incident=incident, agency=incident.agency))
    index_incident(incident)
    announce(w, None, events, case)


def _new_row(
    report: Report, row: PublishedProcedure, procedure: Procedure, found: Found, *, at: datetime
) -> Incident:
    assert found.agency is not None
    assert found.category is not None
    served = service_class_of(found.site, found.agency)
    around_the_clock = procedure.day == AROUND_THE_CLOCK
    return Incident(
        tracking_code=tracking_code(),
        procedure=row,
        agency=found.agency,
        site=found.site,
        device=found.device,
        category=found.category,
        summary=" ".join(report.summary.split()),
        description=report.description.strip(),
        channel=report.channel,
        reporter_name=report.reporter_name.strip(),
        reporter_phone=report.reporter_phone.strip(),
        reporter_email=report.reporter_email.strip(),
        letter_number=report.letter_number.strip(),
        letter_on=report.letter_on,
        letter_agenda=report.letter_agenda.strip(),
        external_ref=report.external_ref.strip(),
        reported_at=min(report.reported_at or at, at),
        recorded_at=at,
        backdate_reason=report.backdate_reason.strip(),
        priority=priority(
            impact=report.impact,
            urgency=report.urgency,
            critical_site=found.site is not None and found.site.critical,
        ),
        calendar_key=AROUND_THE_CLOCK if around_the_clock else served.calendar_id,
        service_class=served.key,
    )


def _told(incident: Incident) -> dict[str, str]:
    """The report as the ledger keeps it."""
    return {
        "number": incident.number,
        "site": incident.site.key if incident.site else "",
        "device": incident.device.key if incident.device else "",
        "category": incident.category.key,
        "summary": incident.summary,
        "description": incident.description,
        "channel": incident.channel,
        "reporter_name": incident.reporter_name,
        "reporter_phone": incident.reporter_phone,
        "reporter_email": incident.reporter_email,
        "reported_at": incident.reported_at.isoformat(),
        "backdate_reason": incident.backdate_reason,
        "letter_number": incident.letter_number,
        "letter_on": incident.letter_on.isoformat() if incident.letter_on else "",
        "letter_agenda": incident.letter_agenda,
        "external_ref": incident.external_ref,
        "priority": incident.priority,
        "calendar": incident.calendar_key,
        "service_class": incident.service_class,
    }


def _next_number(at: datetime) -> tuple[str, Any, Any]:
    """The next agenda number of the local year, e.g. "2026-000017"; no two reports share it.

    With it the keys of the case and of its ledger, where they are given beforehand.
    """
    year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    table = connection.ops.quote_name(Serial._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (year, last) VALUES (%s, 1) ON CONFLICT (year) DO UPDATE"
            f" SET last = {table}.last + 1 RETURNING last, {next_keys(Incident, Stream)}",
            [year],
        )
        last, case, ledger = cursor.fetchone()
    return f"{year}-{last:06d}", case, ledger


def tracking_code() -> str:
    """Three groups of three letters: 29^9, or 1.4e13 codes, so guessing one finds nobody."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(9)]
    return "-".join("".join(letters[i : i + 3]) for i in (0, 3, 6))
