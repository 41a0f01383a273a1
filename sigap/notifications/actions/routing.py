"""The fan-out: news becomes messages by the ways of its reader, and digests at their moments.

An act only writes its notices; the rest is the worker's. Each round is one transaction of rows
that it holds locked: any number of workers share the work, and one that dies has done nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sigap.domain.channels import EMAIL
from sigap.notifications.actions.outbox import message_key, queue
from sigap.notifications.actions.sorting import Desk, backup_address, desk, sort, to_addresses
from sigap.notifications.bodies import digest_letter, digest_text
from sigap.notifications.models import Deferred, Message, Notice
from sigap.notifications.queries.routing import deferred, unrouted

BATCH = 200
DIGEST = "digest"


def route_due(*, at: datetime) -> int:
    """Decide where up to BATCH news go that nobody has considered yet; answers how many.

    Sorted twice, it would still be sent once: the key of a message is made of the news, the
    channel and the address.
    """
    if not unrouted().exists():
        return 0
    with transaction.atomic():
        notices = list(unrouted().select_for_update(skip_locked=True)[:BATCH])
        known = desk({row.user_id for row in notices if row.user_id is not None}, at=at)
        rows = [row for notice in notices for row in sort(notice, known)]
        queue(row for row in rows if isinstance(row, Message))
        waiting = [row for row in rows if isinstance(row, Deferred)]
        Deferred.objects.bulk_create(waiting, ignore_conflicts=True)
        Notice.objects.filter(pk__in=[row.pk for row in notices]).update(routed_at=at)
    return len(notices)


def release_due(*, at: datetime) -> int:
    """Queue what has waited for its moment: what was not read in time, and digests.

    Answers how many news that were. A digest is a transaction of its own that holds all of its
    rows: each news is in one digest, however many workers there are.
    """
    released = _release_unread(at=at)
    gathered = deferred(at=at).filter(gathered=True).order_by("due_at", "user", "channel")
    for user_id, channel, due_at in gathered.values_list("user", "channel", "due_at").distinct():
        released += _release_digest(user_id, channel, due_at, at=at)
    return released


def _release_unread(*, at: datetime) -> int:
    due = deferred(at=at).filter(gathered=False)
    if not due.exists():
        return 0
    with transaction.atomic():
        locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("notice")
        rows = list(locked[:BATCH])
        unread = [row for row in rows if row.notice.seen_at is None]
        known = desk({row.user_id for row in unread}, at=at)
        queue(
            message
            for row in unread
            if row.channel in known.channels
            for message in to_addresses(row.notice, known.channels[row.channel], known, due_at=at)
        )
        Deferred.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _release_digest(user_id: int, channel: str, due_at: datetime, *, at: datetime) -> int:
    with transaction.atomic():
        found = Deferred.objects.filter(gathered=True, user=user_id, channel=channel, due_at=due_at)
        # Not skipping what another worker holds: half a digest would be two.
        locked = found.select_for_update(of=("self",)).select_related("notice")
        rows = list(locked.order_by("id"))
        if rows:
            queue(_digest(rows, desk({user_id}, at=at)))
            Deferred.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _digest(rows: Sequence[Deferred], known: Desk) -> list[Message]:
    """One message for each address that the person has on the channel of these rows."""
    channel = known.channels.get(rows[0].channel)
    if channel is None:
        return []
    reader = known.people[rows[0].user_id]
    notices = [row.notice for row in rows]
    subject = f"Ringkasan Sigap: {len(notices)} kabar"
    return [
        Message(
            channel=channel.key,
            address=address,
            backup_address=backup_address(channel, reader, known),
            user_id=reader.user_id,
            subject=subject,
            body=digest_text(notices),
            html=digest_letter(notices, subject) if channel.kind == EMAIL else "",
            url="/pemberitahuan/",
            event=DIGEST,
            # The keys of rows are never given again, so no other digest has this one.
            dedupe_key=message_key(f"ringkasan/{rows[0].pk}", channel.key, address),
            created_at=known.at,
            due_at=known.at,
        )
        for address in reader.addresses.get(channel.kind, ())
    ]
