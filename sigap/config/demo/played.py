"""One case on the stage: every act goes through the same actions as a real one, at its moment."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from sigap.config.demo.pictures import photo, ping_log
from sigap.config.demo.stage import Stage, Story
from sigap.config.demo.texts import Told
from sigap.domain.actor import TECHNICIAN, Actor
from sigap.domain.case import Status
from sigap.domain.workcalendar import WorkCalendar
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.confirmations import add_agency, answer_confirmation
from sigap.incidents.actions.cyber import record_notification, restrict_incident
from sigap.incidents.actions.exceptions import (
    add_note,
    cancel_incident,
    ratify_deviation,
    record_deviation,
)
from sigap.incidents.actions.family import follow
from sigap.incidents.actions.intake import report_incident
from sigap.incidents.actions.reports import Report
from sigap.incidents.actions.steps import (
    accept_step,
    decline_step,
    hold_step,
    resume_step,
    take_exit,
)
from sigap.incidents.models import Incident
from sigap.inventory.models import Site


class Played:
    """A case and the moment it has reached; `at` is the moment of its next act.

    `contact` is the account that speaks for the agency, "" when it has none and everything comes
    through the operator. An `exact` case keeps to the minutes it is given.
    """

    def __init__(
        self,
        stage: Stage,
        site: Site,
        told: Told,
        hours: WorkCalendar,
        *,
        begins_at: datetime,
        technician: str = TECHNICIAN,
        contact: str = "",
        exact: bool = False,
    ) -> None:
        self.stage = stage
        self.site = site
        self.told = told
        self.at = begins_at
        self.technician = technician
        self.contact = contact
        self.exact = exact
        self.hours = hours
        self._row: Incident | None = None

    def _keep(self, row: Incident) -> None:
        self._row = row
        self.stage.expect(row.wake_at)

    @property
    def row(self) -> Incident:
        """The case as of the last act; it must have been reported."""
        assert self._row is not None
        return self._row

    @property
    def number(self) -> str:
        return self.row.number

    @property
    def is_reported(self) -> bool:
        return self._row is not None

    @property
    def is_open(self) -> bool:
        return Status(self.row.status).open

    @property
    def performer(self) -> Actor:
        """Who carries out the present step."""
        role = self.row.role
        return self.stage.actor(self.technician if role == TECHNICIAN else role)

    def refresh(self) -> None:
        """Read the row again: the parent of this case may have moved it."""
        self._keep(Incident.objects.get(pk=self.row.pk))

    def wait(self, minutes: float) -> Story:
        """Let working time of this case pass, and some seconds: nobody acts on the minute."""
        seconds = 0 if self.exact else self.stage.random.randrange(50)
        yield from self.until(self.hours.add(self.at, timedelta(minutes=minutes, seconds=seconds)))

    def until(self, moment: datetime) -> Story:
        """Let time pass until this moment, to the second."""
        self.at = max(self.at, moment.replace(microsecond=0))
        yield self.at

    def report(self, report: Report, *, by: str, follows: str = "") -> None:
        self._keep(report_incident(report, at=self.at, by=self.stage.actor(by), follows=follows))

    def follow(self, parent: str, *, by: str) -> None:
        self._keep(follow(self.number, parent=parent, at=self.at, by=self.stage.actor(by)))

    def accept(self) -> None:
        self._keep(accept_step(self.number, at=self.at, by=self.performer))

    def leave(self, verb: str, values: Mapping[str, Any] | None = None, *, note: str = "") -> None:
        self._keep(
            take_exit(self.number, verb, values=values, note=note, at=self.at, by=self.performer)
        )

    def decline(self, reason: str) -> None:
        self._keep(decline_step(self.number, reason=reason, at=self.at, by=self.performer))

    def hold(self, reason: str, *, evidence: str, until: datetime) -> None:
        self._keep(
            hold_step(
                self.number,
                reason=reason,
                evidence=evidence,
                until=until,
                at=self.at,
                by=self.performer,
            )
        )

    def resume(self) -> None:
        self._keep(resume_step(self.number, at=self.at, by=self.performer))

    def answer(
        self, result: str, *, by: str, agency: str = "", informant: str = "", channel: str = ""
    ) -> None:
        self._keep(
            answer_confirmation(
                self.number,
                agency=agency or self.row.agency.key,
                result=result,
                informant=informant,
                channel=channel or "formulir",
                at=self.at,
                by=self.stage.actor(by),
            )
        )

    def add_agency(self, agency: str, *, by: str) -> None:
        self._keep(add_agency(self.number, agency=agency, at=self.at, by=self.stage.actor(by)))

    def deviate(self, *, kind: str, reason: str, authority: str, to: str | None) -> None:
        self._keep(
            record_deviation(
                self.number,
                kind=kind,
                reason=reason,
                authority=authority,
                to=to,
                at=self.at,
                by=self.performer,
            )
        )

    def ratify(self, note: str, *, by: str) -> None:
        self._keep(
            ratify_deviation(
                self.number, deviation=1, note=note, at=self.at, by=self.stage.actor(by)
            )
        )

    def cancel(self, reason: str, explanation: str, *, by: str, duplicate_of: str = "") -> None:
        self._keep(
            cancel_incident(
                self.number,
                reason=reason,
                explanation=explanation,
                duplicate_of=duplicate_of,
                at=self.at,
                by=self.stage.actor(by),
            )
        )

    def restrict(self, reason: str, *, personal_data: bool, by: str) -> None:
        self._keep(
            restrict_incident(
                self.number,
                reason=reason,
                personal_data=personal_data,
                at=self.at,
                by=self.stage.actor(by),
            )
        )

    def notify(self, duty: str, reference: str, *, by: str) -> None:
        self._keep(
            record_notification(
                self.number, duty=duty, reference=reference, at=self.at, by=self.stage.actor(by)
            )
        )

    def note(self, text: str, *, by: str, internal: bool = True) -> None:
        self._keep(
            add_note(self.number, text=text, internal=internal, at=self.at, by=self.stage.actor(by))
        )

    def attach(self, name: str, content: bytes, *, by: str) -> str:
        """Put a file on the case; answers with its key, for an output that names it."""
        row = attach_file(
            self.number, name=name, stream=BytesIO(content), at=self.at, by=self.stage.actor(by)
        )
        return row.key

    def attach_photo(self, name: str, *, mended: bool, by: str) -> str:
        taken_at = self.at.astimezone(self.stage.zone) - timedelta(minutes=3)
        picture = photo(self.site.name, at=taken_at, mended=mended, random=self.stage.random)
        return self.attach(name, picture, by=by)

    def attach_ping(self, name: str, *, answered: float, by: str) -> str:
        begun_at = self.at.astimezone(self.stage.zone) - timedelta(minutes=2)
        log = ping_log(self.site.name, at=begun_at, answered=answered, random=self.stage.random)
        return self.attach(name, log, by=by)
