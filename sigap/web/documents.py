"""The outputs of a case's steps as papers to read: labels from the procedure, values in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from sigap.domain.procedure import FieldType, Output
from sigap.incidents.channels import CHANNELS
from sigap.incidents.models import Incident, StepVisit
from sigap.web.casefile import CaseFile
from sigap.web.voice import FILTERS, lines


@dataclass(frozen=True, slots=True)
class Paper:
    """One output as it was released: `no` is the step it came from, 0 for the report itself."""

    key: str
    title: str
    no: int
    round: int
    at: datetime | None
    by: str
    pairs: tuple[tuple[str, Any], ...]
    note: str = ""


def papers(found: CaseFile) -> list[Paper]:
    """Every output of the case in the order in which it was released, the report first."""
    written = [report_paper(found)]
    for clock in found.clocks:
        visit = clock.visit
        if visit.output is not None:
            written.append(_paper(found, visit, found.procedure.step(visit.step).output))
    return written


def needed(found: CaseFile) -> list[Paper]:
    """What the present step works from (SOP column Kelengkapan), each in its newest form."""
    return [paper for key in found.step.requires if (paper := _newest(found, key)) is not None]


def _newest(found: CaseFile, key: str) -> Paper | None:
    if key == found.procedure.intake.key:
        return report_paper(found)
    for clock in reversed(found.clocks):
        visit = clock.visit
        if visit.output is None:
            continue
        step = found.procedure.step(visit.step)
        way = step.exit(visit.verb)
        if step.output.key == key:
            return _paper(found, visit, step.output)
        # Fixed remotely, the problem data stand for the field report too (SOP ruling 2).
        if way is not None and key in way.produces:
            named = found.procedure.output(key) or step.output
            return _paper(found, visit, Output(key, named.title, step.output.fields))
    return None


def _paper(found: CaseFile, visit: StepVisit, output: Output) -> Paper:
    values = visit.output or {}
    return Paper(
        key=output.key,
        title=output.title,
        no=found.procedure.step(visit.step).no,
        round=visit.round,
        at=visit.left_at,
        by=signed(visit.left_by),
        pairs=tuple(
            (field.label, value_words(values[field.key], field.type, found.incident.number))
            for field in output.fields
            if field.key in values
        ),
        note=visit.note,
    )


def report_paper(found: CaseFile) -> Paper:
    """The report as it was registered (SOP ruling 4: "langkah 0")."""
    incident = found.incident
    first = found.entries[0] if found.entries else None
    return Paper(
        key=found.procedure.intake.key,
        title=found.procedure.intake.title,
        no=0,
        round=1,
        at=incident.recorded_at,
        by=signed(first.actor) if first else "",
        pairs=tuple((label, value) for label, value in _told(incident) if value),
        note="",
    )


def _told(incident: Incident) -> list[tuple[str, Any]]:
    moment = FILTERS["moment"]
    reporter = " · ".join(
        part
        for part in (incident.reporter_name, incident.reporter_phone, incident.reporter_email)
        if part
    )
    back = incident.backdate_reason
    return [
        (_("Uraian"), lines(incident.description) if incident.description else ""),
        (_("Kategori"), incident.category.name),
        (_("Perangkat"), incident.device.name if incident.device else ""),
        (_("Pelapor"), reporter),
        (_("Saluran"), _(CHANNELS.get(incident.channel, incident.channel))),
        (_("Waktu lapor"), moment(incident.reported_at)),
        (_("Dicatat"), moment(incident.recorded_at) if back else ""),
        (_("Alasan dicatat kemudian"), back),
        (_("Nomor surat"), incident.letter_number),
        (_("Tanggal surat"), FILTERS["day"](incident.letter_on) if incident.letter_on else ""),
        (_("Nomor agenda surat"), incident.letter_agenda),
        (_("Nomor di sistem lain"), incident.external_ref),
    ]


def signed(by: Mapping[str, Any] | None) -> str:
    """A person as a paper names him: name and capacity."""
    if not by:
        return ""
    name, capacity = str(by.get("name", "")), str(by.get("capacity", ""))
    return f"{name}, {capacity}" if capacity and capacity != name else name


def value_words(value: Any, kind: FieldType, number: str) -> Any:
    """One stored answer as people read it; files become links to the case's own copies."""
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, list):
        return Markup(", ").join(value_words(each, kind, number) for each in value)
    if isinstance(value, Mapping):
        if kind is FieldType.ATTACHMENT:
            link = Markup('<a href="/gangguan/{}/berkas/{}">{}</a>')
            return link.format(number, value["key"], value["label"])
        return value["label"]
    if kind is FieldType.DATETIME:
        return FILTERS["moment"](datetime.fromisoformat(value))
    if isinstance(value, int | float):
        return FILTERS["number"](value)
    return lines(value)
