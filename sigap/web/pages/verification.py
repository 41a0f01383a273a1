"""Is this paper genuine: asked by its code or with the file itself, by anyone."""

from hashlib import sha256
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sigap.documents.genuine import Judgement, judge, judge_paper
from sigap.documents.queries import paper_of_code
from sigap.incidents.queries.removing import withdrawn, withdrawn_content
from sigap.web.guessing import is_guessing, note_wrong
from sigap.web.middleware import PageRequest

MOST_BYTES: Final = 50 * 1024 * 1024


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PageRequest) -> HttpResponse:
    """Ask for a code or a file; a file is looked at and not kept."""
    if is_guessing(request):
        return _too_many(request)
    if request.method == "POST":
        return _file_verdict(request)
    typed = request.GET.get("kode", "").strip()
    if not typed:
        return _page(request)
    paper = paper_of_code(typed)
    if paper is not None:
        return redirect("verification", paper.code)
    if gone := withdrawn(typed):
        return redirect("verification", gone.code)
    note_wrong(request)
    return _page(request, status=404, typed=typed, fault=_("Kode ini tidak ada pada kami."))


@never_cache
@require_safe
def show(request: PageRequest, code: str) -> HttpResponse:
    """What is known of the paper of this code; nothing of the case it belongs to. Two queries."""
    if is_guessing(request):
        return _too_many(request)
    paper = paper_of_code(code)
    if paper is None and (gone := withdrawn(code)):
        return _page(request, gone=gone)
    if paper is None:
        note_wrong(request)
        return _page(request, status=404, typed=code, fault=_("Kode ini tidak ada pada kami."))
    return _page(request, judgement=judge_paper(paper))


def _file_verdict(request: PageRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        return _page(request, status=422, file_fault=_("Pilih berkas PDF naskahnya."))
    if file.size > MOST_BYTES:
        return _page(request, status=422, file_fault=_("Berkas lebih dari 50 MB."))
    content = file.read()
    judgement = judge(content)
    if judgement.paper is None and (gone := withdrawn_content(sha256(content).hexdigest())):
        return _page(request, gone=gone, uploaded=True)
    if judgement.paper is None:
        # Reading what is not ours is work: whoever sends much of it waits.
        note_wrong(request)
    return _page(request, judgement=judgement, uploaded=True, name=file.name or "")


def _page(
    request: PageRequest, *, status: int = 200, judgement: Judgement | None = None, **told: Any
) -> HttpResponse:
    paper = judgement.paper if judgement else None
    context = {
        "judgement": judgement,
        "gone": None,
        "uploaded": False,
        "signer": paper.facts["penandatangan"][0] if paper else None,
        "typed": "",
        "fault": "",
        "file_fault": "",
        "name": "",
        **told,
    }
    answer = render(request, "papers/verification.html", context, status=status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _too_many(request: PageRequest) -> HttpResponse:
    answer = render(request, "tracking/too_many.html", status=429)
    answer.headers["Retry-After"] = "60"
    return answer
