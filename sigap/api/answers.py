"""How a view answers: JSON of a declared shape, once for each key, and only on the state seen."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from pydantic import BaseModel

from sigap.api.problems import Malformed
from sigap.api.requests import ApiRequest
from sigap.documents.signers import configured
from sigap.domain.errors import Stale, words
from sigap.incidents.queries.cases import allowed, locked, locked_below_parent, snapshot
from sigap.kit import clock
from sigap.kit.idempotency import keep_answer, release_key, take_key
from sigap.kit.models import KeptAnswer

View = Callable[..., HttpResponse]

_SECRETS = ("passphrase", "totp")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")


def answer(
    shape: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The shape as JSON."""
    return HttpResponse(
        shape.model_dump_json(),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def keyed(view: View) -> View:
    """Make a writing view act once for each Idempotency-Key of a caller.

    Key, act and answer are one transaction. A refused act leaves nothing behind, so its key stays
    free for the corrected request.
    """

    @wraps(view)
    def once(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        digest = _digest(request)
        if getattr(view, "signs", False) and configured.signer() is not None:
            return _once_signing(view, request, _checked(key), digest, *args, **kwargs)
        with transaction.atomic():
            row = take_key(owner=request.auth.key, key=_checked(key), digest=digest, at=clock.now())
            if row.status is not None:
                return _again(row)
            response = view(request, *args, **kwargs)
            _keep(row, response)
        return response

    return once


def signs(view: View) -> View:
    """Mark a view that may sign: a signature cannot be rolled back, so no transaction is round it.

    Its key is taken before and answered after. When the process dies between the two, the same
    request tells what became of the act (done: refused as no longer open) instead of its answer.
    """
    view.signs = True  # type: ignore[attr-defined]
    return view


def _once_signing(
    view: View, request: ApiRequest, key: str, digest: str, *args: Any, **kwargs: Any
) -> HttpResponse:
    with transaction.atomic():
        row = take_key(owner=request.auth.key, key=key, digest=digest, at=clock.now())
    if row.status is not None:
        return _again(row)
    try:
        response = view(request, *args, **kwargs)
    except Exception:
        release_key(row)
        raise
    _keep(row, response)
    return response


def _keep(row: KeptAnswer, response: HttpResponse) -> None:
    kept = {name: response[name] for name in _KEPT_HEADERS if name in response}
    keep_answer(row, status=response.status_code, headers=kept, body=response.content)


def _checked(key: str) -> str:
    key = key.strip()
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise Malformed(
            "bad-idempotency-key",
            words("Idempotency-Key harus 1 sampai 200 huruf ASCII, misalnya sebuah UUID."),
        )
    return key


def _digest(request: ApiRequest) -> str:
    """What the key stands for: method, address and body.

    A form is taken by its parts: the boundary between them differs each time it is sent.
    """
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(_without_secrets(request.body))
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            file_digest = hashlib.sha256()
            for chunk in file.chunks():
                file_digest.update(chunk)
            file.seek(0)
            digest.update(repr((name, file.name, file_digest.hexdigest())).encode())
    return digest.hexdigest()


def _without_secrets(body: bytes) -> bytes:
    """The body without what it is signed with: a digest of little else would give it away."""
    if not any(f'"{need}"'.encode() in body for need in _SECRETS):
        return body
    try:
        told = json.loads(body)
    except ValueError:
        return b""  # refused anyway, and nothing of it is worth keeping
    for part in (told, told.get("signature") if isinstance(told, dict) else None):
        if isinstance(part, dict):
            for need in _SECRETS:
                part.pop(need, None)
    return json.dumps(told, sort_keys=True).encode()


def _again(row: KeptAnswer) -> HttpResponse:
    headers = {**row.headers, "Idempotent-Replayed": "true", "Cache-Control": "no-store"}
    return HttpResponse(bytes(row.body), status=row.status or 200, headers=headers)


@contextmanager
def unchanged(request: ApiRequest, number: str, *, above: str = "") -> Iterator[None]:
    """Let the act inside happen only on the state that the caller saw (`If-Match`).

    The case is locked from the comparison to the end of the act; `above` is a case that the act
    locks first. Raises Stale when somebody acted since. Without the header this does nothing.
    """
    seen = seen_length(request)
    if seen is None:
        yield
        return
    by = request.auth
    with transaction.atomic():
        if above:
            locked(above, by=by)
        incident = locked_below_parent(number, by=by)
        if incident.ledger.length != seen:
            raise Stale(
                "stale",
                words("Perkara ini sudah berubah sejak Anda membacanya; baca lagi keadaannya."),
                open_verbs=allowed(incident, snapshot(incident), by),
            )
        yield


def seen_length(request: ApiRequest) -> int | None:
    """The ledger length that the caller saw (`If-Match`), None when anything will do."""
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    plain = header.removeprefix("W/").strip('"')
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 9:
        raise Malformed("bad-if-match", words('If-Match harus berisi ETag perkara, misalnya "12".'))
    return int(plain)
