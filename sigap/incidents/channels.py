"""The ways by which a report or an answer reaches the office, and what they are called."""

from typing import Final

from sigap.domain.errors import words

CHANNELS: Final = {
    "formulir": words("Formulir"),
    "telepon": words("Telepon"),
    "whatsapp": words("WhatsApp"),
    "telegram": words("Telegram"),
    "tatap-muka": words("Tatap muka"),
    "surat": words("Surat"),
    "e-mail": words("E-mail"),
    "alarm": words("Alarm pemantauan"),
    "api": words("Aplikasi lain"),
    "perintah": words("Baris perintah"),
}
