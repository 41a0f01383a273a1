"""What a notice about a fault of cyber origin has to say at least (BSSN 1/2024 art. 15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sigap.audit.models import Entry
from sigap.audit.queries import entries
from sigap.domain.actor import Actor
from sigap.domain.case import Duty, Kind
from sigap.domain.errors import Fault, NotAllowed, NotFound, words
from sigap.domain.machine import INFORMED
from sigap.domain.procedure import Procedure
from sigap.incidents.models import CyberDuty, Incident
from sigap.incidents.queries.cases import affected, case_row, procedure_of

_TOLD: Final[Mapping[Kind, str]] = {
    Kind.REPORTED: words("Laporan gangguan dicatat"),
    Kind.RECEIVED: words("Langkah %(no)s diterima: %(step)s"),
    Kind.RELEASED: words("Langkah %(no)s selesai: %(step)s"),
    Kind.RETURNED: words("Langkah %(no)s dikembalikan: %(step)s"),
    Kind.TRANSFERRED: words("Dilimpahkan di langkah %(no)s: %(step)s"),
    Kind.DECLINED: words("Penyerahan langkah %(no)s ditolak: %(step)s"),
    Kind.HELD: words("Langkah %(no)s tertunda: %(step)s"),
    Kind.RESUMED: words("Langkah %(no)s dilanjutkan: %(step)s"),
    Kind.ANSWERED: words("Jawaban Perangkat Daerah %(agency)s: %(result)s"),
    Kind.REOPENED: words("Penanganan dibuka kembali"),
    Kind.DEVIATED: words("Penyimpangan dicatat di langkah %(no)s: %(step)s"),
    Kind.CANCELLED: words("Laporan dibatalkan"),
    Kind.AGENCY_ADDED: words("Perangkat Daerah terdampak bertambah: %(agency)s"),
    Kind.ADOPTED: words("Laporan %(child)s digabungkan ke perkara ini"),
    Kind.NOTED: words("Catatan"),
    Kind.ATTACHED: words("Berkas dilampirkan: %(name)s"),
    Kind.RESTRICTED: words("Ditetapkan sebagai insiden siber; akses dibatasi"),
    Kind.NOTIFIED: words("Pemberitahuan disampaikan, nomor %(reference)s"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the chronology: what happened, who did it in which office, and why."""

    at: datetime
    what: Fault
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """Whom to ask: the one who reported, and the office that handles the case."""

    name: str
    phone: str
    email: str
    agency: str
    unit: str
    dinas: str


@dataclass(frozen=True, slots=True)
class StepReached:
    """One step that the handling has reached, and how often it was entered."""

    no: int
    title: str
    rounds: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What is hit and since when; `until` is None while it goes on."""

    agencies: tuple[str, ...]
    sites: tuple[str, ...]
    since: datetime
    until: datetime | None
    personal_data: bool
    steps: tuple[StepReached, ...]


@dataclass(frozen=True, slots=True)
class MinimumContent:
    """What the notice says at least: reporter contact, description, chronology, impact."""

    number: str
    category: str
    reporter: Reporter
    summary: str
    description: str
    grounds: tuple[str, ...]
    chronology: tuple[Happening, ...]
    impact: Impact
    duties: tuple[CyberDuty, ...]


def cyber_case(number: str, *, by: Actor) -> Incident:
    """A restricted case for those who answer for it or supervise; NotFound when it is an ordinary
    one, NotAllowed to the technician who only carries out its step.
    """
    incident = case_row(number, by=by)
    if not incident.restricted:
        raise NotFound(
            "not-restricted",
            words("Perkara %(number)s bukan insiden siber; tidak ada isi pemberitahuannya."),
            number=number,
        )
    if not by.holds(*INFORMED):
        raise NotAllowed(
            "notice-not-yours", words("Isi pemberitahuan insiden siber bukan untuk jabatan Anda.")
        )
    return incident


def duties_of(incident: Incident) -> tuple[CyberDuty, ...]:
    """The notices that the case demands, the nearest due moment first. One query."""
    return tuple(CyberDuty.objects.filter(incident=incident).order_by("due_at", "id"))


def minimum_content(incident: Incident) -> MinimumContent:
    """What a notice about this case has to say at least. Five queries at most.

    Diagnoses and outputs are left out: they hold addresses and topology (UU 14/2008), and what of
    them goes into the notice is for its author to decide.
    """
    procedure = procedure_of(incident)
    ledger = entries(incident.ledger.key)
    duties = duties_of(incident)
    restrictions = (each.data for each in ledger if each.kind == Kind.RESTRICTED)
    identity = procedure.identity
    hit = {row.agency.key: row.agency.name for row in affected(incident)}
    return MinimumContent(
        number=incident.number,
        category=incident.category.name,
        reporter=Reporter(
            incident.reporter_name,
            incident.reporter_phone,
            incident.reporter_email,
            incident.agency.name,
            identity.unit,
            identity.dinas,
        ),
        summary=incident.summary,
        description=incident.description,
        grounds=tuple(str(data["reason"]) for data in restrictions),
        chronology=_chronology(ledger, procedure, hit),
        impact=_impact(incident, procedure, duties, hit),
        duties=duties,
    )


def _chronology(
    ledger: list[Entry], procedure: Procedure, names: Mapping[str, str]
) -> tuple[Happening, ...]:
    return tuple(
        Happening(
            entry.at,
            _what(entry, procedure, names),
            _signed(entry.actor),
            _text(entry, procedure),
        )
        for entry in ledger
        if Kind(entry.kind) in _TOLD
    )


def _what(entry: Entry, procedure: Procedure, names: Mapping[str, str]) -> Fault:
    """The line as a sentence to be translated and filled, like every sentence of the house."""
    told = dict(entry.data)
    step = next((each for each in procedure.steps if each.key == told.get("step")), None)
    told |= {"no": step.no, "step": step.short} if step else {"no": "–", "step": "–"}
    if "agency" in told:
        told["agency"] = names.get(told["agency"], told["agency"])
    return Fault(entry.kind, _TOLD[Kind(entry.kind)], told)


def _text(entry: Entry, procedure: Procedure) -> str:
    data = entry.data
    if entry.kind == Kind.HELD:
        known = procedure.hold(data["reason"])
        return known.label if known else str(data["reason"])
    for name in ("summary", "note", "text", "explanation", "reason"):
        if data.get(name):
            return str(data[name])
    return ""


def _signed(actor: Mapping[str, Any]) -> str:
    return ", ".join(str(actor[part]) for part in ("name", "capacity") if actor.get(part))


def _impact(
    incident: Incident,
    procedure: Procedure,
    duties: tuple[CyberDuty, ...],
    hit: Mapping[str, str],
) -> Impact:
    following = []
    if incident.has_children:
        following = list(
            Incident.objects.filter(parent=incident).select_related("agency", "site").order_by("id")
        )
    agencies = [*hit.values(), *(row.agency.name for row in following)]
    places = [row.site.name for row in (incident, *following) if row.site]
    return Impact(
        agencies=tuple(dict.fromkeys(agencies)),
        sites=tuple(dict.fromkeys(places)),
        since=incident.reported_at,
        until=incident.finished_at,
        personal_data=any(row.duty == Duty.PERSONAL_DATA for row in duties),
        steps=tuple(
            StepReached(step.no, step.short, incident.rounds[step.key])
            for step in procedure.steps
            if step.key in incident.rounds
        ),
    )
