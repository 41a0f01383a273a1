"""The kinds of ways by which news reaches people outside: what each needs, and what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sigap.domain.errors import Fault, required, unprintable, words

EMAIL: Final = "email"
TELEGRAM: Final = "telegram"
WHATSAPP: Final = "whatsapp"
WEB_PUSH: Final = "web-push"
WEBHOOK: Final = "webhook"
SMS: Final = "sms"
APPRISE: Final = "apprise"

MAIL_SCHEMES: Final = ("smtp", "smtp+tls", "smtp+ssl", "smtps")

Check = Callable[[str], Fault | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a channel of some kind has to know. A `secret` is never shown again.

    `usual` stands where nothing was typed; a setting without it has to be given unless `optional`.
    """

    key: str
    label: str
    hint: str = ""
    check: Check | None = None
    usual: str = ""
    secret: bool = False
    optional: bool = False
    long: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """What channels of one kind have in common.

    `addresses` says what an address of a person is here ("surel", "telepon", "obrolan",
    "langganan"); it is empty where the channel itself is the address, a room of many people.
    """

    key: str
    name: str
    addresses: str
    settings: tuple[Setting, ...]
    tells_delivery: bool = False
    tells_seen: bool = False

    @property
    def personal(self) -> bool:
        """Whether every person has an address of his own on it."""
        return bool(self.addresses)


@dataclass(frozen=True, slots=True)
class Configured:
    """A channel that the environment switches on; an empty `url` of an e-mail is Django's own."""

    key: str
    kind: str
    name: str
    values: Mapping[str, str]
    backup: str = ""


def completed(kind: Kind, typed: Mapping[str, str]) -> dict[str, str]:
    """The settings of this kind out of what was typed: trimmed, the usual where nothing stands."""
    return {
        setting.key: typed.get(setting.key, "").strip() or setting.usual
        for setting in kind.settings
    }


def faults(kind: Kind, values: Mapping[str, str]) -> dict[str, Fault]:
    """What is wrong with the settings of a channel of this kind, by their keys."""
    found = {setting.key: _fault(setting, values.get(setting.key, "")) for setting in kind.settings}
    return {key: fault for key, fault in found.items() if fault is not None}


def _fault(setting: Setting, value: str) -> Fault | None:
    if not value:
        return None if setting.optional else required()
    if setting.choices and value not in setting.choices:
        return Fault(
            "unknown-choice",
            words("Pilih salah satu: %(choices)s."),
            {"choices": ", ".join(setting.choices)},
        )
    if setting.secret and not setting.long and re.search(r"\s", value):
        return Fault("blank-inside", words("Tidak boleh memuat spasi; salin kembali tanpa spasi."))
    return unprintable(value) or (setting.check(value) if setting.check else None)


def http_url(value: str) -> Fault | None:
    """An address of an HTTP service."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if good:
        return None
    return Fault(
        "bad-url",
        words("Bukan alamat layanan; isi http:// atau https:// dan nama mesin."),
    )


def mail_url(value: str) -> Fault | None:
    """The address of a mail server with its log-in; it is not repeated, it may hold a password."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in MAIL_SCHEMES and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if good:
        return None
    return Fault(
        "bad-email-url",
        words(
            "Alamat server surel tidak terbaca; isi smtp://mesin:25,"
            " smtp+tls://pengguna:sandi@mesin:587 atau smtp+ssl://pengguna:sandi@mesin:465."
        ),
    )


def _sms_url(value: str) -> Fault | None:
    return http_url(re.sub(r"\{(to|local|text|id)\}", "0", value))


def _headers(value: str) -> Fault | None:
    if all(re.fullmatch(r"[A-Za-z0-9-]+:[^\r\n]+", line.strip()) for line in value.splitlines()):
        return None
    return Fault("bad-headers", words("Tulis satu kepala per baris, misalnya X-Api-Key: 123."))


def _service_url(value: str) -> Fault | None:
    if re.match(r"[a-z][a-z0-9+.-]*://\S+$", value, re.IGNORECASE):
        return None
    return Fault(
        "bad-url", words("Bukan alamat Apprise; isi misalnya matrix://pengguna:sandi@mesin/#ruang.")
    )


def _subject(value: str) -> Fault | None:
    if re.match(r"mailto:[^@\s]+@[^@\s]+$|https://\S+$", value):
        return None
    return Fault("bad-contact", words("Isi mailto:nama@instansi.go.id atau alamat https://."))


def _vapid_key(value: str) -> Fault | None:
    # 32 bytes in base64url without padding, as browsers' push services want it (RFC 8292).
    if re.fullmatch(r"[A-Za-z0-9_-]{43}=?", value):
        return None
    return Fault(
        "bad-key", words("Bukan kunci VAPID; isi 43 huruf base64url, atau buat yang baru.")
    )


_TOKEN = "Token"
_SERVICE = words("Alamat layanan")

KINDS: Final[Mapping[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind(
            EMAIL,
            words("Surel"),
            "surel",
            (
                Setting(
                    "url",
                    words("Server surel"),
                    "smtp+tls://pengguna:sandi@mesin:587",
                    mail_url,
                    secret=True,
                ),
                Setting(
                    "sender", words("Pengirim"), words("Kosong: pengirim umum."), optional=True
                ),
            ),
        ),
        Kind(
            TELEGRAM,
            "Telegram",
            "obrolan",
            (
                Setting("token", _TOKEN, words("Dari @BotFather."), secret=True),
                Setting("url", _SERVICE, check=http_url, usual="https://api.telegram.org"),
            ),
        ),
        Kind(
            WHATSAPP,
            "WhatsApp",
            "telepon",
            (
                Setting("token", _TOKEN, words("Token akses Cloud API."), secret=True),
                Setting("phone_id", "Phone number ID"),
                Setting(
                    "template",
                    words("Templat pesan"),
                    words(
                        "Nama templat yang disetujui, dengan dua isian: pokok dan isi. Tanpa"
                        " templat, pesan hanya sampai dalam 24 jam sesudah penerima menulis."
                    ),
                    optional=True,
                ),
                Setting("language", words("Bahasa templat"), usual="id"),
                Setting(
                    "app_secret",
                    words("Rahasia aplikasi"),
                    words("Membuktikan bahwa kabar status dan jawaban berasal dari Meta."),
                    secret=True,
                    optional=True,
                ),
                Setting("verify", words("Kata verifikasi webhook"), secret=True, optional=True),
                Setting("url", _SERVICE, check=http_url, usual="https://graph.facebook.com/v23.0"),
            ),
            tells_delivery=True,
            tells_seen=True,
        ),
        Kind(
            WEB_PUSH,
            words("Notifikasi peramban"),
            "langganan",
            (
                Setting("private_key", words("Kunci VAPID"), check=_vapid_key, secret=True),
                Setting(
                    "contact",
                    words("Narahubung"),
                    words("Disampaikan kepada layanan peramban."),
                    _subject,
                ),
                Setting(
                    "hosts",
                    words("Layanan yang dipercaya"),
                    words("Nama mesin, dipisahkan spasi; *. berarti semua di bawahnya."),
                    usual="fcm.googleapis.com *.push.services.mozilla.com *.notify.windows.com"
                    " *.push.apple.com",
                ),
            ),
        ),
        Kind(
            WEBHOOK,
            "Webhook",
            "",
            (
                Setting("url", _SERVICE, check=http_url),
                Setting(
                    "secret",
                    words("Rahasia tanda tangan"),
                    words("Penerima memeriksa X-Sigap-Signature dengannya."),
                    secret=True,
                ),
            ),
        ),
        Kind(
            SMS,
            "SMS",
            "telepon",
            (
                Setting(
                    "url",
                    _SERVICE,
                    words(
                        "{to} (628…) atau {local} (08…), {text} dan {id} diganti dengan nomor"
                        " tujuan, isi dan nomor pesan."
                    ),
                    _sms_url,
                    secret=True,
                ),
                Setting(
                    "body",
                    words("Isi permintaan"),
                    words("Kosong: permintaan GET. Contoh: to={to}&text={text}"),
                    optional=True,
                    long=True,
                ),
                Setting(
                    "content_type",
                    words("Jenis isi"),
                    usual="application/x-www-form-urlencoded",
                    choices=("application/x-www-form-urlencoded", "application/json"),
                ),
                Setting(
                    "headers",
                    words("Kepala permintaan"),
                    words("Satu per baris, misalnya Authorization: Bearer …"),
                    _headers,
                    secret=True,
                    optional=True,
                    long=True,
                ),
                Setting(
                    "success",
                    words("Tanda berhasil"),
                    words("Teks yang harus ada dalam jawaban; kosong: cukup kode 2xx."),
                    optional=True,
                ),
            ),
        ),
        Kind(
            APPRISE,
            "Apprise",
            "",
            (
                Setting(
                    "url",
                    words("Alamat Apprise"),
                    words("Semua layanan yang dikenal Apprise, misalnya matrix:// atau ntfy://"),
                    _service_url,
                    secret=True,
                ),
            ),
        ),
    )
}
