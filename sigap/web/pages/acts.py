"""Acts on a case, one address each: what was sent becomes one call of one action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sigap.domain.actor import Actor
from sigap.domain.case import Answer, Status
from sigap.domain.errors import Fault, Invalid, NotFound, Refused, words
from sigap.domain.signing import Secret, SigningTrouble
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.confirmations import add_agency, answer_confirmation
from sigap.incidents.actions.cyber import record_notification, restrict_incident
from sigap.incidents.actions.exceptions import (
    add_note,
    cancel_incident,
    ratify_deviation,
    record_deviation,
)
from sigap.incidents.actions.family import follow, unfollow
from sigap.incidents.actions.signing import sign_exit
from sigap.incidents.actions.steps import (
    accept_step,
    decline_step,
    hold_step,
    resume_step,
)
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import may_see_inside, procedure_of
from sigap.web.attempts import STEP, Attempt, length_seen
from sigap.web.choices import agency_typed
from sigap.web.middleware import PageRequest
from sigap.web.pages import case
from sigap.web.signing import ANEW, LATER, NEEDS, secret_taken
from sigap.web.stepform import FILES, PREFIX
from sigap.web.voice import FILTERS


@dataclass(slots=True)
class Sent:
    """One form as it came: `expected` is the length of the ledger that its sender saw.

    `stored` are the keys of the files that came with it and are on the record already.
    """

    number: str
    by: Actor
    at: datetime
    typed: QueryDict
    files: Mapping[str, list[UploadedFile]]
    stored: set[str] = field(default_factory=set)
    secret: Secret = field(default_factory=Secret)

    @property
    def expected(self) -> int:
        """What cannot be a length was no length of this ledger: the sender saw nothing of it."""
        return length_seen(self.typed) + len(self.stored)

    def text(self, name: str) -> str:
        return str(self.typed.get(name, ""))

    def how(self) -> dict[str, Any]:
        """What every guarded action is told besides its own."""
        return {"at": self.at, "by": self.by, "expected": self.expected}


@sensitive_post_parameters(*NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def carry_out(request: PageRequest, number: str, act: str) -> HttpResponse:
    """Carry the act out and show the case again, or give the form back with what is wrong.

    Coming by link, for example after signing in again, one is shown the case.
    """
    if act not in ACTS:
        raise NotFound("no-such-act", words("Tindakan itu tidak dikenal."))
    if request.method != "POST":
        return redirect("incident", number)
    sent = _sent(request, number)
    try:
        said = ACTS[act](sent)
    except (Invalid, Refused, SigningTrouble) as refusal:
        attempt = Attempt(act, sent.typed, refusal, frozenset(sent.stored))
        return case.page(request, number, attempt)
    messages.success(request, said)
    return redirect("incident", number)


def _sent(request: PageRequest, number: str) -> Sent:
    assert request.actor is not None
    files = {name: list(each) for name, each in request.FILES.lists()}
    typed = request.POST.copy()
    secret = secret_taken(typed)
    return Sent(number, request.actor, request.at, typed, files, secret=secret)


def _take_exit(sent: Sent) -> str:
    _store_uploads(sent)
    values = {
        name.removeprefix(PREFIX): typed[0] if len(typed) == 1 else typed
        for name, typed in sent.typed.lists()
        # A browser sends a file field in which nothing was chosen as an empty text.
        if name.startswith(PREFIX) and not name.endswith(FILES)
    }
    verb = sent.text("verb")
    changed = sign_exit(
        sent.number,
        verb,
        values=values,
        note=sent.text("note"),
        declaration=sent.text("declaration"),
        secret=sent.secret,
        later=bool(sent.text(LATER)),
        anew=bool(sent.text(ANEW)),
        **sent.how(),
    )
    return _onward(changed)


def _store_uploads(sent: Sent) -> None:
    """Put the files of the form on the record first, so that a refusal of the rest keeps them."""
    faults: dict[str, Fault] = {}
    for name, files in sent.files.items():
        target = name.removesuffix(FILES)
        for file in files:
            try:
                key = _attach(sent, file)
            except Invalid as refusal:
                faults[target.removeprefix(PREFIX)] = refusal.faults["file"]
            except Refused:
                return  # the act itself says why, in its own words
            else:
                sent.typed.appendlist(target, key)
    if faults:
        raise Invalid(faults)


def _attach(sent: Sent, file: UploadedFile) -> str:
    stream = cast(BinaryIO, file)
    row = attach_file(sent.number, name=file.name or "", stream=stream, at=sent.at, by=sent.by)
    sent.stored.add(row.key)
    return row.key


def _onward(incident: Incident) -> str:
    """Where the case went and by when, as one says it."""
    procedure = procedure_of(incident)
    status = Status(incident.status)
    if status is Status.TRANSFERRED:
        return _("Perkara dilimpahkan dan ditutup.")
    if not status.open:
        return _("Perkara selesai dan ditutup.")
    step = procedure.step(incident.step)
    told = {"step": step.short, "lane": procedure.lane(step.role).title}
    if incident.due_at is None:
        return _("Diteruskan ke %(lane)s: %(step)s.") % told
    told["due"] = FILTERS["due"](incident.due_at, incident.entered_at)
    return _("Diteruskan ke %(lane)s: %(step)s · tenggat %(due)s.") % told


def _accept(sent: Sent) -> str:
    accept_step(sent.number, **sent.how())
    return _("Langkah diterima; Anda yang mengerjakannya sekarang.")


def _decline(sent: Sent) -> str:
    return _onward(decline_step(sent.number, reason=sent.text("reason"), **sent.how()))


def _hold(sent: Sent) -> str:
    until, wrong = sent.at, {}
    template = words("Isi tanggal dan jam batas penundaan, misalnya 2026-11-23T15:00.")
    try:
        until = _moment(sent, "until", template)
    except Invalid as unreadable:
        wrong = unreadable.faults
    try:
        hold_step(
            sent.number,
            reason=sent.text("reason"),
            evidence=sent.text("evidence"),
            until=until,
            **sent.how(),
        )
    except Invalid as refusal:
        # A hold until now is refused: so an unreadable moment never hides the other faults.
        raise Invalid(refusal.faults | wrong) from None
    said = FILTERS["due"](until, sent.at)
    return _("Langkah tertunda paling lambat sampai %(until)s; jam kerja berhenti.") % {
        "until": said
    }


def _moment(sent: Sent, name: str, template: str) -> datetime:
    """A moment on the office's clock as a browser sends it."""
    try:
        moment = datetime.fromisoformat(sent.text(name))
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (OverflowError, ValueError):
        raise Invalid({name: Fault("not-a-moment", template)}) from None


def _resume(sent: Sent) -> str:
    changed = resume_step(sent.number, **sent.how())
    said = FILTERS["due"](changed.due_at, sent.at)
    return _("Langkah dilanjutkan · tenggat %(due)s.") % {"due": said}


def _deviate(sent: Sent) -> str:
    record_deviation(
        sent.number,
        kind=sent.text("kind") or "lainnya",
        reason=sent.text("reason"),
        authority=sent.text("authority"),
        to=sent.text("to") or None,
        **sent.how(),
    )
    return _("Penyimpangan dicatat dan menunggu pengesahan.")


def _ratify(sent: Sent) -> str:
    typed = sent.text("deviation")
    which = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    ratify_deviation(sent.number, deviation=which, note=sent.text("note"), at=sent.at, by=sent.by)
    return _("Penyimpangan %(id)s disahkan.") % {"id": which}


def _cancel(sent: Sent) -> str:
    cancel_incident(
        sent.number,
        reason=sent.text("reason"),
        explanation=sent.text("explanation"),
        duplicate_of=sent.text("duplicate_of").strip(),
        **sent.how(),
    )
    return _("Laporan dibatalkan; tetap tercatat di daftar.")


def _follow(sent: Sent) -> str:
    parent = sent.text("parent").strip()
    try:
        follow(sent.number, parent=parent, at=sent.at, by=sent.by)
    except NotFound as unknown:
        if unknown.fault.params.get("number") != parent or parent == sent.number:
            raise
        template = words("Tulis nomor perkara induk yang masih berjalan, misalnya 2026-000017.")
        raise Invalid({"parent": Fault("unknown-number", template)}) from None
    return _("Laporan ini digabungkan ke %(parent)s.") % {"parent": parent}


def _unfollow(sent: Sent) -> str:
    unfollow(sent.number, reason=sent.text("reason"), at=sent.at, by=sent.by)
    return _("Laporan dilepas dari induknya dan berjalan sendiri lagi.")


def _add_agency(sent: Sent) -> str:
    typed = sent.text("agency").strip()
    found = agency_typed(typed)
    add_agency(sent.number, agency=found.key if found else typed, at=sent.at, by=sent.by)
    return _("%(agency)s tercatat sebagai terdampak.") % {"agency": found.name if found else typed}


def _note(sent: Sent) -> str:
    internal = bool(sent.text("internal")) and may_see_inside(sent.by)
    add_note(sent.number, text=sent.text("text"), internal=internal, at=sent.at, by=sent.by)
    return _("Catatan tersimpan.")


def _attach_files(sent: Sent) -> str:
    faults: dict[str, Fault] = {}
    files = sent.files.get("file", [])
    if not files:
        faults["file"] = Fault("required", words("Pilih paling sedikit satu berkas."))
    for file in files:
        try:
            _attach(sent, file)
        except Invalid as refusal:
            faults |= refusal.faults
    if faults:
        raise Invalid(faults)
    return ngettext("%(num)s berkas dilampirkan.", "%(num)s berkas dilampirkan.", len(files)) % {
        "num": len(files)
    }


def _answer(sent: Sent) -> str:
    result = sent.text("result")
    answer_confirmation(
        # A report that follows this case keeps its own confirmation.
        sent.text("of") or sent.number,
        agency=sent.text("agency"),
        result=result,
        informant=sent.text("informant"),
        channel=sent.text("channel") or "formulir",
        at=sent.at,
        by=sent.by,
    )
    if result == Answer.STILL_DOWN:
        return _("Jawaban tercatat: masih gangguan. Penanganan dibuka kembali.")
    return _("Jawaban tercatat: jaringan sudah pulih.")


def _restrict(sent: Sent) -> str:
    found_at = None
    if sent.text("found_at"):
        template = words("Isi tanggal dan jam diketahui, misalnya 2026-11-23T09:00.")
        found_at = _moment(sent, "found_at", template)
    restrict_incident(
        sent.number,
        reason=sent.text("reason"),
        personal_data=bool(sent.text("personal_data")),
        found_at=found_at,
        **sent.how(),
    )
    return _("Perkara dibatasi sebagai insiden siber; jam pemberitahuan berjalan.")


def _notify(sent: Sent) -> str:
    record_notification(
        sent.number, duty=sent.text("duty"), reference=sent.text("reference"), **sent.how()
    )
    return _("Pemberitahuan tercatat.")


ACTS: Final[Mapping[str, Callable[[Sent], str]]] = {
    STEP: _take_exit,
    "terima": _accept,
    "tolak": _decline,
    "tunda": _hold,
    "lanjutkan": _resume,
    "menyimpang": _deviate,
    "sahkan": _ratify,
    "batalkan": _cancel,
    "ikuti": _follow,
    "lepaskan": _unfollow,
    "perangkat-daerah": _add_agency,
    "catat": _note,
    "lampirkan": _attach_files,
    "jawab": _answer,
    "batasi": _restrict,
    "beri-tahu": _notify,
}
