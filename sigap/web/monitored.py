"""What the pages of the monitoring say of a check: its state, what was last heard, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from sigap.domain.answers import WORDS, Answer
from sigap.domain.health import Standing
from sigap.monitoring.models import KINDS, Check, HealthChange
from sigap.monitoring.plain import hop_words
from sigap.monitoring.probes.management import TROUBLES
from sigap.web.voice import FILTERS

STATES: Final[Mapping[str, str]] = {
    Standing.UP.value: "naik",
    Standing.DEGRADED.value: "menurun",
    Standing.DOWN.value: "putus",
    Standing.FLAPPING.value: "labil",
    Standing.UNKNOWN.value: "tidak-diketahui",
}
"""How a standing is shown (sigap.web.states)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One check as a row of a list."""

    row: Check
    state: str
    question: str
    said: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of standing as a row of a list."""

    at: datetime
    question: str
    state: str
    said: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One reading of a probe that was asked for."""

    question: str
    address: str
    good: bool
    said: str


def line(row: Check) -> Line:
    """A check in words."""
    said = answer_words(row.answer, row.detail) if row.answer else _("belum pernah diperiksa")
    return Line(row, STATES.get(row.standing, row.standing), question(row), said, row.since)


def change(row: HealthChange) -> Change:
    """A change of standing in words; `since` is when it can first be seen."""
    said = answer_words(row.answer, row.detail)
    return Change(row.since, question(row.check_row), STATES.get(row.after, row.after), said)


def question(row: Check) -> str:
    """What is asked: "Ping (ICMP)", "HTTPS siap.example 443"."""
    return named(row.kind, row.label)


def named(kind: str, label: str) -> str:
    """A question by its kind and label."""
    known = {key.value: word for key, word in KINDS.items()}
    return " ".join(filter(None, (known.get(kind, kind), label)))


def answer_words(answer: str, detail: str = "") -> str:
    """An answer as people are told: "tidak menjawab", "jawaban tidak semestinya (HTTP 502)".

    Where a device was asked of itself, the detail is the code of a whole sentence.
    """
    if detail in TROUBLES:
        return _(TROUBLES[detail])
    known = answer in set(Answer)
    told = _(WORDS[Answer(answer)]) if known else answer
    return f"{told} ({detail})" if detail else told


def results(result: Mapping[str, Any]) -> Sequence[Heard]:
    """What an order heard."""
    return [
        Heard(
            named(each["kind"], each["label"]),
            each["address"],
            each["answer"] in (Answer.OK, Answer.MUTED),
            _heard_words(each),
        )
        for each in result.get("readings", ())
    ]


def _heard_words(each: Mapping[str, Any]) -> str:
    told = [answer_words(each["answer"], each["detail"])]
    if each["rtt_ms"] is not None:
        told.append(f"{FILTERS['number'](each['rtt_ms'], places=2)} ms")
    if 0 < each["lost"] < each["sent"]:
        told.append(
            _("%(lost)s dari %(sent)s hilang") % {"lost": each["lost"], "sent": each["sent"]}
        )
    return ", ".join(told)


def hops(result: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The way that an order found: distance and what was heard there."""
    way = result.get("way")
    return [(hop["distance"], hop_words(hop)) for hop in way["hops"]] if way else []


def way_words(result: Mapping[str, Any]) -> str:
    """Where the way ends, as one sentence."""
    way = result.get("way")
    if not way:
        return _("Jalur tidak dapat ditelusuri dari mesin ini.")
    if way["reached"]:
        return _("Jalur sampai ke alamat tujuan.")
    if way["loop"]:
        met = {"addresses": ", ".join(way["loop"])}
        return _("Jalur berputar di %(addresses)s.") % met
    if way["stopped"]:
        return _("Jalur dihentikan di tengah dengan tanda %(mark)s.") % {"mark": way["stopped"]}
    return _("Jalur tidak sampai; sesudah hop terakhir tidak ada yang menjawab.")
