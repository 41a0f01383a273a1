"""What a case's pages say of the looks at its network: verdict, evidence, proposal, changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigap.domain.case import Status
from sigap.domain.diagnosis import (
    Cause,
    Evidence,
    Recovery,
    SiteDiagnosis,
    State,
    from_json,
)
from sigap.domain.diagnosis_words import CONFIDENCES, FAULTS, RECOVERIES, WAYS
from sigap.domain.diagnosis_words import STATES as STATE_WORDS
from sigap.domain.evidence import Told, Verdict
from sigap.domain.proposals import fills
from sigap.incidents.actions.diagnosing import ASKERS
from sigap.incidents.models import CaseDiagnosis
from sigap.incidents.models.diagnosis import ASKED, REPORTED, STEP_LEFT
from sigap.incidents.queries.plans import plan_for
from sigap.web.casefile import CaseFile
from sigap.web.voice import FILTERS, voice

Proposed = tuple[Mapping[str, str], str, str]
Say = Callable[[str], str]
"""A sentence in the reader's language, its places still open."""

BEGINS_WITHIN: Final = timedelta(seconds=60)
"""After its report a case is looked at by itself; later only a missing worker explains nothing."""

STATES: Final[Mapping[State, str]] = {
    State.DOWN: "putus",
    State.IMPAIRED: "menurun",
    State.WELL: "naik",
    State.UNSEEN: "tidak-diketahui",
}
RECOVERED: Final[Mapping[Recovery, str]] = {
    Recovery.PULIH: "pulih",
    Recovery.BELUM: "masih-gangguan",
    Recovery.SEBAGIAN: "menurun",
    Recovery.TAK_PASTI: "tidak-diketahui",
}
"""How each is shown (sigap.web.states)."""
_OCCASIONS: Final[Mapping[str, str | Promise]] = {
    REPORTED: gettext_lazy("sesudah laporan"),
    STEP_LEFT: gettext_lazy("sesudah langkah selesai"),
    ASKED: gettext_lazy("diminta"),
}
_TENDENCIES: Final[Mapping[Verdict, str]] = {
    Verdict.WORSE: "buruk",
    Verdict.BETTER: "baik",
    Verdict.CHANGED: "jeda",
    Verdict.SAME: "netral",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A cause in words; `evidence` are moment and sentence, `sites` those that it hits."""

    told: str
    confidence: str
    since: datetime | None
    evidence: tuple[tuple[datetime, str], ...]
    alternatives: tuple[str, ...]
    sites: tuple[str, ...]
    agencies: tuple[str, ...]
    ours: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the table of before and after."""

    part: str
    subject: str
    before: str
    after: str
    verdict: str
    tone: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look that told something."""

    row: CaseDiagnosis
    occasion: str
    state: str
    state_word: str
    recovery: str
    recovery_word: str
    causes: tuple[Named, ...]
    others: tuple[Named, ...]
    path: tuple[str, ...]
    notes: tuple[str, ...]
    way: str
    fault: str
    why: str
    directions: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """An earlier look in one line; `told` are the causes of the site."""

    row: CaseDiagnosis
    occasion: str
    state: str
    state_word: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a case: the newest look, those before it, and what may be asked for.

    `running` is the look that is wanted or under way, `begins` says that one will be by itself
    soon; then the card asks again by itself. `failed` is the newest look where it told nothing.
    """

    look: Look | None
    earlier: tuple[Brief, ...]
    running: CaseDiagnosis | None
    begins: bool
    failed: CaseDiagnosis | None
    may_ask: bool
    usable: bool

    @property
    def asks_again(self) -> bool:
        """Whether something is still to come."""
        return self.begins or self.running is not None


def card(found: CaseFile) -> Card | None:
    """What the office's page shows; None where there is nothing to show and to ask. No query."""
    incident, rows = found.incident, found.diagnoses
    is_open = Status(incident.status).open and incident.site_id is not None
    if not rows and not is_open:
        return None
    running = next((row for row in rows if row.done_at is None), None)
    told = [row for row in rows if row.is_told and row.result]
    newest = look(told[0]) if told else None
    return Card(
        look=newest,
        earlier=tuple(_brief(row, voice().text) for row in told[1:]),
        running=running,
        begins=not rows and found.at - incident.recorded_at < BEGINS_WITHIN,
        failed=rows[0] if rows and rows[0].failure else None,
        may_ask=is_open and running is None and found.by.holds(*ASKERS),
        usable=bool(told) and _may_fill(found) and bool(_proposed(found, told[0])),
    )


def _may_fill(found: CaseFile) -> bool:
    return any(way.needs_output and way.verb in found.verbs for way in found.step.exits)


def _proposed(found: CaseFile, row: CaseDiagnosis) -> Proposed | None:
    plan = plan_for(found.procedure)
    if plan is None or row.result is None or row.done_at is None:
        return None
    zone = timezone.get_default_timezone()
    told = from_json(row.result)
    values, verb = fills(plan, found.step.key, told, names=row.names, zone=zone)
    moment = FILTERS["clock_time"](row.done_at)
    source = _("diagnosis jaringan pukul %(moment)s") % {"moment": moment}
    return (values, source, verb) if values else None


def proposed(found: CaseFile, key: str) -> Proposed | None:
    """What the look with this key proposes for the present step; None for any other key.

    Values by output field, where they come from as one says it, and the verb that goes with them.
    """
    row = next((row for row in found.diagnoses if row.key == key and row.is_told), None)
    return _proposed(found, row) if row is not None else None


def look(row: CaseDiagnosis) -> Look:
    """A look in the reader's words. It must have told something."""
    found, say = from_json(row.result or {}), voice().text
    recovery = Recovery(row.recovery) if row.recovery else None
    causes = [_named(each, row.names, say) for each in found.causes]
    return Look(
        row=row,
        occasion=str(_OCCASIONS[row.occasion]),
        state=STATES[found.state],
        state_word=_capital(say(STATE_WORDS[found.state])),
        recovery=RECOVERED[recovery] if recovery else "",
        recovery_word=_capital(say(RECOVERIES[recovery])) if recovery else "",
        causes=tuple(each for each in causes if each.ours),
        others=tuple(each for each in causes if not each.ours),
        path=_path(found, row.names),
        notes=tuple(said(each, say) for each in found.notes),
        way=_capital(say(WAYS[found.proposal.way])),
        fault=say(FAULTS[found.proposal.fault]),
        why=said(found.proposal.why, say),
        directions=tuple(said(each, say) for each in found.proposal.directions),
        changes=tuple(_change(each, say) for each in row.changes),
    )


def _brief(row: CaseDiagnosis, say: Say) -> Brief:
    told = row.result or {}
    state = State(told["state"])
    own = (each["told"] for each in told["causes"] if each["ours"])
    return Brief(
        row=row,
        occasion=str(_OCCASIONS[row.occasion]),
        state=STATES[state],
        state_word=_capital(say(STATE_WORDS[state])),
        told=tuple(_plainly(each, say) for each in own),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def said(told: Told, say: Say) -> str:
    """A phrase in the reader's language, with the phrases inside it."""
    params = {
        name: said(value, say) if isinstance(value, Told) else value
        for name, value in told.params.items()
    }
    text = say(told.template) if told.template else ""
    return text % params if params else text


def _plainly(told: Mapping[str, Any], say: Say) -> str:
    """The same of a phrase as it is kept."""
    params = {
        name: _plainly(value, say) if isinstance(value, Mapping) else value
        for name, value in told["params"].items()
    }
    text = say(told["template"]) if told["template"] else ""
    return text % params if params else text


def _path(found: SiteDiagnosis, names: Mapping[str, str]) -> tuple[str, ...]:
    """The nodes of the way; links lie in between."""
    return tuple(names.get(key, key) for key in found.path[::2])


def _named(cause: Cause, names: Mapping[str, str], say: Say) -> Named:
    return Named(
        told=said(cause.told, say),
        confidence=say(CONFIDENCES[cause.confidence]),
        since=cause.since,
        evidence=tuple((each.at, _seen(each, names, say)) for each in cause.evidence),
        alternatives=tuple(said(each, say) for each in cause.alternatives),
        sites=tuple(names.get(key, key) for key in cause.sites),
        agencies=tuple(names.get(key, key) for key in cause.agencies),
        ours=cause.ours,
    )


def _seen(evidence: Evidence, names: Mapping[str, str], say: Say) -> str:
    return f"{names.get(evidence.node, evidence.node)}: {said(evidence.told, say)}"


def _change(line: Mapping[str, Any], say: Say) -> Change:
    part, verdict = line["part"], Verdict(line["verdict"])
    return Change(
        part=say(part),
        subject=line["subject"],
        before=_plainly(line["before"], say),
        after=_plainly(line["after"], say),
        verdict=say(verdict.value),
        tone=_TENDENCIES[verdict],
    )
