"""The way in by e-mail: the unread messages of one IMAP mailbox, each kept before it is ticked."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final
from urllib.parse import unquote, urlsplit

from imap_tools.consts import MailMessageFlags
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.message import MailMessage

TIMEOUT_SECONDS: Final = 20
MOST: Final = 50
_KINDS: Final[dict[str, Callable[..., BaseMailBox]]] = {
    "imaps": MailBox,
    "imap": MailBoxUnencrypted,
    "imap+tls": MailBoxStartTls,
}
_PORTS: Final = {"imaps": 993, "imap": 143, "imap+tls": 143}
SCHEMES: Final = tuple(_KINDS)


class Unreachable(Exception):
    """The mail server cannot be reached or does not let us in; nothing was read."""


def collect(address: str, keep: Callable[[bytes], None]) -> int:
    """Hand every unread message of the mailbox to `keep`, oldest first; answers how many.

    `address` is imaps://user:password@host:port/FOLDER. A message is marked as read only after
    `keep` has returned: whoever dies in between gets it again. At most MOST in one call.
    """
    box = _opened(address)
    try:
        uids = box.uids("UNSEEN")[:MOST]
        for mail in box.fetch(uid_list=uids, mark_seen=False) if uids else ():
            keep(_bytes_of(mail))
            if mail.uid:
                box.flag(mail.uid, MailMessageFlags.SEEN, True)
        return len(uids)
    except (OSError, ImapToolsError) as error:
        raise Unreachable(str(error)) from error
    finally:
        # Nothing is lost by a farewell that fails.
        with suppress(OSError, ImapToolsError):
            box.logout()


def _bytes_of(mail: MailMessage) -> bytes:
    try:
        return mail.obj.as_bytes()
    except Exception:  # one e-mail that cannot be put together again must not block the mailbox
        return "\n".join(f"{name}: {value}" for name, value in mail.obj.items()).encode()


def _opened(address: str) -> BaseMailBox:
    parts = urlsplit(address)
    try:
        port = parts.port or _PORTS[parts.scheme]
        box = _KINDS[parts.scheme](parts.hostname, port, timeout=TIMEOUT_SECONDS)
        folder = unquote(parts.path.strip("/")) or "INBOX"
        return box.login(unquote(parts.username or ""), unquote(parts.password or ""), folder)
    except (OSError, ImapToolsError) as error:
        raise Unreachable(str(error)) from error
