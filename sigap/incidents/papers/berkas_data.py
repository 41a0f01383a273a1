"""A case as data for machines: what the API tells an office about it, in one file.

Names and shapes are those of the API (docs/api.md): a test holds the two together. Left out is
what depends on who asks and when: `allowed_actions`, `escalation`, `verdict`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from sigap.audit.models import Entry
from sigap.documents.actions.papers import verification_url
from sigap.documents.models import Paper, Signature
from sigap.domain.actor import Actor
from sigap.domain.standards import Reading
from sigap.domain.written import iso, whole
from sigap.incidents.models import Attachment, CaseLetter, Deviation, Hold, Incident, StepVisit
from sigap.incidents.papers.evidence import diagnosis_data
from sigap.incidents.queries.clocks import StepClock
from sigap.incidents.queries.dossier import Dossier

FORMAT: Final = "sigap-berkas/1"
_ABOUT: Final = (
    "Satu perkara gangguan jaringan TIK, lengkap, untuk dibaca mesin; BACA README.txt dulu. Saat "
    "ditulis menurut ISO 8601, lama waktu menurut ISO 8601 dan dalam detik di sebelahnya."
)

Data = dict[str, Any]


def case_data(found: Dossier, *, made_by: Actor | None) -> Data:
    """Everything of the case that a machine may want, ready to be written as JSON. No query."""
    return {
        "format": FORMAT,
        "about": _ABOUT,
        "made_at": _local(found.at),
        "made_by": made_by.signature() if made_by else None,
        "incident": _incident(found),
        "outputs": [_output(found, visit) for visit in found.ended],
        "papers": [paper_data(paper) for paper in found.papers],
        "attachments": [_attachment(row) for row in found.attachments],
        "letters": [_case_letter(row) for row in found.letters],
        "diagnoses": [diagnosis_data(row) for row in found.diagnoses],
        "timeline": {
            "items": [_entry(entry) for entry in found.entries],
            "stream": found.incident.ledger.key,
            "length": found.incident.ledger.length,
            "head": found.incident.ledger.head,
        },
    }


def _incident(found: Dossier) -> Data:
    row, step = found.incident, found.procedure.step(found.incident.step)
    return {
        "number": row.number,
        "url": f"{settings.SIGAP_BASE_URL}/gangguan/{row.number}/",
        "tracking_url": f"{settings.SIGAP_BASE_URL}/lacak/{row.tracking_code}",
        "tracking_code": row.tracking_code,
        "procedure": {"key": found.procedure.key, "version": found.procedure.version},
        "status": row.status,
        "step": step.key,
        "step_no": step.no,
        "step_title": step.short,
        "round": row.rounds.get(row.step, 1),
        "hold": _hold_state(found),
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
        **{name: _local(getattr(row, name)) for name in _MOMENTS},
        **{name: getattr(row, name) or None for name in _OR_NOTHING},
        **_places(row),
        "version": row.ledger.length,
        "reporter": {
            "name": row.reporter_name,
            "phone": row.reporter_phone or None,
            "email": row.reporter_email or None,
        },
        "letter": _letter(row),
        "affected": [
            {
                "agency": hit.agency.key,
                "name": hit.agency.name,
                "result": hit.result or None,
                "answered_at": _local(hit.answered_at),
                "channel": hit.channel or None,
                "by": hit.informant or None,
            }
            for hit in found.affected
        ],
        "children": found.children,
        "deviations": [_deviation(each) for each in found.deviations],
        "clocks": [_clock(found, clock) for clock in found.clocks],
    }


_AS_THEY_ARE: Final = (
    *("role", "received", "summary", "channel", "priority", "late_steps", "restricted"),
    *("service_class", "description", "self_checks"),
)
_MOMENTS: Final = (
    *("reported_at", "recorded_at", "entered_at", "due_at", "risk_at", "target_at"),
    *("finished_at", "reopen_until"),
)
_OR_NOTHING: Final = ("assignee", "external_ref", "backdate_reason")


def _places(row: Incident) -> Data:
    return {
        "agency": row.agency.key,
        "agency_name": row.agency.name,
        "site": row.site.key if row.site else None,
        "site_name": row.site.name if row.site else None,
        "device": row.device.key if row.device else None,
        "category": row.category.key,
        "parent": row.parent.number if row.parent else None,
    }


def _hold_state(found: Dossier) -> Data | None:
    row = found.incident
    if not row.hold_reason:
        return None
    known = found.procedure.hold(row.hold_reason)
    label = known.label if known else row.hold_reason
    return {"reason": row.hold_reason, "label": label, "until": _local(row.hold_until)}


def _letter(row: Incident) -> Data | None:
    if not row.letter_number:
        return None
    on = row.letter_on.isoformat() if row.letter_on else None
    return {"number": row.letter_number, "on": on, "agenda": row.letter_agenda or None}


def _deviation(row: Deviation) -> Data:
    return {
        "id": row.ordinal,
        "step": row.step,
        "kind": row.kind,
        "reason": row.reason,
        "authority": row.authority,
        "to": row.to or None,
        "recorded_at": _local(row.recorded_at),
        "recorded_by": row.recorded_by["name"],
        "ratified_at": _local(row.ratified_at),
        "ratified_by": row.ratified_by["name"] if row.ratified_by else None,
    }


def _clock(found: Dossier, clock: StepClock) -> Data:
    visit, step, reading = clock.visit, found.procedure.step(clock.visit.step), clock.reading
    measured = {
        name: getattr(reading, name) if reading else None
        for name in ("standard", "net", "gross", "held", "remaining")
    }
    return {
        "no": step.no,
        "key": step.key,
        "title": step.short,
        "role": visit.role,
        "round": visit.round,
        "outcome": visit.outcome or None,
        "verb": visit.verb or None,
        "entered_at": _local(visit.entered_at),
        "received_at": _local(visit.received_at),
        "left_at": _local(visit.left_at),
        **{name: iso(value) for name, value in measured.items()},
        **{f"{name}_seconds": whole(value) for name, value in measured.items()},
        "due_at": _local(reading.due_at) if reading else None,
        "verdict": reading.verdict.value if reading else None,
        "calendar": {"key": reading.calendar, "version": reading.version} if reading else None,
        "recounted": _recounted(visit),
        "holds": [_hold(found, hold) for hold in clock.holds],
        "lines": _lines(reading),
    }


def _recounted(visit: StepVisit) -> Data | None:
    if visit.recounted_version is None:
        return None
    return {
        "version": visit.recounted_version,
        "net": iso(visit.recounted_net),
        "net_seconds": whole(visit.recounted_net),
        "verdict": visit.recounted_verdict,
    }


def _lines(reading: Reading | None) -> list[Data]:
    return [
        {
            "kind": line.kind.value,
            "words": line.template,
            "start": _local(line.start),
            "end": _local(line.end),
            "working": iso(line.working),
            "working_seconds": whole(line.working),
            "minutes": line.minutes,
        }
        for line in (reading.lines if reading else ())
    ]


def _hold(found: Dossier, hold: Hold) -> Data:
    known = found.procedure.hold(hold.reason)
    return {
        "reason": hold.reason,
        "label": known.label if known else hold.reason,
        "evidence": hold.evidence or None,
        "started_at": _local(hold.starts_at),
        "until": _local(hold.until),
        "ended_at": _local(hold.ended_at),
        "cause": hold.cause or None,
    }


def _output(found: Dossier, visit: StepVisit) -> Data:
    step, values = found.procedure.step(visit.step), visit.output or {}
    return {
        "key": step.output.key,
        "title": step.output.title,
        "step": step.key,
        "step_no": step.no,
        "round": visit.round,
        "at": _local(visit.left_at),
        "by": _person(visit.left_by),
        "fields": [
            {
                "key": field.key,
                "label": field.label,
                "type": field.type.value,
                "value": values[field.key],
            }
            for field in step.output.fields
            if field.key in values
        ],
    }


def paper_data(row: Paper) -> Data:
    """One paper as the API tells it; the bytes of `sha256` are what its address gives."""
    return {
        "code": row.code,
        "kind": row.kind,
        "title": row.title,
        "step": row.step or None,
        "number": row.entry.written if row.entry else None,
        "made_at": _local(row.made_at),
        "drawn": row.drawn_at is not None,
        "sha256": row.sha256 or None,
        "size": row.size,
        "url": f"{settings.SIGAP_BASE_URL}/api/v1/incidents/{row.number}/documents/{row.code}.pdf",
        "verification_url": verification_url(row.code),
        "signatures": [_signature(each) for each in row.signatures.all()],
    }


def _signature(row: Signature) -> Data:
    return {
        "position": row.position,
        "part": row.part,
        "role": row.role or None,
        "signed_at": _local(row.signed_at),
        "by": _person(row.by),
        "provider": row.provider or None,
        "serial": row.serial or None,
        "sha256": row.sha256 or None,
        "size": row.size,
        "media_type": row.media_type or None,
    }


def _attachment(row: Attachment) -> Data:
    address = f"/api/v1/incidents/{row.incident.number}/attachments/{row.key}"
    return {
        "key": row.key,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "step": row.step or None,
        "internal": row.internal,
        "fate": row.fate or None,
        "uploaded_at": _local(row.uploaded_at),
        "uploaded_by": row.uploaded_by["name"],
        "url": f"{settings.SIGAP_BASE_URL}{address}",
    }


def _case_letter(row: CaseLetter) -> Data:
    return {
        **{name: getattr(row, name) for name in ("direction", "number", "agenda", "party")},
        "on": row.on.isoformat(),
        "about": row.about,
        "url": row.url,
        "attachment": row.attachment.key if row.attachment else None,
        "recorded_at": _local(row.recorded_at),
        "recorded_by": row.recorded_by["name"],
    }


def _entry(row: Entry) -> Data:
    return {
        "seq": row.seq,
        "at": _local(row.at),
        "kind": row.kind,
        "actor": row.actor,
        "data": row.data,
        "prev": row.prev,
        "seal": row.seal,
        **({"salt": row.salt} if row.salt else {}),
    }


def _person(by: Mapping[str, Any] | None) -> Data | None:
    return {name: by.get(name, "") for name in ("key", "name", "capacity")} if by else None


def _local(at: datetime | None) -> str | None:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat() if at else None
