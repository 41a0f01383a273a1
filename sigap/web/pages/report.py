"""Reporting a disruption: the operator's quick form, and the form of an agency's own contact."""

from contextlib import suppress
from typing import Any, BinaryIO, Final, cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.actor import CONTACT, KABID, KASI, NETWORK_ADMIN, OPERATOR, Actor
from sigap.domain.errors import NotAllowed, NotFound, Refusal, words
from sigap.domain.priority import IMPACTS, URGENCIES
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.incoming import LETTER_HANDLERS, attach_to_case
from sigap.incidents.actions.intake import REPORTERS, prepare_report, register_report
from sigap.incidents.actions.writing import Writing
from sigap.incidents.models import Category
from sigap.incidents.queries.lists import last_reporter, similar_open
from sigap.web.letterform import told_by_letter
from sigap.web.middleware import PageRequest
from sigap.web.once import TOKEN, once
from sigap.web.person import person, unseen
from sigap.web.places import Place, meant, own_places, place_of, places
from sigap.web.report_form import Form, Upload, fresh, report_of, typed

CHANNELS: Final = (
    ("telepon", _("Telepon")),
    ("whatsapp", _("WhatsApp")),
    ("telegram", _("Telegram")),
    ("tatap-muka", _("Tatap muka")),
    ("surat", _("Surat")),
    ("e-mail", _("E-mail")),
)
IMPACT_WORDS: Final = dict(
    zip(
        IMPACTS,
        (_("Satu pengguna"), _("Sebagian lokasi"), _("Seluruh lokasi")),
        strict=True,
    )
)
URGENCY_WORDS: Final = dict(
    zip(
        URGENCIES,
        (_("Dapat menunggu"), _("Pekerjaan terganggu"), _("Layanan terhenti")),
        strict=True,
    )
)
LABELS: Final = {
    "channel": _("Saluran"),
    "place": _("Lokasi"),
    "follows": _("Gabungkan"),
    "reporter_name": _("Nama pelapor"),
    "reporter_phone": _("Telepon"),
    "reporter_email": _("E-mail"),
    "category": _("Kategori"),
    "summary": _("Ringkasan"),
    "description": _("Uraian"),
    "impact": _("Dampak"),
    "urgency": _("Kemendesakan"),
    "external_ref": _("Nomor di sistem lain"),
    "reported_at": _("Waktu lapor"),
    "backdate_reason": _("Alasan dicatat terlambat"),
    "letter_number": _("Nomor surat"),
    "letter_on": _("Tanggal surat"),
    "letter_agenda": _("Nomor agenda surat"),
    "files": _("Lampiran"),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: PageRequest) -> HttpResponse:
    """Ask what is disturbed; once it is registered, show its receipt."""
    by = _reporter(request)
    if request.method != "POST":
        return _page(request, _begun(request, by))
    files = _uploads(request) if _may_attach(by) else []
    form = typed(request.POST, files, by=by, on=timezone.localdate(request.at))
    try:
        told = report_of(form, at=request.at, by=by)
        site = form.place.site if form.place else None
        ready = prepare_report(told, at=request.at, by=by, site=site)
        return redirect("receipt", once(request, lambda: _register(request, form, ready)))
    except NotAllowed:
        raise
    except Refusal as refusal:
        # A case to follow may have ended while the operator was typing.
        form.add_faults(getattr(refusal, "faults", {"follows": refusal.fault}))
    return _page(request, form)


@login_required
@require_safe
def find_place(request: PageRequest) -> HttpResponse:
    """The fragment of places that the typed letters may mean."""
    by = _reporter(request)
    if by.holds(CONTACT):
        raise NotAllowed("own-places-only", words("Pilih lokasi dari daftar kantor Anda."))
    text = request.GET.get("place_text", "")
    found = places(text, on=timezone.localdate(request.at))
    chosen = meant(text, found) or (found[0] if len(found) == 1 else None)
    form = Form({"place_text": text, "follows": "", "reporter": ""}, chosen, found)
    return render(request, "report/places.html", {"form": form, **_context(request, chosen, by)})


@login_required
@require_safe
def about_place(request: PageRequest) -> HttpResponse:
    """The fragment of what is known of the chosen place: open cases, reporters, PIC."""
    by = _reporter(request)
    place = place_of(request.GET.get("place", ""))
    if place and by.holds(CONTACT) and place.agency.key != by.agency:
        place = None
    form = Form({"follows": "", "reporter": ""}, place)
    return render(request, "report/context.html", {"form": form, **_context(request, place, by)})


def _begun(request: PageRequest, by: Actor) -> Form:
    """The form as it is first shown: empty, at a place, or made of a message that waits."""
    form = fresh(by, person(request), place=request.GET.get("tempat", ""))
    key = request.GET.get("pesan", "")
    if by.holds(*LETTER_HANDLERS) and key.isdecimal() and len(key) < 10:
        form.values |= told_by_letter(int(key))
    return form


def _reporter(request: PageRequest) -> Actor:
    by = request.actor
    if by is None or not by.holds(*REPORTERS):
        raise NotAllowed("may-not-report", words("Jabatan Anda tidak mencatat laporan gangguan."))
    return by


def _may_attach(by: Actor) -> bool:
    """Files, and joining another case, belong to who steers a case or reports for the agency."""
    return by.holds(KABID, KASI, NETWORK_ADMIN, OPERATOR, CONTACT)


def _uploads(request: PageRequest) -> list[Upload]:
    return [(file.name or "", cast(BinaryIO, file)) for file in request.FILES.getlist("files")]


def _register(request: PageRequest, form: Form, ready: Writing) -> str:
    by = ready.by
    incident = register_report(ready, follows=form.values["follows"] if _may_attach(by) else "")
    for name, file in form.files:
        attach_file(incident.number, name=name, stream=file, at=request.at, by=by)
    letter = form.values["letter"]
    if by.holds(*LETTER_HANDLERS) and letter.isdecimal() and len(letter) < 10:
        # Somebody may have dealt with the message meanwhile; the report stands all the same.
        with suppress(NotFound):
            attach_to_case(int(letter), incident.number, at=request.at, by=by)
    return incident.number


def _context(request: PageRequest, place: Place | None, by: Actor) -> dict[str, Any]:
    """What is known of the place. Three queries for a site, none for an agency."""
    site = place.site if place else None
    contact = by.holds(CONTACT)
    return {
        "contact": contact,
        "may_follow": _may_attach(by) and not contact,
        "similar": similar_open(site, by=by) if site else [],
        "last": last_reporter(site, by=by) if site and not contact else None,
        "at": request.at,
    }


def _page(request: PageRequest, form: Form) -> HttpResponse:
    by = _reporter(request)
    in_order = [name for name in LABELS if name in form.faults]
    form.faults = {name: form.faults[name] for name in [*in_order, *form.faults]}
    context = {
        "form": form,
        "token": (TOKEN, request.POST.get(TOKEN) or uuid4().hex),
        "labels": LABELS,
        "channels": CHANNELS,
        "categories": _categories(),
        "impacts": IMPACT_WORDS.items(),
        "urgencies": URGENCY_WORDS.items(),
        "own_places": own_places(by.agency or "") if by.holds(CONTACT) else [],
        "may_attach": _may_attach(by),
        "unread_notices": unseen(request),
        **_context(request, form.place, by),
    }
    face = "report/contact.html" if by.holds(CONTACT) else "report/operator.html"
    return render(request, face, context, status=422 if form.faults else 200)


def _categories() -> list[tuple[str, list[Category]]]:
    rows = Category.objects.filter(active=True).order_by("position", "name")
    groups: dict[str, list[Category]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return list(groups.items())
