"""Writes of what is told to people: queue it, mark it seen, send what is due."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from time import monotonic
from typing import Literal

from django.conf import settings
from django.db.models import QuerySet

from sigap.kit.claims import claim
from sigap.notifications.models import Email, Notice
from sigap.notifications.queries import due, waiting
from sigap.notifications.transports import mail

BATCH = 100
LEASE = timedelta(minutes=5)
# A batch ends at half of its lease: what is left is more than the last message can need, so that
# no other worker takes a message while this one is still handing it over.
_WORK = LEASE / 2

# Given up after about three days, as long as a mail server is given by those who relay mail.
MOST_ATTEMPTS = 40
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell one person, in words that are ready to be read.

    `user_id` None: the person has no account and gets the e-mail alone. `address` None: the
    notice alone. `number` is the case it is about, or empty. `dedupe_key` names this news to this
    person: told again under the same key, it is not told twice.
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
    """Queue these messages in the caller's transaction: at most two INSERTs, no network.

    Without SIGAP_EMAIL_URL the e-mail channel is off and nothing is queued for it.
    """
    tellings = list(messages)
    notices = [_notice(told.user_id, told, at) for told in tellings if told.user_id is not None]
    if notices:
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
    emails = [_email(told.address, told, at) for told in tellings if told.address]
    if emails and settings.EMAIL_ENABLED:
        Email.objects.bulk_create(emails, ignore_conflicts=True)


def mark_seen(user_id: int, ids: Collection[int] | Literal["all"], *, at: datetime) -> int:
    """Mark these notices of the person as seen, others' never; answers how many were unseen."""
    unseen = Notice.objects.filter(user_id=user_id, seen_at__isnull=True)
    if ids != "all":
        unseen = unseen.filter(pk__in=ids)
    return unseen.update(seen_at=at)


def withhold(number: str, *, body: str) -> None:
    """Put `body` in place of every text told of this case so far, read or waiting to be sent.

    What has already left as e-mail is out of reach.
    """
    Notice.objects.filter(number=number).update(body=body)
    waiting().filter(number=number).update(body=body, html="")


def send_due(*, at: datetime) -> int:
    """Send up to BATCH e-mails that are due at `at`; answers how many were handed over.

    Must not run inside a transaction (RuntimeError). Each result is written down before the next
    message is begun: a worker that dies doubles at most the one message it was handing over, and
    the rest is due again when its lease ends. A refused message counts an attempt and comes back
    after a growing delay, or is given up when it never can be delivered.
    """
    if not settings.EMAIL_ENABLED:
        return 0
    rows = claim(due(at=at), at=at, lease=LEASE, limit=BATCH)
    if not rows:
        return 0
    with mail.Mailer() as mailer:
        return _send(rows, mailer, at=at)


def send_again(email_ids: Collection[int], *, at: datetime) -> int:
    """Make e-mails that were given up due again, with all attempts anew; answers how many."""
    dead = Email.objects.filter(pk__in=email_ids, failed_at__isnull=False)
    return dead.update(failed_at=None, attempts=0, due_at=at, claimed_until=None)


def _send(rows: Sequence[Email], mailer: mail.Mailer, *, at: datetime) -> int:
    begun, sent = monotonic(), 0
    for place, row in enumerate(rows):
        moment = at + timedelta(seconds=monotonic() - begun)
        if moment > at + _WORK:
            _give_back(rows[place:])
            break
        try:
            mailer.send(row)
        except mail.Unreachable as error:
            for unsent in rows[place:]:
                _note_refusal(unsent, error, at=moment)
            break
        except Exception as error:  # whatever one message provokes must not stop the others
            _note_refusal(row, error, at=moment)
        else:
            sent += _note_delivery(row, at=moment)
    return sent


def _notice(user_id: int, telling: Telling, at: datetime) -> Notice:
    return Notice(
        user_id=user_id,
        event=telling.event,
        number=telling.number,
        subject=_one_line(telling.subject),
        body=telling.body,
        url=telling.url,
        dedupe_key=telling.dedupe_key,
        created_at=at,
    )


def _email(address: str, telling: Telling, at: datetime) -> Email:
    return Email(
        to_address=address,
        subject=_one_line(telling.subject),
        body=telling.body,
        event=telling.event,
        number=telling.number,
        dedupe_key=telling.dedupe_key,
        created_at=at,
        due_at=at,
    )


def _one_line(subject: str) -> str:
    """A subject that fits its column and is one header line, whatever a reporter typed."""
    line = " ".join(subject.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def _note_delivery(row: Email, *, at: datetime) -> int:
    return _held(row).update(
        sent_at=at, attempts=row.attempts + 1, claimed_until=None, last_error=""
    )


def _note_refusal(row: Email, error: Exception, *, at: datetime) -> None:
    attempts = row.attempts + 1
    hopeless = attempts >= MOST_ATTEMPTS or mail.is_final(error)
    _held(row).update(
        attempts=attempts,
        due_at=at + _delay(attempts),
        failed_at=at if hopeless else None,
        claimed_until=None,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )


def _give_back(rows: Iterable[Email]) -> None:
    for row in rows:
        _held(row).update(claimed_until=None)


def _held(row: Email) -> QuerySet[Email]:
    """The row as long as this worker's claim on it stands."""
    return Email.objects.filter(pk=row.pk, claimed_until=row.claimed_until)


def _delay(attempts: int) -> timedelta:
    """Doubling from half a minute up to two hours, spread so that retries do not come in herds."""
    doublings = min(attempts - 1, 12)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY) * uniform(1.0, 1.25)
