"""Messages from outside that have just come in: the worker makes of them what they are."""

from datetime import datetime
from email.message import EmailMessage
from typing import Final

from sigap.notifications.actions.incoming import keep_letter
from sigap.notifications.received import Letter
from sigap.notifications.sources import mail_reading

# Sender, subject, text, and a header that tells a machine from a person.
_MAILS: Final[tuple[tuple[str, str, str, dict[str, str]], ...]] = (
    (
        "Rukmini <rukmini@warga.example>",
        "WiFi taman",
        "Selamat siang, WiFi di taman kota sering tidak tersambung. Ke mana saya melapor?",
        {},
    ),
    (
        "Agus Hermawan <agus.hermawan@kantor-lain.example>",
        "Di luar kantor",
        "Saya sedang cuti sampai Senin.",
        {"Auto-Submitted": "auto-replied"},
    ),
)
_CHAT: Final = "Pak, hotspot di kelurahan kami sudah normal belum ya?"


def let_arrive(*, at: datetime) -> None:
    """Keep these messages as if they had been fetched at `at`."""
    for place, (sender, subject, text, headers) in enumerate(_MAILS):
        message = EmailMessage()
        told = {"From": sender, "Subject": subject, "Message-ID": f"<{place}@warga.example>"}
        for name, value in {**told, **headers}.items():
            message[name] = value
        message.set_content(text)
        own = {"own_host": "sigap.example", "own_address": "sigap@sigap.example"}
        keep_letter(mail_reading.letter(message.as_bytes(), **own), at=at)
    keep_letter(
        Letter("telegram", "90001:1", "90001", "Pak RT 05", "", _CHAT, _CHAT.encode()), at=at
    )
