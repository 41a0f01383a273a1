"""What the receipt of a report says: what was told, when it was taken in, and what is promised."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from sigap.audit.queries import entries
from sigap.domain import spoken
from sigap.domain.actor import OFFICE, OPERATOR
from sigap.domain.errors import words
from sigap.domain.procedure import Procedure
from sigap.incidents.models import Incident
from sigap.incidents.papers.facts import Facts, about_case, about_letter, moment, signatory
from sigap.people.models import User
from sigap.people.queries import acting, position_title

TITLE: Final = "Tanda Terima Laporan Gangguan"
FOOTER: Final = words("Tanda terima ini tanpa tanda tangan; keasliannya diperiksa di alamat ini.")
_BY_ITSELF: Final = "dicatat oleh sistem"


def receipt_facts(incident: Incident, procedure: Procedure, tracking_url: str) -> Facts:
    """All that the receipt says, as of the moment the report was recorded; no diagnosis.

    `tracking_url` is the public address by which the reporter follows his report. Five queries.
    """
    at = incident.recorded_at
    first = next(iter(entries(incident.ledger.key)), None)
    return {
        "perkara": about_case(incident),
        "surat": about_letter(incident),
        "penandatangan": [_taken_in(first.actor if first else {}, at)],
        "dicatat": moment(at),
        "lacak": {"kode": incident.tracking_code, "alamat": tracking_url, "qr": "lacak.svg"},
        "janji": {
            "hitungan": "terus-menerus" if incident.calendar_key == "24x7" else "dalam jam kerja",
            "langkah": [
                [step.short, spoken.amount(step.time.unit, step.time.count)]
                for step in procedure.steps
            ],
        },
        "meja": desk(at),
    }


def _taken_in(by: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """Who took the report in. Whoever reported himself is not named: anyone may see this name."""
    user = User.objects.filter(username=by.get("key", "")).first()
    if user is not None and acting(user, at=at).roles & OFFICE:
        return signatory(by, at)
    title = position_title(OPERATOR, at=at)
    return {"jabatan": title, "nama": _BY_ITSELF, "pangkat": "", "nip": ""}


def desk(at: datetime) -> str:
    """Whom to ask: the title of the service desk, with its number where the office gave one."""
    title, contact = position_title(OPERATOR, at=at), settings.SIGAP_SERVICE_DESK
    return f"{title} ({contact})" if contact else title
