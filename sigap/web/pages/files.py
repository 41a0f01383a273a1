"""The files of a case: shown in the browser where that is harmless, saved otherwise."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.views.decorators.http import require_safe

from sigap.domain.errors import NotFound, words
from sigap.incidents.files import path_of, removed
from sigap.incidents.models import Attachment
from sigap.incidents.models.removing import GONE
from sigap.incidents.queries.cases import may_see_inside, visible
from sigap.web.middleware import PageRequest

_SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
# Whatever a file holds, it can run nothing, send nothing and reach nothing of this site. A
# browser's own PDF reader does not work in a sandbox, so there the empty policy stands alone.
_CAGE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


@require_safe
@login_required
def download(request: PageRequest, number: str, key: str) -> FileResponse:
    """One file, to whoever may see it; a contact gets only what is not internal."""
    assert request.actor is not None
    rows = Attachment.objects.filter(
        key=key, incident__number=number, incident__in=visible(request.actor)
    )
    if not may_see_inside(request.actor):
        rows = rows.filter(internal=False)
    file = rows.first()
    if file is not None and file.fate == GONE:
        raise removed()
    path = path_of(file.sha256) if file else None
    if file is None or path is None or not path.is_file():
        raise NotFound("file-not-found", words("Berkas itu tidak ada pada perkara ini."))
    answer = FileResponse(
        path.open("rb"),
        as_attachment=file.media_type not in _SHOWN,
        filename=file.name,
        content_type=file.media_type,
    )
    answer.headers["Content-Security-Policy"] = cage(file.media_type)
    # What a key names hardly ever changes: by an approved act alone.
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def cage(media_type: str) -> str:
    """The policy under which a file of a case is shown."""
    return _CAGE if media_type == "application/pdf" else f"{_CAGE}; sandbox"
