"""The ways of a few true cases through the SOP, made by the product's own actions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sigap.domain.actor import Actor
from sigap.incidents.actions.confirmations import answer_confirmation
from sigap.incidents.actions.exceptions import cancel_incident
from sigap.incidents.actions.intake import report_incident
from sigap.incidents.actions.reports import Report
from sigap.incidents.actions.steps import accept_step, hold_step, resume_step, take_exit
from sigap.incidents.models import Category, Incident
from sigap.incidents.queries.cases import procedure_of
from sigap.inventory.models import Site
from sigap.people.models import User
from sigap.people.queries import acting
from tests.office import filled

CHECKED = ("laporkan-kasi", "laporkan-kabid", "konfirmasikan")
REMOTE = ("disposisikan", "arahkan", "teratasi", *CHECKED)
FIELD = ("disposisikan", "arahkan", "kirim-pelaksana", "laporkan", *CHECKED)
RETURNED = (*FIELD[:4], "kembalikan", "laporkan", *CHECKED)
HELD = ("disposisikan", "arahkan", "tahan", "lanjutkan", *REMOTE[2:])
ANSWERED = (*REMOTE, "masih-gangguan", *REMOTE[2:])

# How often, how slowly (minutes a step), and by which verbs a case of the past ended.
ENDED: tuple[tuple[int, float, tuple[str, ...]], ...] = (
    (34, 9, REMOTE),
    (10, 55, REMOTE),
    (26, 12, FIELD),
    (8, 70, FIELD),
    (8, 10, RETURNED),
    (6, 8, HELD),
    (3, 6, ANSWERED),
    (3, 10, ("disposisikan", "limpahkan")),
    (2, 10, ("batalkan",)),
)


@dataclass
class Desk:
    """The office at work: `at` moves on with every act."""

    at: datetime
    minutes: float = 5
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The person of this user name with today's offices."""
        if username not in self._actors:
            self._actors[username] = acting(User.objects.get(username=username), at=self.at)
        return self._actors[username]

    def report(self, site: Site, category: Category, summary: str, reporter: str) -> Incident:
        """A report as the operator takes it by phone."""
        told = Report(
            category=category.key,
            site=site.key,
            summary=summary,
            description="Sejak pagi tidak dapat membuka aplikasi pelayanan; lampu ONU merah.",
            channel="telepon",
            reporter_name=reporter,
            reporter_phone="0812-3456-7890",
        )
        return report_incident(told, at=self.at, by=self.actor("operator"))

    def walk(self, incident: Incident, verbs: Sequence[str]) -> Incident:
        """Take these verbs one after another, each by whom the SOP names."""
        for verb in verbs:
            self.at += timedelta(minutes=self.minutes)
            incident = ASIDE.get(verb, Desk.exit)(self, incident, verb)
        return incident

    def exit(self, incident: Incident, verb: str) -> Incident:
        """Receive the step and close it by this exit."""
        step = procedure_of(incident).step(incident.step)
        by = self.actor(step.role)
        if not incident.received and incident.visit > 1:
            accept_step(incident.number, at=self.at - timedelta(minutes=1), by=by)
        values, note = filled(step, verb), "Masih putus saat dicek di lokasi"
        return take_exit(incident.number, verb, values=values, note=note, at=self.at, by=by)

    def hold(self, incident: Incident, _verb: str) -> Incident:
        """Wait for the provider."""
        return hold_step(
            incident.number,
            reason="vendor-isp",
            evidence="Tiket 88-12",
            until=self.at + timedelta(hours=5),
            at=self.at,
            by=self.actor(incident.role),
        )

    def resume(self, incident: Incident, _verb: str) -> Incident:
        """The provider is done."""
        return resume_step(incident.number, at=self.at, by=self.actor(incident.role))

    def still_down(self, incident: Incident, _verb: str) -> Incident:
        """The agency says that it is not."""
        return answer_confirmation(
            incident.number,
            agency=incident.agency.key,
            result="masih-gangguan",
            channel="telepon",
            informant="Agus Hermawan",
            at=self.at,
            by=self.actor("kabid"),
        )

    def cancel(self, incident: Incident, _verb: str) -> Incident:
        """It was a mistake."""
        return cancel_incident(
            incident.number,
            reason="keliru",
            explanation="Listrik gedung padam, bukan jaringan.",
            at=self.at,
            by=self.actor("kabid"),
        )


ASIDE: dict[str, Callable[[Desk, Incident, str], Incident]] = {
    "tahan": Desk.hold,
    "lanjutkan": Desk.resume,
    "masih-gangguan": Desk.still_down,
    "batalkan": Desk.cancel,
}
