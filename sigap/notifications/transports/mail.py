"""The way out by e-mail: one open connection for many messages, each with its thread's marks."""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection

from sigap.notifications.models import Channel, Message
from sigap.notifications.transports.way import ANSWER_TIMEOUT, Receipt, Refused, Unreachable

# Replies 5yz say "never" (RFC 5321), but these speak of our own log-in, and a refused sender of
# our own address: an administrator mends both while the messages wait.
_OUR_OWN_FAULT = (530, 534, 535, 538)


class Mailer:
    """A connection to a mail server that is opened when needed and closed at the end."""

    def __init__(self, channel: Channel) -> None:
        values = channel.values
        self._sender = values.get("sender") or settings.DEFAULT_FROM_EMAIL
        # Without an address of its own it is the server of SIGAP_EMAIL_URL, as Django knows it.
        server = server_of(values["url"]) if values.get("url") else {}
        self._connection = get_connection(timeout=ANSWER_TIMEOUT, **server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand one message over; its remote id is its Message-ID."""
        self._dial()
        try:
            self._connection.send_messages([composed(message, address, self._sender)])
        except (OSError, SMTPException, BadHeaderError, UnicodeError) as error:
            # Where the talk stands now is unknown; the next message begins a new one.
            self._hang_up()
            raise _understood(error) from error
        return Receipt(message_id(message.dedupe_key))

    def _dial(self) -> None:
        try:
            self._connection.open()
        except (OSError, SMTPException) as error:
            code = getattr(error, "smtp_code", 0)
            raise Unreachable(_said(error), our_fault=code in _OUR_OWN_FAULT) from error

    def _hang_up(self) -> None:
        # Nothing is lost by a farewell that fails: every message was acknowledged or not.
        with suppress(OSError, SMTPException):
            self._connection.close()


def server_of(url: str) -> dict[str, Any]:
    """What Django's mail connection needs to know, out of smtp[+tls|+ssl]://user:password@host:port."""
    parts = urlsplit(url)
    secure = parts.scheme in ("smtp+ssl", "smtps")
    usual = 465 if secure else 587 if parts.scheme == "smtp+tls" else 25
    return {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": parts.hostname,
        "port": parts.port or usual,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": secure,
        "use_tls": parts.scheme == "smtp+tls",
    }


def composed(message: Message, address: str, sender: str) -> EmailMultiAlternatives:
    """The e-mail of this row, the same at every attempt, with the marks of automatic mail."""
    headers = {
        "Message-ID": message_id(message.dedupe_key),
        # RFC 3834: no automatic answer, please.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "id",
    }
    if message.number:
        headers["In-Reply-To"] = headers["References"] = thread_id(message.number)
    mail = EmailMultiAlternatives(message.subject, message.body, sender, [address], headers=headers)
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def message_id(dedupe_key: str) -> str:
    """The Message-ID of an e-mail: always the same, so that a mailbox knows a second copy."""
    return f"<{sha256(dedupe_key.encode()).hexdigest()[:40]}@{_host()}>"


def thread_id(number: str) -> str:
    """The Message-ID that all e-mails of one case refer to, so that they stand together."""
    return f"<gangguan.{sha256(number.encode()).hexdigest()[:24]}@{_host()}>"


def _host() -> str:
    return urlsplit(settings.SIGAP_BASE_URL).hostname or "localhost"


def _understood(error: Exception) -> Refused | Unreachable:
    """What a failed hand-over means for this message and for the way."""
    if isinstance(error, BadHeaderError | UnicodeError):
        return Refused(_said(error), final=True)
    if isinstance(error, SMTPRecipientsRefused):
        final = all(code >= 500 for code, _ in error.recipients.values())
        return Refused(_said(error), final=final, gone=final)
    if isinstance(error, SMTPSenderRefused):
        return Unreachable(_said(error), our_fault=error.smtp_code >= 500)
    if isinstance(error, SMTPResponseException):
        if error.smtp_code in _OUR_OWN_FAULT:
            return Unreachable(_said(error), our_fault=True)
        # 421: the server closes the talk, with everybody.
        if error.smtp_code == 421:
            return Unreachable(_said(error))
        return Refused(_said(error), final=error.smtp_code >= 500)
    if isinstance(error, OSError | SMTPServerDisconnected):
        return Unreachable(_said(error))
    return Refused(_said(error), final=False)


def _said(error: Exception) -> str:
    """The server's own words where it had any."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {_text(words)}"
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return getattr(error, "strerror", "") or str(error) or type(error).__name__


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
