"""E-mail that came in, read: who wrote what in answer to what, and whether it was a person."""

import re
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from hashlib import sha256
from html import unescape
from typing import Final

from imap_tools.message import MailMessage
from mailparser_reply import EmailReplyParser

from sigap.notifications.received import Enclosure, Letter, Nature, Undelivered

CHANNEL: Final = "e-mail"
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_OWN_ID = re.compile(r"<(?:[0-9a-f]{40}|gangguan\.[0-9a-f]{24})@([^<>\s]+)>")
# Where Indonesian mail programs begin to quote; the library knows only other languages.
_QUOTED_FROM = re.compile(
    r"^[> \t]*(?:Pada\s.{4,120}(?:\n.{0,120})?\bmenulis\s*:"
    r"|-{2,}\s*Pesan (?:Asli|Terusan)\s*-{2,}"
    r"|Dari\s*:.{0,200}\n(?:Kepada|Dikirim|Tanggal)\s*:)",
    re.MULTILINE | re.IGNORECASE,
)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)[^>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script|head|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
# What automatic mail says of itself beside RFC 3834.
_AUTOMATIC = ("x-autoreply", "x-autorespond", "list-id")
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")


def letter(raw: bytes, *, own_host: str, own_address: str) -> Letter:
    """The e-mail as a letter; whatever its bytes are, there is one.

    `own_host` is the host in our own Message-IDs and `own_address` our own sender: mail that bears
    either is our own come back.
    """
    try:
        return _read(raw, own_host, own_address.lower())
    except Exception:  # whatever somebody sends must not keep the next e-mail from being read
        unknown = f"<{sha256(raw).hexdigest()}>"
        return Letter(CHANNEL, unknown, "", "", "", "", raw, Nature.BROKEN)


def _read(raw: bytes, own_host: str, own_address: str) -> Letter:
    mail = MailMessage.from_bytes(raw)
    found = mail.from_values
    sender, name = (found.email.lower(), found.name) if found else ("", "")
    message_id = _header_ids(mail, "message-id")
    # A message without a name is known by its content, so that it is never taken twice.
    own_id = message_id[0] if message_id else f"<{sha256(raw).hexdigest()}>"
    undelivered = tuple(_undelivered(mail.obj))
    refers_to = (*_header_ids(mail, "in-reply-to"), *reversed(_header_ids(mail, "references")))
    return Letter(
        channel=CHANNEL,
        remote_id=own_id,
        sender=sender,
        sender_name=" ".join(name.split())[:200],
        subject=" ".join(mail.subject.split())[:200],
        text=written(mail.text or _plain(mail.html)),
        raw=raw,
        nature=_nature(mail, own_id, sender, own_host, own_address, bool(undelivered)),
        refers_to=tuple(dict.fromkeys(refers_to)),
        undelivered=undelivered,
        enclosures=tuple(
            Enclosure(each.filename, each.payload) for each in mail.attachments if each.filename
        ),
    )


def _header_ids(mail: MailMessage, name: str) -> list[str]:
    return _MESSAGE_ID.findall(_header(mail, name))


def _header(mail: MailMessage, name: str) -> str:
    values: list[str] = mail.obj.get_all(name, [])
    return " ".join(str(value) for value in values)


def _nature(
    mail: MailMessage,
    own_id: str,
    sender: str,
    own_host: str,
    own_address: str,
    undelivered: bool,
) -> Nature:
    echo = _OWN_ID.fullmatch(own_id)
    if (echo is not None and echo[1] == own_host) or (sender and sender == own_address):
        return Nature.ECHO
    # RFC 3464; a null return path is how a bounce travels (RFC 5321, 4.5.5).
    returned = _header(mail, "return-path").strip() == "<>"
    if undelivered or returned or sender.startswith("mailer-daemon@"):
        return Nature.BOUNCE
    # RFC 3834: everything but "no" is automatic.
    submitted = _header(mail, "auto-submitted").lower().split(";")[0].strip()
    bulk = _header(mail, "precedence").strip().lower() in _BULK
    if submitted not in ("", "no") or bulk or any(_header(mail, name) for name in _AUTOMATIC):
        return Nature.AUTOMATIC
    return Nature.WRITTEN


def written(text: str) -> str:
    """What the sender wrote himself: without quotation and signature."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    quoted = _QUOTED_FROM.search(text)
    own = text[: quoted.start()] if quoted else text
    reply = EmailReplyParser(languages=["en"]).parse_reply(own) or ""
    return "\n".join(line for line in reply.splitlines() if not line.startswith(">")).strip()


def _plain(html: str) -> str:
    text = _TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub("", html)))
    return "\n".join(" ".join(line.split()) for line in unescape(text).splitlines())


def _undelivered(mail: Message) -> Iterator[Undelivered]:
    """What a delivery status report says of each of its recipients (RFC 3464)."""
    if mail.get_content_type() != "multipart/report":
        return
    original = _original_id(mail)
    for fields in _inner(mail, "message/delivery-status"):
        address = str(fields.get("Final-Recipient", "")).rpartition(";")[2].strip().lower()
        action = str(fields.get("Action", "")).strip().lower()
        if address and action in ("failed", "delayed"):
            reason = str(fields.get("Diagnostic-Code", "") or fields.get("Status", ""))
            told = " ".join(reason.split())[:300]
            yield Undelivered(address, original, told, final=action == "failed")


def _original_id(mail: Message) -> str:
    """The Message-ID of our message as the report quotes it, whole or its headers alone."""
    quoted = [str(inner.get("Message-ID", "")) for inner in _inner(mail, "message/rfc822")]
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            quoted.append(str(message_from_string(str(part.get_payload())).get("Message-ID", "")))
    return next((found[0] for text in quoted if (found := _MESSAGE_ID.findall(text))), "")


def _inner(mail: Message, media_type: str) -> Iterator[Message]:
    for part in mail.walk():
        inner = part.get_payload() if part.get_content_type() == media_type else ()
        yield from (each for each in inner if isinstance(each, Message))
