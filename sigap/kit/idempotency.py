"""Answers kept for a week, so that a request sent twice acts once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from sigap.domain.errors import Refusal, words
from sigap.kit.models import KeptAnswer
from sigap.kit.storing import insert_new, update

KEPT_FOR = timedelta(days=7)


class KeyReused(Refusal):
    """The key already stands for another request."""

    status = 422


def take_key(*, owner: str, key: str, digest: str, at: datetime) -> KeptAnswer:
    """Reserve the key for this request, or find what was answered to it before.

    Must run inside the transaction of the act (RuntimeError otherwise): key, act and answer are
    committed together or not at all. `status` of the row is None when the act is yet to be done.
    Of two requests with one key the later waits here until the earlier has ended: for the row's
    uniqueness on PostgreSQL, for the write lock on SQLite. Raises KeyReused when the key was used
    for another request.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a key is taken inside the transaction of the act")
    taken = KeptAnswer(owner=owner, key=key, digest=digest, created_at=at)
    if insert_new(taken):
        return taken
    row = KeptAnswer.objects.get(owner=owner, key=key)
    if row.digest != digest:
        raise KeyReused(
            "idempotency-key-reuse",
            words(
                "Idempotency-Key ini sudah dipakai untuk permintaan lain. "
                "Pakai kunci baru untuk setiap permintaan baru."
            ),
        )
    return row


def keep_answer(row: KeptAnswer, *, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Store the answer beside its key."""
    row.status, row.headers, row.body = status, dict(headers), body
    update(row, ("status", "headers", "body"))


def release_key(row: KeptAnswer) -> None:
    """Let go of a key whose act was not done, so that the corrected request may use it."""
    KeptAnswer.objects.filter(pk=row.pk, status=None).delete()


def forget_answers(*, at: datetime) -> int:
    """Drop the answers that were kept long enough; answers how many. A job of the worker."""
    return KeptAnswer.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]
