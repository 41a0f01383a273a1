"""Fetching what people wrote: the worker's looks at the mailbox and at the bot. Worker only."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from sigap.domain.channels import TELEGRAM
from sigap.kit.claims import claim
from sigap.notifications.actions.incoming import LEASE, keep_letter
from sigap.notifications.models import Source
from sigap.notifications.queries.channels import channels, working
from sigap.notifications.sources import mail_reading, mailbox, telegram

Look = Callable[[str], tuple[int, str]]


def collect_mail(*, at: datetime) -> int:
    """Fetch what is unread in the office's mailbox; answers how many messages there were.

    Without SIGAP_IMAP_URL the way in by e-mail is shut. Must not run inside a transaction.
    """
    if not settings.IMAP_URL:
        return 0
    host = urlsplit(settings.SIGAP_BASE_URL).hostname or "localhost"
    own_address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    def keep(raw: bytes) -> None:
        letter = mail_reading.letter(raw, own_host=host, own_address=own_address)
        keep_letter(letter, at=at)

    def look(cursor: str) -> tuple[int, str]:
        return mailbox.collect(settings.IMAP_URL, keep), cursor

    return _looked(mail_reading.CHANNEL, look, at)


def collect_telegram(*, at: datetime) -> int:
    """Fetch what was written to the bot since the last look; answers how many updates there were.

    Nothing where Telegram is not configured. Must not run inside a transaction.
    """
    ways = [way for way in working(channels().values()) if way.kind == TELEGRAM]
    return sum(_read_bot(way.key, way.values["url"], way.values["token"], at) for way in ways)


def _read_bot(key: str, api: str, token: str, at: datetime) -> int:
    def look(cursor: str) -> tuple[int, str]:
        found = telegram.updates(api, token, cursor)
        for letter in telegram.letters(found):
            keep_letter(letter, at=at)
        return len(found), telegram.after(found, cursor)

    return _looked(key, look, at)


def _looked(key: str, look: Look, at: datetime) -> int:
    """One look at a source by one worker: `look` gets the cursor and answers count and cursor."""
    Source.objects.get_or_create(key=key)
    held = claim(Source.objects.filter(key=key), at=at, lease=LEASE, limit=1)
    if not held:
        return 0
    row, found = held[0], 0
    try:
        found, row.cursor = look(row.cursor)
        row.read_at, row.failed_at, row.last_error = at, None, ""
    except (mailbox.Unreachable, telegram.Unreachable) as error:
        row.failed_at, row.last_error = row.failed_at or at, str(error)[:500]
    row.claimed_until = None
    row.save()
    return found
