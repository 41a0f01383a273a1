"""The facts of a berkas: the whole case in words, as its cover, tables and timeline say it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from sigap.documents.models import Paper, Signature
from sigap.documents.renderers.binding import PART
from sigap.domain import spoken
from sigap.domain.actor import Actor
from sigap.domain.case import Answer
from sigap.domain.machine import NOTICE_NAMES
from sigap.domain.standards import Line, LineKind, Reading
from sigap.incidents.channels import CHANNELS
from sigap.incidents.chronicle import DEVIATIONS, Reader, Tongue, chronicle
from sigap.incidents.models import Attachment, Hold
from sigap.incidents.papers.facts import VERDICTS
from sigap.incidents.queries.clocks import StepClock
from sigap.incidents.queries.dossier import Dossier

Facts = dict[str, Any]

_ANSWERS: Final = {Answer.RESTORED.value: "pulih", Answer.STILL_DOWN.value: "masih gangguan"}
_DASH: Final = "–"


def case_facts(found: Dossier, *, made_by: Actor | None) -> Facts:
    """What the berkas says of the case itself, in Indonesian, whatever language is set. No query.

    Names of people and their phone numbers are in it: it is for those who see them on the page.
    """
    with translation.override(spoken.INDONESIAN):
        return {
            "judul": f"Berkas perkara {found.incident.number}",
            "nomor": found.incident.number,
            "ringkasan": found.incident.summary,
            "terbatas": found.incident.restricted,
            "disusun": moment(found.at),
            "penyusun": _signed(made_by.signature() if made_by else None) or "petugas sistem",
            "hari": _day_parts(found.at),
            "pokok": _outline(found),
            "laporan": _report(found),
            "terdampak": [_agency(row) for row in found.affected],
            "kerabat": found.children,
            "langkah": [_step(found, clock) for clock in found.clocks],
            "penundaan": [_hold(found, hold) for c in found.clocks for hold in c.holds],
            "penyimpangan": _deviations(found),
            "kewajiban": _duties(found),
            "surat": _letters(found),
            "riwayat": _story(found),
            "segel": {
                "aliran": found.incident.ledger.key,
                "panjang": str(found.incident.ledger.length),
                "kepala": found.incident.ledger.head,
            },
        }


def moment(at: datetime | None) -> str:
    """A moment in full on the office's clock; a dash for none."""
    return spoken.moment(at, _zone()) if at else _DASH


def _short(at: datetime | None) -> str:
    if at is None:
        return _DASH
    return f"{spoken.short_day(at.astimezone(_zone()).date())} {spoken.clock_time(at, _zone())}"


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _day_parts(at: datetime) -> dict[str, int]:
    day = at.astimezone(_zone()).date()
    return {"year": day.year, "month": day.month, "day": day.day}


def _signed(by: Mapping[str, Any] | None) -> str:
    """Name and capacity as they were at the act."""
    if not by:
        return ""
    name, capacity = str(by.get("name", "")), str(by.get("capacity", ""))
    return f"{name}, {capacity}" if capacity and capacity != name else name


def _outline(found: Dossier) -> list[tuple[str, str]]:
    row, step = found.incident, found.procedure.step(found.incident.step)
    state = f"{row.status}, langkah {step.no} ({step.short})" if not row.finished_at else row.status
    return [
        ("Perangkat Daerah", row.agency.name),
        ("Lokasi", row.site.name if row.site else ""),
        ("Dilaporkan", moment(row.reported_at)),
        ("Keadaan", state),
        ("Berakhir", moment(row.finished_at)),
        ("SOP", f"{found.procedure.title}, versi {found.procedure.version}"),
        ("Langkah terlambat", str(row.late_steps)),
        ("Induk", row.parent.number if row.parent else ""),
    ]


def _report(found: Dossier) -> list[tuple[str, str]]:
    row = found.incident
    written_on = spoken.day(row.letter_on, weekday=False) if row.letter_on else ""
    reporter = (row.reporter_name, row.reporter_phone, row.reporter_email)
    return [
        ("Pelapor", " · ".join(filter(None, reporter))),
        ("Saluran", CHANNELS.get(row.channel, row.channel)),
        ("Dicatat", moment(row.recorded_at)),
        ("Alasan dicatat kemudian", row.backdate_reason),
        ("Kategori dilaporkan", row.category.name),
        ("Perangkat", row.device.name if row.device else ""),
        ("Prioritas", row.priority),
        ("Kelas layanan", row.service_class),
        ("Nomor surat", row.letter_number),
        ("Tanggal surat", written_on),
        ("Nomor agenda surat", row.letter_agenda),
        ("Nomor di sistem lain", row.external_ref),
        ("Uraian", row.description),
    ]


def _agency(row: Any) -> list[str]:
    told = " · ".join(
        filter(None, (row.informant, CHANNELS.get(row.channel, row.channel) if row.channel else ""))
    )
    answer = _ANSWERS.get(row.result, row.result) if row.result else "belum dijawab"
    return [row.agency.name, answer, _short(row.answered_at), told or _DASH]


def _step(found: Dossier, clock: StepClock) -> Facts:
    visit, step, reading = clock.visit, found.procedure.step(clock.visit.step), clock.reading
    rounds = f", putaran ke-{visit.round}" if visit.round > 1 else ""
    return {
        "judul": f"Langkah {step.no}: {step.short}{rounds}",
        "uraian": step.text,
        "keterangan": [
            ("Masuk", moment(visit.entered_at)),
            ("Diterima", _received(visit.received_at, visit.received_by)),
            ("Selesai", _received(visit.left_at, visit.left_by)),
            ("Hasil", visit.outcome),
            ("Catatan", visit.note),
            ("Pernyataan pemeriksa", visit.declaration),
        ],
        "waktu": _times(spoken.amount(step.time.unit, step.time.count), reading),
        "baris": [_line(line) for line in reading.lines] if reading else [],
        "jumlah": spoken.duration(reading.net) if reading else "",
        "dihitung": f"Kalender {reading.calendar} versi {reading.version}" if reading else "",
        "dihitung_ulang": _recounted(visit),
    }


def _received(at: datetime | None, by: Mapping[str, Any] | None) -> str:
    return f"{moment(at)} oleh {_signed(by)}" if at and by else moment(at) if at else ""


def _times(standard: str, reading: Reading | None) -> list[str]:
    """Standard, net, gross, held, rest and verdict; nothing where no time ran."""
    if reading is None:
        return []
    late = reading.remaining < timedelta(0)
    rest = spoken.duration(reading.remaining)
    return [
        standard,
        spoken.duration(reading.net),
        spoken.calendar_duration(reading.gross),
        spoken.duration(reading.held) if reading.held else _DASH,
        f"lewat {rest}" if late else f"sisa {rest}",
        VERDICTS.get(reading.verdict, reading.verdict.value),
    ]


def _line(line: Line) -> list[str]:
    counted = spoken.amount("menit", line.minutes)
    shown = counted if line.kind is LineKind.WORK else f"({counted})"
    return [_short(line.start), _short(line.end), line.template, shown]


def _recounted(visit: Any) -> str:
    if visit.recounted_version is None:
        return ""
    verdict = VERDICTS.get(visit.recounted_verdict, visit.recounted_verdict)
    net = spoken.duration(visit.recounted_net or timedelta(0))
    told = f"Menurut kalender versi {visit.recounted_version}: terpakai {net}, {verdict}."
    return f"{told} Putusan semula tetap berlaku."


def _hold(found: Dossier, hold: Hold) -> list[str]:
    known = found.procedure.hold(hold.reason)
    step = next((c.visit.step for c in found.clocks if c.visit.ordinal == hold.ordinal), "")
    no = str(found.procedure.step(step).no) if step else _DASH
    ended = _short(hold.ended_at) if hold.ended_at else "masih berlangsung"
    return [
        no,
        known.label if known else hold.reason,
        hold.evidence or _DASH,
        _short(hold.starts_at),
        ended,
        _short(hold.until),
        str(hold.held_by.get("name", "")),
    ]


def _deviations(found: Dossier) -> list[Facts]:
    return [
        {
            "judul": f"Penyimpangan {row.ordinal}: {DEVIATIONS.get(row.kind, row.kind)}",
            "keterangan": [
                ("Langkah", str(found.procedure.step(row.step).no)),
                ("Alasan", row.reason),
                ("Atas perintah", row.authority),
                ("Dicatat", _received(row.recorded_at, row.recorded_by)),
                ("Disahkan", _received(row.ratified_at, row.ratified_by) or "belum disahkan"),
                ("Catatan pengesahan", row.ratification_note),
            ],
        }
        for row in found.deviations
    ]


def _duties(found: Dossier) -> list[list[str]]:
    return [
        [
            NOTICE_NAMES.get(row.duty, row.duty),
            _short(row.found_at),
            _short(row.due_at),
            _short(row.fulfilled_at) if row.fulfilled_at else "belum disampaikan",
            row.reference or _DASH,
        ]
        for row in found.duties
    ]


def _letters(found: Dossier) -> list[list[str]]:
    return [
        [
            row.direction,
            spoken.short_day(row.on),
            " · ".join(filter(None, (row.number, row.agenda and f"agenda {row.agenda}"))),
            row.party or _DASH,
            "\n".join(filter(None, (row.about, row.url))),
        ]
        for row in found.letters
    ]


def _story(found: Dossier) -> list[Facts]:
    """The ledger in words, oldest first."""
    tongue = Tongue(str, _short)
    reader = Reader(found.procedure, found.names)
    return [
        {"saat": _short(told.at), "judul": told.title, "isi": told.text, "oleh": told.by}
        for told in chronicle(found.entries, reader, tongue)
    ]


def paper_facts(rows: Sequence[Paper], starts: Sequence[int | None]) -> list[Facts]:
    """The list of papers; `starts` is how many pages of papers come before each, None for none."""
    bound = count(1)
    return [
        {
            "judul": row.title,
            "nomor": row.entry.written if row.entry else "",
            "tanggal": row.facts["naskah"]["tanggal"],
            "penandatangan": _whose(row),
            "kode": row.code,
            "sha256": row.sha256,
            "sesudah": start,
            "tautan": "" if start is None else f"{PART}{next(bound)}",
            "tanda_tangan": [_signature(each) for each in row.signatures.all()],
        }
        for row, start in zip(rows, starts, strict=True)
    ]


def _whose(row: Paper) -> str:
    first = (row.facts.get("penandatangan") or [{}])[0]
    return ", ".join(filter(None, (first.get("nama", ""), first.get("jabatan", ""))))


def _signature(row: Signature) -> str:
    part = "Paraf" if row.part == "paraf" else "Tanda tangan"
    if row.signed_at is None:
        return f"{part}: menunggu"
    way = "basah, hasil pindai terlampir" if row.provider == "basah" else row.provider
    return f"{part} {_signed(row.by)}, {_short(row.signed_at)} ({way})"


def photo_words(found: Dossier, row: Attachment, place: int) -> str:
    """What stands below a photo."""
    step = f", langkah {found.procedure.step(row.step).no}" if row.step else ""
    return f"Foto {place}: {row.name}. {_short(row.uploaded_at)}{step}, {_signed(row.uploaded_by)}."
