"""The facts of one paper: the case, the step, what was filled in, and who signs, as it was then."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from sigap.domain import spoken
from sigap.domain.actor import KASI
from sigap.domain.procedure import Field, FieldType, Procedure, Step
from sigap.domain.standards import Verdict
from sigap.incidents.channels import CHANNELS
from sigap.incidents.models import Attachment, Incident, StepVisit
from sigap.incidents.papers.kinds import MINUTES, Occasion
from sigap.people.models import Agency, User
from sigap.people.persons import facts_on
from sigap.people.queries import acting, holders, position_title

Facts = dict[str, Any]

VERDICTS = {
    Verdict.ON_TIME: "tepat waktu",
    Verdict.AT_RISK: "mendekati batas",
    Verdict.LATE: "terlambat",
}


def facts_of(
    incident: Incident,
    procedure: Procedure,
    visit: StepVisit,
    occasion: Occasion,
    pictures: list[Attachment],
) -> Facts:
    """All that the paper of this occasion says, in Indonesian, as of the end of the visit.

    `pictures` are the photos that belong to the step, in order. Six queries.
    """
    assert visit.left_at is not None
    step, at = procedure.step(visit.step), visit.left_at
    return {
        "perkara": about_case(incident),
        "surat": about_letter(incident),
        "langkah": _step(step, visit),
        "isian": [
            {"kunci": field.key, "label": field.label, "nilai": _value(field, visit.output)}
            for field in step.output.fields
            if field.key in (visit.output or {})
        ],
        "penandatangan": [signatory(visit.left_by or {}, at)],
        # The superior who takes note of minutes (rules.md §2).
        "mengetahui": in_office(KASI, at) if occasion.kind == MINUTES else [],
        "tujuan": _addressee(procedure, step, visit, at),
        "yth": _recipient(incident, occasion),
        "ditugasi": _assigned(procedure, step, visit, at),
        "waktu": {
            "hari": spoken.DAYS["id"][_local(at).weekday()],
            "tanggal": day(at),
            "pukul": spoken.clock_time(at, _zone()),
        },
        "gambar": _pictures(pictures),
    }


def _pictures(rows: list[Attachment]) -> list[dict[str, str]]:
    return [
        {
            "berkas": f"foto-{place}.jpg",
            "sha256": row.sha256,
            "keterangan": f"Foto {place}: {row.name}",
        }
        for place, row in enumerate(rows, start=1)
    ]


def signatory(by: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """A person as a paper names him: capacity, full name, rank and NIP as they were at `at`."""
    user = User.objects.filter(username=by.get("key", "")).first()
    facts = facts_on(user, at) if user is not None else None
    rank = ", ".join(filter(None, (facts.rank, facts.grade))) if facts else ""
    number = (facts.nip if facts else "") or by.get("nip", "") or (user.nip if user else "")
    return {
        "jabatan": str(by.get("capacity", "")),
        "nama": facts.full_name if facts else str(by.get("name", "")),
        "pangkat": rank,
        "nip": spoken.nip(number) if number else "",
    }


def in_office(role: str, at: datetime) -> list[dict[str, str]]:
    """Whoever holds the office of this role at `at`, as a paper names him; empty for nobody."""
    person = next(iter(holders(role, at=at)), None)
    if person is None:
        return []
    return [signatory(acting(person, at=at).signature(role), at)]


def day(at: datetime) -> str:
    """The day of a moment on the office's clock: "23 November 2026"."""
    return spoken.day(_local(at).date(), weekday=False)


def moment(at: datetime) -> str:
    """A moment in full on the office's clock: "Senin, 23 November 2026 pukul 09.15 WIB"."""
    return spoken.moment(at, _zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _local(at: datetime) -> datetime:
    return at.astimezone(_zone())


def about_case(incident: Incident) -> dict[str, str]:
    """What was reported, in the words of a paper."""
    place = incident.site.name if incident.site else ""
    return {
        "nomor": incident.number,
        "ringkasan": incident.summary,
        "uraian": incident.description,
        "perangkat_daerah": incident.agency.name,
        "lokasi": place,
        "tempat": place or incident.agency.name,
        "kategori": incident.category.name,
        "pelapor": incident.reporter_name,
        "saluran": CHANNELS.get(incident.channel, incident.channel),
        "waktu_lapor": moment(incident.reported_at),
    }


def about_letter(incident: Incident) -> dict[str, str]:
    """The letter or report that the case began with, as a disposition sheet names it."""
    written_on: date | None = incident.letter_on
    return {
        "dari": incident.agency.name,
        "nomor": incident.letter_number,
        "tanggal": spoken.day(written_on, weekday=False) if written_on else "",
        "agenda": incident.letter_agenda,
        "diterima": day(incident.recorded_at),
    }


def _step(step: Step, visit: StepVisit) -> dict[str, Any]:
    return {
        "no": step.no,
        "nama": step.short,
        "uraian": step.text,
        "putaran": visit.round,
        "catatan": visit.note,
        "pernyataan": visit.declaration,
        "waktu": _timing(step, visit),
    }


def _timing(step: Step, visit: StepVisit) -> str:
    """The standard of the step and what was used of it: "standar 15 menit, terpakai 6 menit …"."""
    standard = spoken.amount(step.time.unit, step.time.count)
    if visit.net is None:
        return f"standar {standard}"
    verdict = VERDICTS.get(Verdict(visit.verdict), "") if visit.verdict else ""
    used = f"standar {standard}, terpakai {spoken.duration(visit.net)} kerja"
    return f"{used}, {verdict}" if verdict else used


def _value(field: Field, output: Mapping[str, Any] | None) -> str:
    return _said((output or {}).get(field.key), field.type)


def _said(value: Any, kind: FieldType) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, list):
        return ", ".join(_said(each, kind) for each in value)
    if isinstance(value, Mapping):
        return str(value.get("label", ""))
    if kind is FieldType.DATETIME:
        return moment(datetime.fromisoformat(str(value)))
    if isinstance(value, int | float):
        return spoken.number(value)
    return str(value)


def _addressee(procedure: Procedure, step: Step, visit: StepVisit, at: datetime) -> str:
    """The office that the step hands the case to; where it ends, the one it came from."""
    way = step.exit(visit.verb)
    if way is not None and way.to is not None:
        return position_title(procedure.step(way.to).role, at=at)
    before = [each.role for each in procedure.steps if each.no == step.no - 1]
    return position_title(before[0], at=at) if before else ""


def _recipient(incident: Incident, occasion: Occasion) -> list[str]:
    """To whom a letter goes: the head of the agency, in the words of a letter."""
    if not occasion.agency:
        return [f"Kepala {incident.agency.name}", "di Tempat"]
    agency = Agency.objects.filter(key=occasion.agency).first()
    return [f"Kepala {agency.name if agency else occasion.agency}", "di Tempat"]


def _assigned(
    procedure: Procedure, step: Step, visit: StepVisit, at: datetime
) -> list[dict[str, str]]:
    """The people whom the step's form names, as a work order lists them."""
    fields = [field.key for field in step.output.fields if field.type is FieldType.PERSON]
    named = [(visit.output or {}).get(key) for key in fields]
    title = _addressee(procedure, step, visit, at)
    return [
        signatory({"key": each["key"], "name": each["label"], "capacity": title}, at)
        for each in named
        if isinstance(each, Mapping)
    ]
