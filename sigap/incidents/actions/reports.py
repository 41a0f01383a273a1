"""What a report must say before it is registered: every fault of every field, at once."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.errors import Fault, Invalid, unknown_choice, unprintable, words
from sigap.domain.priority import IMPACTS, URGENCIES
from sigap.incidents.channels import CHANNELS
from sigap.incidents.models import Category
from sigap.incidents.queries.procedures import DISRUPTION
from sigap.inventory.models import Device, Site
from sigap.kit.briefly import KeptBriefly
from sigap.kit.prepared import prepared
from sigap.people.models import Agency

_LIMITS = {
    "summary": 200,
    "description": 10_000,
    "reporter_name": 200,
    "reporter_phone": 40,
    "reporter_email": 254,
    "letter_number": 120,
    "letter_agenda": 120,
    "external_ref": 200,
    "backdate_reason": 300,
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s().-]{5,40}")


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a disruption: keys name things, texts are as typed.

    `reported_at` is when the office was told (aware); None means now. The `letter_*` fields
    belong to the channel "surat". `impact` and `urgency` set the priority (SOP ruling 8).
    """

    category: str
    summary: str
    agency: str = ""
    site: str = ""
    device: str = ""
    description: str = ""
    channel: str = "formulir"
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""
    reported_at: datetime | None = None
    backdate_reason: str = ""
    letter_number: str = ""
    letter_on: date | None = None
    letter_agenda: str = ""
    external_ref: str = ""
    impact: str = "sebagian"
    urgency: str = "terganggu"
    procedure: str = DISRUPTION


@dataclass(slots=True)
class Found:
    """The rows a report names and the faults found on the way."""

    agency: Agency | None = None
    site: Site | None = None
    device: Device | None = None
    category: Category | None = None
    faults: dict[str, Fault] = field(default_factory=dict)


def check_report(
    report: Report,
    *,
    backdate_limit: timedelta,
    at: datetime,
    by: Actor,
    site: Site | None = None,
) -> Found:
    """The rows the report names; Invalid with every faulty field when it cannot be registered.

    `site` is the row of the report's site with its agency, where the caller has read it already.
    """
    found = Found(site=site)
    _find_place(report, found, by)
    _find_category(report, found)
    _check_texts(report, found.faults)
    _check_choices(report, found.faults)
    _check_times(report, found.faults, backdate_limit=backdate_limit, at=at)
    if found.faults:
        raise Invalid(found.faults)
    return found


def _find_place(report: Report, found: Found, by: Actor) -> None:
    """Agency, site and device must belong together; a contact reports for the own agency only."""
    if report.site:
        found.site = found.site or next(iter(_sites(report.site)), None)
        if found.site is None or not found.site.active:
            found.faults["site"] = _unknown(words("Lokasi “%(value)s” tidak dikenal."), report.site)
    if report.device:
        found.device = Device.objects.filter(key=report.device).first()
        if found.device is None:
            found.faults["device"] = _unknown(
                words("Perangkat “%(value)s” tidak dikenal."), report.device
            )
        elif found.site is not None and found.device.site_id != found.site.pk:
            found.faults["device"] = Fault(
                "device-elsewhere", words("Perangkat itu tidak berada di lokasi yang dipilih.")
            )
    own = by.agency if by.holds(CONTACT) else ""
    key = report.agency or (found.site.agency.key if found.site else "") or own
    if not key:
        found.faults.setdefault(
            "agency", Fault("required", words("Pilih Perangkat Daerah atau lokasi gangguan."))
        )
    elif found.site is not None and found.site.agency.key == key:
        found.agency = found.site.agency
    else:
        found.agency = next(iter(_agencies(key)), None)
        if found.agency is None:
            found.faults["agency"] = _unknown(
                words("Perangkat Daerah “%(value)s” tidak dikenal."), key
            )
        elif found.site is not None:
            found.faults["site"] = Fault(
                "site-elsewhere", words("Lokasi itu bukan milik Perangkat Daerah yang dipilih.")
            )
    if own and found.agency is not None and found.agency.key != own:
        found.faults["agency"] = Fault(
            "not-your-agency", words("Anda hanya dapat melapor untuk Perangkat Daerah Anda.")
        )


def _unknown(template: str, value: str) -> Fault:
    return Fault("unknown-key", template, {"value": value[:80]})


@prepared
def _sites(key: str) -> QuerySet[Site]:
    return Site.objects.filter(key=key).select_related("agency")


@prepared
def _agencies(key: str) -> QuerySet[Agency]:
    return Agency.objects.filter(key=key)


@KeptBriefly
def category_in_use(key: str) -> Category | None:
    """The category of this key, None where it is unknown or out of use; at most two seconds old."""
    return Category.objects.filter(key=key, active=True).first()


def _find_category(report: Report, found: Found) -> None:
    if report.category:
        found.category = category_in_use(report.category)
    if found.category is None:
        found.faults["category"] = (
            _unknown(words("Kategori “%(value)s” tidak dikenal."), report.category)
            if report.category
            else Fault("required", words("Pilih kategori gangguan."))
        )


def _check_texts(report: Report, faults: dict[str, Fault]) -> None:
    if not report.summary.strip():
        faults["summary"] = Fault(
            "required", words("Tulis ringkasan gangguan, misalnya “Internet lantai 2 mati”.")
        )
    if not report.reporter_name.strip():
        faults["reporter_name"] = Fault("required", words("Tulis nama pelapor."))
    for name, limit in _LIMITS.items():
        value = getattr(report, name)
        if len(value) > limit:
            faults[name] = Fault(
                "too-long",
                words("Terlalu panjang: %(length)s huruf; paling banyak %(limit)s."),
                {"length": len(value), "limit": limit},
            )
        elif fault := unprintable(value):
            faults[name] = fault
    if report.reporter_email and not _EMAIL.fullmatch(report.reporter_email.strip()):
        faults["reporter_email"] = Fault(
            "not-an-address", words("Alamat e-mail tidak lengkap, contoh: nama@bekasikota.go.id.")
        )
    if report.reporter_phone and not _PHONE.fullmatch(report.reporter_phone.strip()):
        faults["reporter_phone"] = Fault(
            "not-a-phone", words("Nomor telepon hanya angka dan tanda + - ( ), paling sedikit 5.")
        )


def _check_choices(report: Report, faults: dict[str, Fault]) -> None:
    choices = (("channel", CHANNELS), ("impact", IMPACTS), ("urgency", URGENCIES))
    for name, known in choices:
        value = getattr(report, name)
        if value not in known:
            faults[name] = unknown_choice(value, known)
    if report.channel == "surat" and not report.letter_number.strip():
        faults["letter_number"] = Fault(
            "required", words("Nomor surat wajib diisi untuk laporan lewat surat.")
        )


def _check_times(
    report: Report, faults: dict[str, Fault], *, backdate_limit: timedelta, at: datetime
) -> None:
    """Reported time may lie before the keyed-in time, far back only with a reason."""
    told = report.reported_at
    if told is None:
        return
    # A clock a minute ahead of ours is no lie.
    if told > at + timedelta(minutes=1):
        faults["reported_at"] = Fault(
            "in-future", words("Waktu lapor tidak boleh sesudah saat ini.")
        )
    elif at - told > timedelta(days=366):
        faults["reported_at"] = Fault(
            "too-old", words("Waktu lapor lebih dari setahun lalu; periksa tanggalnya.")
        )
    elif at - told > backdate_limit and not report.backdate_reason.strip():
        faults["backdate_reason"] = Fault(
            "required",
            words("Waktu lapor sudah lewat lebih dari batas; tulis alasan baru dicatat sekarang."),
        )
