"""What a paper says of the looks at the network: verdicts, what changed, raw outputs with seals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from sigap.domain import spoken
from sigap.domain.diagnosis import Recovery, from_json
from sigap.domain.diagnosis_words import CONFIDENCES, RECOVERIES, STATES
from sigap.domain.evidence import Told
from sigap.domain.procedure import Procedure
from sigap.incidents.models import CaseDiagnosis, Incident, StepVisit
from sigap.incidents.queries.diagnosing import every_look, looks_for_paper
from sigap.incidents.queries.plans import carries_evidence
from sigap.monitoring.queries.diagnoses import raws_of

Facts = dict[str, Any]

MOST_RAW: Final = 60
"""Raw outputs named on a paper; all of them lie in the berkas."""
MOST_CHANGES: Final = 40


def evidence_facts(incident: Incident, visit: StepVisit, procedure: Procedure) -> Facts | None:
    """The evidence that the paper of an ended visit carries, None where there is none.

    In Indonesian. No query for a paper that carries none, two otherwise.
    """
    if not carries_evidence(procedure, visit.step):
        return None
    before, after = looks_for_paper(visit, every_look(incident))
    if before is None:
        return None
    last = after or before
    return {
        "sebelum": _verdict(before),
        "sesudah": _verdict(after) if after else None,
        "kesimpulan": RECOVERIES[Recovery(last.recovery)] if last.recovery else "",
        "tabel": _table(last),
        **_raws([look for look in (before, after) if look is not None]),
    }


def _verdict(row: CaseDiagnosis) -> Facts:
    found = from_json(row.result or {})
    told = [f"{cause.told} ({CONFIDENCES[cause.confidence]})." for cause in found.ours]
    assert row.done_at is not None
    return {
        "waktu": spoken.moment(row.done_at, _zone()),
        "keadaan": STATES[found.state],
        "kalimat": told or [str(found.proposal.why)],
    }


def _table(row: CaseDiagnosis) -> list[Facts]:
    return [
        {
            "bagian": line["part"],
            "hal": line["subject"],
            "sebelum": str(Told(**line["before"])),
            "sesudah": str(Told(**line["after"])),
            "arah": line["verdict"],
        }
        for line in row.changes[:MOST_CHANGES]
    ]


def _raws(looks: Sequence[CaseDiagnosis]) -> Facts:
    rows = raws_of([look.key for look in looks])
    names = {key: name for look in looks for key, name in look.names.items()}
    return {
        "mentah": [
            {
                "waktu": spoken.short_moment(row.at, _zone()),
                "perangkat": names.get(row.device, row.device),
                "perintah": row.command,
                "sha256": row.sha256,
            }
            for row in rows[:MOST_RAW]
        ],
        "mentah_lain": max(0, len(rows) - MOST_RAW),
    }


def diagnosis_data(row: CaseDiagnosis) -> Facts:
    """One look as programs read it, in the API and in the berkas; `result` None while it waits."""
    return {
        "id": row.pk,
        "key": row.key or None,
        "occasion": row.occasion,
        "step": row.step,
        "asked_at": _local(row.asked_at),
        "asked_by": row.asked_by["name"],
        "done_at": _local(row.done_at),
        "failure": row.failure or None,
        "state": row.state or None,
        "recovery": row.recovery or None,
        "compared_with": row.before_id,
        "result": row.result,
        "names": row.names,
        "changes": row.changes,
    }


def _local(at: datetime | None) -> str | None:
    return at.astimezone(_zone()).isoformat() if at else None


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
