"""The public way of one report: anyone with its tracking code sees how far it is, and answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.case import Answer, Status
from sigap.domain.errors import Invalid, NotFound, Refusal
from sigap.domain.procedure import Procedure
from sigap.domain.standards import Reading
from sigap.incidents.actions.confirmations import answer_confirmation
from sigap.incidents.models import AffectedAgency, Incident
from sigap.incidents.papers.receipt import desk
from sigap.incidents.queries.cases import procedure_of
from sigap.incidents.queries.clocks import step_clocks
from sigap.incidents.queries.tracking import StepProgress, progress, reporter_of, tracked
from sigap.web.guessing import is_guessing, note_wrong
from sigap.web.middleware import PageRequest
from sigap.web.voice import FILTERS

View = Callable[..., HttpResponse]

ANSWERS: Final = {
    Answer.RESTORED.value: gettext_lazy("Sudah normal"),
    Answer.STILL_DOWN.value: gettext_lazy("Masih gangguan"),
}


@dataclass(frozen=True, slots=True)
class Dot:
    """One step as the public sees it; `state` is a word of the component `dots`."""

    no: int
    title: str
    state: str
    words: str


def _guarded(view: View) -> View:
    """Refuses an address that guesses codes, and keeps every answer out of search engines."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_guessing(request):
            answer = render(request, "tracking/too_many.html", status=429)
            answer.headers["Retry-After"] = "60"
        else:
            answer = view(request, *args, **kwargs)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded


@_guarded
@never_cache
@require_safe
def search(request: PageRequest) -> HttpResponse:
    """Ask for the code, and lead to its page."""
    typed = request.GET.get("kode", "").strip()
    if not typed:
        return render(request, "tracking/search.html", {"typed": "", "fault": ""})
    try:
        return redirect("tracking", tracked(typed).tracking_code)
    except NotFound as unknown:
        return _unknown(request, typed, unknown)


@_guarded
@never_cache
@require_safe
def show(request: PageRequest, code: str) -> HttpResponse:
    """How far one report is. Five queries, whatever has happened to it."""
    try:
        incident = tracked(code)
    except NotFound as unknown:
        return _unknown(request, code, unknown)
    return render(request, "tracking/progress.html", _told(incident, request.at))


@_guarded
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PageRequest, code: str, result: str) -> HttpResponse:
    """Say once more what will happen, then record what the reporter says."""
    try:
        incident = tracked(code)
    except NotFound as unknown:
        return _unknown(request, code, unknown)
    if result not in open_answers(incident, _own_answer(incident), request.at):
        return redirect("tracking", incident.tracking_code)
    informant, faults = request.POST.get("informant", ""), {}
    if request.method == "POST":
        try:
            _record(incident, result, informant, request.at)
            return redirect("tracking", incident.tracking_code)
        except Refusal as refusal:
            faults = refusal.faults if isinstance(refusal, Invalid) else {"": refusal.fault}
    context = {"incident": incident, "result": result, "word": ANSWERS[result], "faults": faults}
    status = 422 if faults else 200
    return render(
        request, "tracking/answer.html", {**context, "informant": informant}, status=status
    )


def _record(incident: Incident, result: str, informant: str, at: datetime) -> None:
    answer_confirmation(
        incident.number,
        agency=incident.agency.key,
        result=result,
        informant=informant,
        channel="formulir",
        at=at,
        by=reporter_of(incident),
    )


def _unknown(request: PageRequest, typed: str, refusal: NotFound) -> HttpResponse:
    note_wrong(request)
    context = {"typed": typed[:40], "fault": refusal.fault}
    return render(request, "tracking/search.html", context, status=404)


def _own_answer(incident: Incident) -> AffectedAgency | None:
    return incident.affected.filter(agency=incident.agency_id).first()


def open_answers(incident: Incident, own: AffectedAgency | None, at: datetime) -> tuple[str, ...]:
    """What the reporter may say now: both at the confirmation, afterwards "still down" alone."""
    if incident.restricted:  # the office asks in person (SOP ruling 13)
        return ()
    said = own.result if own else ""
    if incident.status in (Status.RUNNING, Status.ON_HOLD):
        if incident.step != procedure_of(incident).confirmation_step:
            return ()
        return tuple(ANSWERS) if not said else (Answer.STILL_DOWN.value,)
    reopenable = incident.reopen_until is not None and at <= incident.reopen_until
    if incident.status == Status.CLOSED and reopenable:
        return (Answer.STILL_DOWN.value,)
    return ()


def _told(incident: Incident, at: datetime) -> dict[str, Any]:
    told, own = progress(incident), _own_answer(incident)
    readings = {each.visit.step: each.reading for each in step_clocks(incident, now=at)}
    procedure = procedure_of(incident)
    return {
        "told": told,
        "place": incident.site.name if incident.site and not incident.restricted else "",
        "code": incident.tracking_code,
        "sentence": sentence_of(incident, own),
        "dots": [
            _dot(incident, step, procedure, readings.get(key), at)
            for key, step in zip((s.key for s in procedure.steps), told.steps, strict=True)
        ],
        "own": own,
        "answers": [(each, ANSWERS[each]) for each in open_answers(incident, own, at)],
        "asked": incident.finished_at is None and not (own and own.result),
        "desk": desk(at),
        "at": at,
    }


def sentence_of(incident: Incident, own: AffectedAgency | None) -> str:
    """Where it stands, in one sentence made from the SOP's own words; true for any SOP."""
    ended = {
        Status.CLOSED: _("Gangguan sudah selesai ditangani."),
        Status.TRANSFERRED: _(
            "Laporan dilimpahkan kepada pengelolanya; jawabannya kami sampaikan kepada Anda."
        ),
        Status.CANCELLED: _("Laporan dibatalkan karena keliru atau sudah tercatat sebelumnya."),
        Status.FOLLOWING: _(
            "Laporan Anda ditangani bersama gangguan lain yang penyebabnya sama; setelah "
            "diperbaiki, Anda tetap dimintai konfirmasi sendiri."
        ),
    }
    status, procedure = Status(incident.status), procedure_of(incident)
    if status in ended:
        return ended[status]
    if status is Status.RUNNING and incident.step == procedure.confirmation_step:
        if own and own.result:
            return _("Terima kasih, jawaban Anda tercatat; laporan segera ditutup.")
        if incident.restricted:
            return _("Perbaikan sudah diperiksa; kami menghubungi Anda untuk konfirmasi.")
        return _("Perbaikan sudah diperiksa. Apakah jaringan Anda sudah normal?")
    here = procedure.step(incident.step)
    about = {
        "who": procedure.lane(here.role).title,
        "step": here.short,
        "no": here.no,
        "of": len(procedure.steps),
    }
    if status is Status.ON_HOLD:
        return (
            _("Langkah %(no)s dari %(of)s, %(step)s, tertunda karena menunggu pihak lain.") % about
        )
    if incident.received:
        return _("%(who)s sedang mengerjakan langkah %(no)s dari %(of)s: %(step)s.") % about
    return _("Menunggu diterima %(who)s untuk langkah %(no)s dari %(of)s: %(step)s.") % about


def _dot(
    incident: Incident,
    step: StepProgress,
    procedure: Procedure,
    reading: Reading | None,
    at: datetime,
) -> Dot:
    state = {"selesai": "selesai", "berjalan": "sekarang", "dilewati": "tidak-dilaksanakan"}
    return Dot(
        step.no,
        step.title,
        state.get(step.state, "nanti"),
        _promise(incident, step, procedure, reading, at),
    )


def _promise(
    incident: Incident,
    step: StepProgress,
    procedure: Procedure,
    reading: Reading | None,
    at: datetime,
) -> str:
    """What was promised for this step and what was kept."""
    short, due = FILTERS["short_moment"], FILTERS["due"]
    if step.state == "selesai" and step.left_at:
        told = {"left": short(step.left_at), "due": short(reading.due_at if reading else None)}
        return _("Selesai %(left)s, dijanjikan %(due)s") % told
    if step.state == "dilewati":
        return _("Tidak perlu dilaksanakan")
    if step.state == "berjalan" and step.due_at:
        return _("Dijanjikan paling lambat %(due)s") % {"due": due(step.due_at, at)}
    if step.state == "berjalan":
        return _("Waktu berhenti sementara")
    amount = FILTERS["amount"](procedure.steps[step.no - 1].time)
    if incident.calendar_key == "24x7":
        return _("Paling lama %(amount)s") % {"amount": amount}
    return _("Paling lama %(amount)s kerja") % {"amount": amount}
