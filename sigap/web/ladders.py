"""Ladders in words: of the office's own settings, and of one case as it stands on its ladder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigap.audit.models import Entry
from sigap.domain.case import Kind, Status
from sigap.domain.escalation import MINUTES, Ladder, Limit, Reason, Way
from sigap.incidents.queries.escalation import ladder_of, lapses_at, rungs_ahead
from sigap.web.casefile import CaseFile

WAY_WORDS: Final = {
    Way.COLLEAGUES: gettext_lazy("Rekan dalam jabatan yang sama"),
    Way.SUPERIOR: gettext_lazy("Atasan terdekat"),
    Way.ON_DUTY: gettext_lazy("Petugas piket"),
}
UNIT_WORDS: Final = {
    "menit": gettext_lazy("menit kerja"),
    "persen": gettext_lazy("persen dari standar langkah"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rung in words: `state` is a key of `states`, `people` who was told of it."""

    whom: str
    state: str
    at: datetime
    people: str = ""


@dataclass(frozen=True, slots=True)
class Climb:
    """Where a case stands on its ladder. `waits` until somebody accepts the step.

    `since` is when it began to wait, or the last sign of work; `lapses_at` when the acceptance
    ends without another one.
    """

    waits: bool
    since: datetime
    lines: tuple[Line, ...]
    lapses_at: datetime | None


def climb(found: CaseFile) -> Climb | None:
    """The ladder of the case's present step; None while there is nothing to tell. No query."""
    incident = found.incident
    if incident.status != Status.RUNNING or incident.idle_since is None:
        return None
    risen = [_risen(entry) for entry in _of_this_run(found.entries)]
    waits = not incident.received
    rungs = ladder_of(incident).rungs
    ahead = [
        Line(str(WAY_WORDS[rungs[moment.rung - 1].way]), "belum-dimulai", moment.at)
        for moment in rungs_ahead(incident)
    ]
    lapse = lapses_at(incident)
    if not risen and not ahead and lapse is None:
        return None
    return Climb(waits, incident.idle_since, (*risen, *ahead), lapse)


def _of_this_run(entries: Iterable[Entry]) -> list[Entry]:
    """The steps up since the present step began to wait, oldest first."""
    run: list[Entry] = []
    for entry in entries:
        if entry.kind == Kind.ESCALATED.value:
            run.append(entry)
        elif entry.kind in _BEGINS_ANEW:
            run = []
    return run


_BEGINS_ANEW: Final = frozenset(
    kind.value
    for kind in (
        Kind.RELEASED,
        Kind.RETURNED,
        Kind.DECLINED,
        Kind.REOPENED,
        Kind.UNFOLLOWED,
        Kind.CALLED_TO_CONFIRM,
        Kind.DEVIATED,
        Kind.LAPSED,
    )
)


def _risen(entry: Entry) -> Line:
    data = entry.data
    names = ", ".join(person["name"] for person in data["people"])
    if data["reason"] == Reason.VACANT:
        return Line(_("Atasan, karena jabatan kosong"), "selesai", entry.at, names)
    if not names:
        return Line(_("Tidak ada lagi yang dapat dihubungi"), "terlambat", entry.at)
    return Line(str(WAY_WORDS[Way(data["way"])]), "selesai", entry.at, names)


def limit_words(limit: Limit) -> str:
    """ "15 menit kerja", "200 % dari standar langkah"."""
    if limit.unit == MINUTES:
        return _("%(count)s menit kerja") % {"count": limit.count}
    return _("%(count)s persen dari standar langkah") % {"count": limit.count}


def rung_words(ladder: Ladder) -> list[tuple[str, str]]:
    """Whom each rung reaches, and after how much."""
    return [(str(WAY_WORDS[rung.way]), limit_words(rung.after)) for rung in ladder.rungs]
