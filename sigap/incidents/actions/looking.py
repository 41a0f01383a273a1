"""Carries out the looks at the network that cases wait for, several at once, and keeps them."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final, Protocol

from django.db import connections, transaction
from django.db.models import F

from sigap.domain.actor import Actor
from sigap.domain.diagnosis import OpenCase, SiteDiagnosis, from_json, recovered
from sigap.domain.errors import Refusal, words
from sigap.domain.evidence import Line
from sigap.incidents.actions.diagnosing import note_wanted
from sigap.incidents.models import CaseDiagnosis, Incident
from sigap.incidents.models.diagnosis import ASKED, REPORTED
from sigap.incidents.queries.diagnosing import compared_with, waiting
from sigap.inventory.queries.topology import Network, network
from sigap.kit.claims import claim
from sigap.monitoring.actions.diagnosing import diagnose_site, keep_for_case
from sigap.monitoring.models import Diagnosis
from sigap.monitoring.queries.diagnoses import comparison, diagnosis

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""A look takes 25 seconds at the most; whoever holds one longer has died."""
MOST_AT_ONCE: Final = 4
MOST_TRIES: Final = 3
AGAIN_AFTER: Final = timedelta(seconds=5)
_MOST_CASES: Final = 500
_MOST_NAMED: Final = 500
_BROKEN: Final = words("Pemeriksaan tiga kali gagal karena kesalahan di dalam Sigap sendiri.")


class Look(Protocol):
    """How a site is looked at; raises Refusal where it cannot be, with the reason."""

    def __call__(
        self,
        site_key: str,
        *,
        at: datetime,
        by: Actor,
        device_key: str = "",
        open_cases: Sequence[OpenCase] = (),
    ) -> Diagnosis: ...


def diagnose_cases(*, at: datetime, look: Look = diagnose_site) -> int:
    """Look at what new reports, ended repairs and people want; answers how many looks. A job.

    Nothing of it is in a transaction while the network is asked. What fails is tried twice more.
    """
    note_wanted(at=at)
    rows = claim(waiting(at), at=at, lease=LEASE, limit=MOST_AT_ONCE)
    if len(rows) < 2:
        return sum(carry_out(row, at=at, look=look) for row in rows)
    with ThreadPoolExecutor(len(rows), thread_name_prefix="diagnosis") as pool:
        return sum(pool.map(lambda row: _on_its_own(row, at, look), rows))


def _on_its_own(row: CaseDiagnosis, at: datetime, look: Look) -> int:
    """The same in a thread of its own, which must not leave a connection behind."""
    try:
        return carry_out(row, at=at, look=look)
    finally:
        connections.close_all()


def carry_out(row: CaseDiagnosis, *, at: datetime, look: Look) -> int:
    """Look for this row and keep what came of it; answers 1, or 0 where it is to be tried again.

    Also 0 where somebody else holds the row by now.
    """
    mine = CaseDiagnosis.objects.filter(pk=row.pk, claimed_until=row.claimed_until)
    begun = monotonic()
    if row.tries >= MOST_TRIES:
        # Whoever tried it last did not live to say what happened.
        return mine.update(done_at=at, failure=_BROKEN)
    mine.update(tries=F("tries") + 1)
    try:
        told = _looked(row, at, look)
    except Refusal as refusal:
        told = {"failure": str(refusal)[:300]}
    except Exception:
        logger.exception("the look %s for case %s failed", row.pk, row.incident.number)
        if row.tries + 1 < MOST_TRIES:
            mine.update(due=at + AGAIN_AFTER, claimed_until=None)
            return 0
        told = {"failure": _BROKEN}
    done_at = at + timedelta(seconds=monotonic() - begun)
    with transaction.atomic():
        keep_for_case([told["key"]] if "key" in told else [])
        return mine.update(done_at=done_at, **told)


def _looked(row: CaseDiagnosis, at: datetime, look: Look) -> dict[str, Any]:
    """Look, and compare with what was seen before: the columns to be stored."""
    incident, device = row.incident, row.incident.device
    assert incident.site is not None
    made = look(
        incident.site.key,
        at=at,
        by=Actor(row.asked_by["key"], row.asked_by["name"]),
        device_key=device.key if device and device.site_id == incident.site_id else "",
        open_cases=_open_cases(incident),
    )
    return {
        "key": made.key,
        "state": made.state,
        "result": made.result,
        "names": names_in(from_json(made.result), network()),
        **_beside(row, made),
    }


def _open_cases(incident: Incident) -> list[OpenCase]:
    """The open cases elsewhere; a restricted one is no news for whoever reads this."""
    rows = Incident.objects.filter(finished_at=None, restricted=False, site__isnull=False)
    rows = rows.exclude(site=incident.site_id).order_by("-id")
    told = rows.values_list("number", "site__key", "device__key")[:_MOST_CASES]
    return [OpenCase(number, site, device or "") for number, site, device in told]


def names_in(found: SiteDiagnosis, known: Network) -> dict[str, str]:
    """What people call the sites, agencies, nodes and links that a diagnosis names by key."""
    by_key = {element.key: named.name for element, named in known.named.items()}
    agencies = {place.agency: place.agency_name for place in known.places.values()}
    names = {key: by_key[key] for key in found.path if key in by_key}
    for cause in found.causes:
        nodes = (cause.element.key, *(each.node for each in cause.evidence))
        names |= {key: by_key[key] for key in nodes if key in by_key}
        places = {key: known.places[key].name for key in cause.sites if key in known.places}
        names |= dict(list(places.items())[:_MOST_NAMED])
        names |= {key: agencies[key] for key in cause.agencies if key in agencies}
    return names


def _beside(row: CaseDiagnosis, made: Diagnosis) -> dict[str, Any]:
    """What has become better or worse since the look that saw the fault."""
    if row.occasion == REPORTED:
        return {}
    before = compared_with(row)
    if before is None and row.occasion == ASKED:
        return {}
    earlier = from_json(before.result) if before and before.result else None
    told = {"recovery": recovered(earlier, from_json(made.result)).value}
    if before is None:
        return told
    lines = comparison(diagnosis(before.key), made)
    return {**told, "before": before, "changes": [*_lines(lines)]}


def _lines(lines: tuple[Line, ...]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "part": line.part.value,
            "subject": line.subject,
            "before": asdict(line.before),
            "after": asdict(line.after),
            "verdict": line.verdict.value,
        }
