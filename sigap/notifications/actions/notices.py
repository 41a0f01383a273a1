"""Writes of what is told to people inside Sigap: tell it, mark it seen, take its words back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sigap.kit.storing import insert
from sigap.notifications.actions.outbox import one_line
from sigap.notifications.models import Notice
from sigap.notifications.queries import waiting


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell one person, in words that are ready to be read.

    `user_id` None: the person has no account and is told at `address` alone; with an account the
    worker finds the ways. `number` is the case it is about, or empty. `dedupe_key` names the news
    and, after its last slash, the person: told again under the same key, it is not told twice.
    """

    user_id: int | None
    address: str | None
    event: str
    number: str
    subject: str
    body: str
    url: str
    dedupe_key: str


def tell(messages: Iterable[Telling], *, at: datetime) -> None:
    """Tell this in the caller's transaction: one INSERT at most, no network.

    In the application it is there with the commit; by which other ways it goes is the worker's
    to decide (`actions.routing`).
    """
    notices = [_notice(told, at) for told in messages if told.user_id is not None or told.address]
    if notices:
        insert(*notices, ignore_conflicts=True)


def mark_seen(user_id: int, ids: Collection[int] | Literal["all"], *, at: datetime) -> int:
    """Mark these notices of the person as seen, others' never; answers how many were unseen."""
    unseen = Notice.objects.filter(user_id=user_id, seen_at__isnull=True)
    if ids != "all":
        unseen = unseen.filter(pk__in=ids)
    return unseen.update(seen_at=at)


def settle_news(news: str, *, at: datetime) -> int:
    """Mark the news whose keys begin so as seen by everybody it was told; answers how many.

    What it spoke of is done: whatever waits until it has not been read is then not sent any more.
    """
    unseen = Notice.objects.filter(dedupe_key__startswith=news, seen_at__isnull=True)
    return unseen.update(seen_at=at)


def withhold(number: str, *, body: str) -> None:
    """Put `body` in place of every text told of this case so far, read or waiting to be sent.

    What has already left is out of reach.
    """
    Notice.objects.filter(number=number).update(body=body)
    waiting().filter(number=number).update(body=body, html="")


def keep_inside(*, at: datetime) -> int:
    """Let what was told so far go no other way: invented or imported news; answers how many."""
    return Notice.objects.filter(routed_at__isnull=True).update(routed_at=at)


def _notice(telling: Telling, at: datetime) -> Notice:
    return Notice(
        user_id=telling.user_id,
        address="" if telling.user_id is not None else telling.address or "",
        event=telling.event,
        number=telling.number,
        subject=one_line(telling.subject),
        body=telling.body,
        url=telling.url,
        dedupe_key=telling.dedupe_key,
        created_at=at,
    )
