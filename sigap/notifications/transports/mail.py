"""The way out by e-mail: one open connection for many messages, each with its thread's marks."""

from contextlib import suppress
from hashlib import sha256
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection

from sigap.notifications.models import Email

# Seconds that one answer of the server may take. A message needs about eight answers, and all of
# them together have to fit into the part of the lease that is kept back for the last message.
ANSWER_TIMEOUT = 10

# Replies 5yz say "never" (RFC 5321), but these speak of our own log-in, and a refused sender of
# our own address: an administrator mends both while the messages wait.
_OUR_OWN_FAULT = (530, 534, 535, 538)


class Unreachable(Exception):
    """The server cannot be reached or does not let us in; no message was handed over."""


class Mailer:
    """A connection to the mail server that is opened when needed and closed at the end."""

    def __init__(self) -> None:
        self._connection = get_connection(timeout=ANSWER_TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, row: Email) -> None:
        """Hand one message over. Unreachable if there is no server; else whatever it answered."""
        try:
            self._connection.open()
        except (OSError, SMTPException) as error:
            raise Unreachable(*error.args) from error
        try:
            self._connection.send_messages([composed(row)])
        except Exception:
            # Where the talk stands now is unknown; the next message begins a new one.
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        # Nothing is lost by a farewell that fails: every message was acknowledged or not.
        with suppress(OSError, SMTPException):
            self._connection.close()


def is_final(error: Exception) -> bool:
    """Whether the same message would be refused again however often it is sent."""
    if isinstance(error, BadHeaderError | UnicodeError):
        return True
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPResponseException) and not isinstance(error, SMTPSenderRefused):
        return error.smtp_code >= 500 and error.smtp_code not in _OUR_OWN_FAULT
    return False


def composed(row: Email) -> EmailMultiAlternatives:
    """The message of this row, the same at every attempt, with the marks of automatic mail."""
    headers = {
        "Message-ID": message_id(row.dedupe_key),
        # RFC 3834: no automatic answer, please.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if row.number:
        headers["In-Reply-To"] = headers["References"] = thread_id(row.number)
    message = EmailMultiAlternatives(
        row.subject, row.body, settings.DEFAULT_FROM_EMAIL, [row.to_address], headers=headers
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    return message


def message_id(dedupe_key: str) -> str:
    """The Message-ID of an e-mail: always the same, so that a mailbox knows a second copy."""
    return f"<{sha256(dedupe_key.encode()).hexdigest()[:40]}@{_host()}>"


def thread_id(number: str) -> str:
    """The Message-ID that all e-mails of one case refer to, so that they stand together."""
    return f"<gangguan.{sha256(number.encode()).hexdigest()[:24]}@{_host()}>"


def _host() -> str:
    return urlsplit(settings.SIGAP_BASE_URL).hostname or "localhost"
