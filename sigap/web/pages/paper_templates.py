"""The templates of the papers: their versions, a draft tried on a real case, and the way back."""

import base64
import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sigap.documents.actions.templates import change_template, restore_template
from sigap.documents.models import OWN, Template
from sigap.documents.queries import newest_templates, template_version, versions_of
from sigap.documents.renderers.typst import NotDrawn, built_in
from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, Stale, words
from sigap.incidents.actions.trials import cases_to_try, trial
from sigap.web.fresh import NotFresh, require_fresh
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen
from sigap.web.security import CONTENT_SECURITY_POLICY
from sigap.web.typstwords import told

MOST_BYTES: Final = 256 * 1024
MOST_PAGES: Final = 6
SHIPPED: Final = 0
"""The number under which the template that ships stands beside the versions."""
NAMES: Final = {
    "naskah": gettext_lazy("Bagian bersama semua naskah"),
    "tanda-terima": gettext_lazy("Tanda Terima Laporan"),
    "disposisi": gettext_lazy("Lembar Disposisi"),
    "arahan": gettext_lazy("Nota Dinas (arahan)"),
    "data-permasalahan": gettext_lazy("Data Permasalahan"),
    "surat-tugas": gettext_lazy("Surat Tugas"),
    "laporan-penanganan": gettext_lazy("Laporan Penanganan"),
    "berita-acara": gettext_lazy("Berita Acara Perbaikan"),
    "laporan-lengkap": gettext_lazy("Laporan Lengkap"),
    "laporan-diperiksa": gettext_lazy("Nota Dinas (telah diperiksa)"),
    "konfirmasi": gettext_lazy("Surat Konfirmasi"),
    "keluaran": gettext_lazy("Keluaran lain"),
}
"""The kinds that an office may change; the SOP's own document follows the decree."""
_PREVIEWING: Final = CONTENT_SECURITY_POLICY.replace("img-src ", "img-src data: ")


@login_required
@require_safe
def register(request: PageRequest) -> HttpResponse:
    """Every kind with its newest version."""
    rows = {row.kind: row for row in newest_templates()}
    context = {
        "kinds": [(kind, name, rows.get(kind)) for kind, name in NAMES.items()],
        "unread_notices": unseen(request),
    }
    return render(request, "settings/templates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, kind: str) -> HttpResponse:
    """One kind's template: tried, kept as the next version, or put back to an earlier one."""
    _require_kind(kind)
    if request.method != "POST":
        return _page(request, kind, Draft())
    text, fault = _source(request)
    draft = Draft(text)
    if fault:
        draft.faults = {"source": fault}
        return _page(request, kind, draft)
    acts = {"simpan": _save, "kembali": _restore}
    try:
        return acts.get(request.POST.get("act", ""), _try)(request, kind, text)
    except NotDrawn as error:
        draft.trouble = error
    except Invalid as refusal:
        draft.faults = refusal.faults
    except NotFresh:
        raise
    except Refusal as refusal:
        draft.faults = {"source" if isinstance(refusal, Stale) else "case": refusal.fault}
    return _page(request, kind, draft)


@login_required
@require_safe
def source(request: PageRequest, kind: str, version: int) -> HttpResponse:
    """One version as a file; number 0 is what ships."""
    _require_kind(kind)
    answer = HttpResponse(_text_of(kind, version), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-v{version}.typ"'
    return answer


@login_required
@require_safe
def compare(request: PageRequest, kind: str) -> HttpResponse:
    """Two versions line by line; without a choice the newest and the one before it."""
    _require_kind(kind)
    numbers = [row.version for row in versions_of(kind)]
    old = _number(request, "dari", numbers[1] if len(numbers) > 1 else SHIPPED)
    new = _number(request, "ke", numbers[0] if numbers else SHIPPED)
    context = {
        "kind": kind,
        "name": NAMES[kind],
        "old": old,
        "new": new,
        "choices": [*((number, number) for number in numbers), (SHIPPED, _("bawaan Sigap"))],
        "lines": list(_differences(_text_of(kind, old), _text_of(kind, new))),
        "unread_notices": unseen(request),
    }
    return render(request, "settings/template_compare.html", context)


def _save(request: PageRequest, kind: str, source: str) -> HttpResponse:
    require_fresh(request)
    assert request.actor is not None
    note, after = request.POST.get("note", ""), _typed_number(request, "after")
    row = change_template(
        kind, source=source, note=note, after=after, at=request.at, by=request.actor
    )
    messages.success(
        request, _("Versi %(version)s berlaku untuk naskah berikutnya.") % {"version": row.version}
    )
    return redirect("paper-template", kind)


def _restore(request: PageRequest, kind: str, _text: str) -> HttpResponse:
    require_fresh(request)
    assert request.actor is not None
    version = _typed_number(request, "version")
    note = _("Kembali ke versi %(version)s.") % {"version": version}
    after = _typed_number(request, "after")
    row = restore_template(
        kind, version=version, note=note, after=after, at=request.at, by=request.actor
    )
    messages.success(
        request, _("Versi %(version)s berlaku untuk naskah berikutnya.") % {"version": row.version}
    )
    return redirect("paper-template", kind)


def _try(request: PageRequest, kind: str, source: str) -> HttpResponse:
    assert request.actor is not None
    number, pdf = request.POST.get("case", "").strip(), request.POST.get("act") == "pdf"
    made = trial(kind, source, number=number, pdf=pdf, by=request.actor)
    if not pdf:
        return _page(request, kind, Draft(source, pages=made))
    answer = HttpResponse(made[0], content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="pratinjau-{kind}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@dataclass(slots=True)
class Draft:
    """What was typed and what came of it; `source` None shows the newest version."""

    source: str | None = None
    faults: dict[str, Fault] = field(default_factory=dict)
    trouble: NotDrawn | None = None
    pages: list[bytes] = field(default_factory=list)


def _page(request: PageRequest, kind: str, draft: Draft) -> HttpResponse:
    assert request.actor is not None
    context = {
        **_shown(versions_of(kind), kind, draft),
        "typed": request.POST,
        "cases": cases_to_try(kind, by=request.actor),
        "unread_notices": unseen(request),
    }
    status = 422 if draft.faults or draft.trouble else 200
    answer = render(request, "settings/template.html", context, status=status)
    if draft.pages:
        answer.headers["Content-Security-Policy"] = _PREVIEWING
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(rows: list[Template], kind: str, draft: Draft) -> dict[str, Any]:
    newest = rows[0] if rows else None
    source = (newest.source if newest else built_in(kind)) if draft.source is None else draft.source
    return {
        "kind": kind,
        "name": NAMES[kind],
        "rows": rows,
        "newest": newest,
        "ours_is_newer": _is_newer(kind, rows),
        "source": source or "",
        "faults": draft.faults,
        "trouble": told(draft.trouble, source or "") if draft.trouble else None,
        "pages": [base64.b64encode(page).decode() for page in draft.pages[:MOST_PAGES]],
        "left_out": max(0, len(draft.pages) - MOST_PAGES),
    }


def _is_newer(kind: str, rows: list[Template]) -> bool:
    """Whether the product has since come with another template than the office set out from."""
    own = bool(rows) and rows[0].origin == OWN
    return own and built_in(kind) not in {row.source for row in rows}


def _source(request: PageRequest) -> tuple[str, Fault | None]:
    """The draft from the file that was brought, else as typed, with the line ends of a file."""
    typed = request.POST.get("source", "").replace("\r\n", "\n")
    file = request.FILES.get("file")
    if file is None:
        return typed, None
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return typed, Fault("too-large", words("Berkas templat paling besar 256 kB."))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n"), None
    except UnicodeDecodeError:
        return typed, Fault("not-text", words("Berkas itu bukan teks Typst (UTF-8)."))


def _require_kind(kind: str) -> None:
    if kind not in NAMES:
        raise NotFound("template-missing", words("Templat %(kind)s tidak ada."), kind=kind)


def _text_of(kind: str, version: int) -> str:
    if version == SHIPPED:
        return built_in(kind) or ""
    row = template_version(kind, version)
    if row is None:
        raise NotFound("template-missing", words("Templat %(kind)s tidak ada."), kind=kind)
    return row.source


def _typed_number(request: PageRequest, name: str) -> int:
    """A version that a form carries; -1, which none has, for anything else."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else -1


def _number(request: PageRequest, name: str, default: int) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else default


def _differences(old: str, new: str) -> Iterator[tuple[str, str]]:
    """("+", "-", " " or "@", line): what was added and taken away, with the lines around it."""
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), n=3, lineterm="")
    for line in list(lines)[2:]:
        yield line[:1], "" if line.startswith("@@") else line[1:]
