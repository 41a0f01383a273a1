"""Every refusal and every failure as RFC 9457 `application/problem+json`; never a page of HTML."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sigap.api.shapes import FieldFault, Problem
from sigap.domain.errors import Fault, Invalid, Refusal, Refused, words

log = logging.getLogger(__name__)

PREFIX = "/api/v1"
# A file of the largest accepted size with the rest of its form around it.
MOST_BYTES = 12 * 1024 * 1024

_TITLES = {
    400: words("Permintaan tidak terbaca"),
    401: words("Belum dikenali"),
    403: words("Tidak berwenang"),
    404: words("Tidak ditemukan"),
    405: words("Cara yang tidak tersedia"),
    409: words("Tidak dapat dilakukan sekarang"),
    413: words("Terlalu besar"),
    422: words("Isian belum benar"),
    429: words("Terlalu sering"),
    500: words("Kesalahan pada server"),
    503: words("Belum siap"),
}
_MALFORMED = Fault("malformed-body", words("Isi permintaan bukan JSON yang utuh."))
_TOO_LARGE = Fault("too-large", words("Permintaan lebih besar daripada yang diterima."))
_BAD_REQUEST = Fault("bad-request", words("Permintaan tidak dapat dibaca."))
_BUSY = Fault("busy", words("Basis data sedang sibuk atau tidak terjangkau; coba lagi."))
_FAILED = Fault("internal-error", words("Ada kesalahan pada server; kejadiannya sudah dicatat."))
_UNKNOWN_ROUTE = Fault("unknown-address", words("Tidak ada apa pun di alamat ini."))
_METHOD = Fault("method-not-allowed", words("Alamat ini tidak melayani %(method)s."))
_NO_TOKEN = Fault(
    "token-missing", words("Kirim kunci akses dalam kepala Authorization: Bearer KUNCI.")
)
_BAD_TOKEN = Fault("token-unknown", words("Kunci akses tidak dikenal atau sudah dicabut."))

# What pydantic calls a fault, in our own stable codes and words.
_INPUT_FAULTS = {
    "missing": Fault("required", words("Wajib diisi.")),
    "extra_forbidden": Fault("unknown-field", words("Isian ini tidak dikenal; periksa ejaannya.")),
    "string_type": Fault("not-text", words("Harus berupa teks.")),
    "string_unicode": Fault("unprintable", words("Ada karakter yang tidak dapat disimpan.")),
    "unprintable": Fault("unprintable", words("Ada karakter yang tidak dapat disimpan.")),
    "bool_type": Fault("not-a-boolean", words("Harus true atau false.")),
    "bool_parsing": Fault("not-a-boolean", words("Harus true atau false.")),
    "int_type": Fault("not-a-number", words("Harus berupa bilangan bulat.")),
    "int_parsing": Fault("not-a-number", words("Harus berupa bilangan bulat.")),
    "int_parsing_size": Fault("not-a-number", words("Bilangannya terlalu panjang.")),
    "literal_error": Fault("unknown-choice", words("Pilih salah satu: %(expected)s.")),
    "not-a-moment": Fault(
        "not-a-moment",
        words("Harus berupa tanggal dan jam, misalnya 2026-11-23T09:15:00+07:00."),
    ),
    "out-of-calendar": Fault("out-of-range", words("Tahunnya harus 2000 sampai 2099.")),
    "date_type": Fault("not-a-day", words("Harus berupa tanggal, misalnya 2026-11-23.")),
    "date_parsing": Fault("not-a-day", words("Harus berupa tanggal, misalnya 2026-11-23.")),
    "date_from_datetime_parsing": Fault(
        "not-a-day", words("Harus berupa tanggal, misalnya 2026-11-23.")
    ),
    "model_type": Fault("not-an-object", words("Harus berupa objek JSON.")),
    "model_attributes_type": Fault("not-an-object", words("Harus berupa objek JSON.")),
    "dict_type": Fault("not-an-object", words("Harus berupa objek JSON.")),
}
_OTHER_INPUT = Fault("invalid-value", words("Nilainya tidak dapat diterima."))


class Malformed(Refusal):
    """A request that cannot be read at all."""

    status = 400


def language_of(request: HttpRequest) -> str:
    """The best of our languages for this caller; the installation's own when none is asked for."""
    known = [code for code, _ in settings.LANGUAGES]
    for wanted, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        plain = wanted.split("-")[0]
        if quality > 0 and plain in known:
            return plain
    return settings.LANGUAGE_CODE


def said(fault: Fault) -> str:
    """The sentence of a fault in the language that is active."""
    text = gettext(fault.template)
    return text % fault.params if fault.params else text


def problem(
    request: HttpRequest,
    status: int,
    fault: Fault,
    *,
    open_verbs: Iterable[str] | None = None,
    faults: Mapping[str, Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One refusal as problem+json, in the caller's language."""
    language = language_of(request)
    with translation.override(language):
        body = _body(status, fault, open_verbs, faults)
    return HttpResponse(
        body,
        status=status,
        content_type="application/problem+json",
        headers={"Content-Language": language, "Cache-Control": "no-store", **(headers or {})},
    )


def _body(
    status: int,
    fault: Fault,
    open_verbs: Iterable[str] | None,
    faults: Mapping[str, Fault] | None,
) -> str:
    errors = [
        FieldFault(field=name, code=each.code, detail=said(each))
        for name, each in (faults or {}).items()
    ]
    told = Problem(
        type=f"urn:sigap:problem:{fault.code}",
        title=gettext(_TITLES.get(status) or _TITLES[400 if status < 500 else 500]),
        status=status,
        detail=said(fault),
        code=fault.code,
        open_verbs=None if open_verbs is None else list(open_verbs),
        errors=errors if faults is not None else None,
    )
    return told.model_dump_json(exclude_none=True)


def of_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """Whatever a view or a check raised, as a problem; what nobody expected goes to the log."""
    match error:
        case Refusal():
            return _of_refusal(request, error)
        case AuthenticationError():
            fault = _BAD_TOKEN if request.headers.get("Authorization") else _NO_TOKEN
            return problem(request, 401, fault, headers={"WWW-Authenticate": "Bearer"})
        case ValidationError():
            return _of_input(request, error.errors)
        case Http404():
            return problem(request, 404, _UNKNOWN_ROUTE)
        case RequestDataTooBig():
            return problem(request, 413, _TOO_LARGE)
        case HttpError() if error.status_code == 400:
            return problem(request, 400, _MALFORMED)
        case SuspiciousOperation() | MultiPartParserError():
            return problem(request, 400, _BAD_REQUEST)
        case OperationalError() | InterfaceError():
            log.exception("the database did not answer")
            return problem(request, 503, _BUSY, headers={"Retry-After": "1"})
    log.exception("%s failed", request.path)
    return problem(request, 500, _FAILED)


def _of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(
        request,
        refusal.status,
        refusal.fault,
        open_verbs=refusal.open_verbs if isinstance(refusal, Refused) else None,
        faults=refusal.faults if isinstance(refusal, Invalid) else None,
    )


def _of_input(request: HttpRequest, errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """Faults of shape and type; a path that cannot be the name of anything is just not there."""
    faults: dict[str, Fault] = {}
    for error in errors:
        source, *path = error["loc"]
        if source == "path":
            return problem(request, 404, _UNKNOWN_ROUTE)
        names = [str(part) for part in path]
        if source == "body" and names[:1] == ["body"]:
            names = names[1:]
        known = _INPUT_FAULTS.get(error["type"], _OTHER_INPUT)
        name = ".".join(names) or "body"
        faults[name] = Fault(known.code, known.template, error.get("ctx") or {})
    return problem(request, 422, Invalid({}).fault, faults=faults)


class ProblemMiddleware:
    """Answers of the API that never reached a view: wrong addresses, methods, hosts and sizes.

    Stands near the top, so that what Django itself refuses below is caught too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != PREFIX and not request.path.startswith(f"{PREFIX}/"):
            return self.get_response(request)
        if _length(request) > MOST_BYTES:
            return problem(request, 413, _TOO_LARGE)
        response = self.get_response(request)
        if response.status_code < 400 or "json" in response.headers.get("Content-Type", ""):
            return response
        return _plain(request, response)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _plain(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    match response.status_code:
        case 404:
            return problem(request, 404, _UNKNOWN_ROUTE)
        case 405:
            fault = Fault(_METHOD.code, _METHOD.template, {"method": request.method})
            return problem(
                request,
                405,
                fault,
                headers={"Allow": ", ".join(sorted(response.headers["Allow"].split(", ")))},
            )
        case 413:
            return problem(request, 413, _TOO_LARGE)
        case status if status < 500:
            return problem(request, status, _BAD_REQUEST)
        case status:
            return problem(request, status, _FAILED)
