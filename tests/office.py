"""An office at work in the tests: the cast, the SOP in force, and cases taken through its steps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sigap.config.office import default_ladders
from sigap.domain.actor import SYSTEM
from sigap.domain.procedure import Procedure, Step
from sigap.incidents.actions.intake import report_incident
from sigap.incidents.actions.ladders import load_ladders
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.actions.reports import Report
from sigap.incidents.actions.steps import take_exit
from sigap.incidents.models import Category, Incident
from sigap.incidents.queries.cases import procedure_of
from sigap.incidents.queries.escalation import forget_ladders
from sigap.incidents.queries.lists import forget_load
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.web.piket import forget_standing
from tests.cast import MONDAY_MORNING, Cast, cast

PROCEDURES = Path(__file__).parents[1] / "sigap" / "procedures"

REMOTE = ("disposisikan", "arahkan", "teratasi")
FIELD = ("disposisikan", "arahkan", "kirim-pelaksana", "laporkan")
CHECKED = ("laporkan-kasi", "laporkan-kabid")


class Office:
    """The cast with the SOP in force; `at` is a clock the test moves by hand."""

    def __init__(self, at: datetime = MONDAY_MORNING) -> None:
        forget_load()
        forget_standing()
        forget_ladders()
        self.cast: Cast = cast(at)
        self.at = at
        for name in ("penanganan-gangguan.v1", "penyambungan-baru.v1"):
            text = (PROCEDURES / f"{name}.toml").read_text(encoding="utf-8")
            import_procedure(text, at=at, by=SYSTEM)
        load_ladders(default_ladders(), at=at, by=SYSTEM)
        Category.objects.bulk_create(
            Category(key=key, name=name, group=group, position=position)
            for position, (key, name, group) in enumerate(
                [("fo-putus", "FO putus", "FO"), ("wifi-mati", "AP mati", "WiFi")]
            )
        )

    @property
    def procedure(self) -> Procedure:
        """The disruption SOP in force."""
        return parsed(in_force(DISRUPTION))

    def wait(self, **amount: float) -> datetime:
        """Let time pass."""
        self.at += timedelta(**amount)
        return self.at

    def report(self, who: str = "operator", *, follows: str = "", **told: Any) -> Incident:
        """A report as the operator takes it by phone, unless told otherwise."""
        report = Report(
            **{
                "category": "wifi-mati",
                "summary": "WiFi lantai 2 mati",
                "site": "kantor-disdik",
                "channel": "telepon",
                "reporter_name": "Agus Hermawan",
                **told,
            }
        )
        return report_incident(report, at=self.at, by=self.cast.actor(who), follows=follows)

    def walk(self, incident: Incident, *verbs: str, minutes: float = 5) -> Incident:
        """Take these exits one after another, each by the holder of the step's office."""
        for verb in verbs:
            incident = Incident.objects.select_related("procedure").get(pk=incident.pk)
            self.wait(minutes=minutes)
            step = procedure_of(incident).step(incident.step)
            incident = take_exit(
                incident.number,
                verb,
                values=filled(step, verb),
                note="Masih putus saat dicek",
                at=self.at,
                by=self.cast.actor(step.role),
            )
        return incident


def filled(step: Step, verb: str) -> Mapping[str, Any]:
    """The least that a step's form accepts for this verb."""
    way = step.exit(verb)
    values: dict[str, Any] = {}
    for field in step.output.fields:
        if field.required_by(verb):
            values[field.key] = field.choices[0] if field.choices else "Sudah dikerjakan"
    if way is not None:
        values |= {key: allowed[0] for key, allowed in way.conditions.items()}
    return values if way is not None and way.needs_output else {}
