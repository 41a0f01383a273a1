"""An SOP as the paper PermenPAN-RB 35/2012 asks for, drawn from the data the engine runs."""

from collections.abc import Iterator
from datetime import date, datetime
from math import ceil
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from sigap.documents import storage
from sigap.documents.models import A4, F4, Letterhead
from sigap.documents.queries import letterhead, newest_template
from sigap.documents.renderers.typst import built_in, draw
from sigap.domain import spoken
from sigap.domain.errors import NotFound, words
from sigap.domain.flowchart import Arrow, Shape, Sheet, layout, row_texts
from sigap.domain.flowchart_form import (
    LINE_HEIGHT,
    PAPER,
    SYMBOL_LINE_HEIGHT,
    SYMBOL_TEXT_SIZE,
    TEXT_SIZE,
)
from sigap.domain.flowchart_words import LABEL_SIZE
from sigap.domain.procedure import Identity, Procedure, Step

KIND: Final = "sop"

# What a sheet laid crosswise leaves for the table, in points: the template has the margins.
_ROOM: Final = {A4: (768.0, 486.0), F4: (861.0, 500.0)}
_STAMPS: Final = {"draf": "RANCANGAN, BELUM BERLAKU", "digantikan": "TIDAK BERLAKU LAGI"}
_DASHED: Final = (
    "Panah putus-putus: jalan kembali bila langkah yang dituju tadi tidak dilaksanakan, atau "
    "dibuka kembali oleh jawaban Perangkat Daerah."
)

Facts = dict[str, Any]


def draw_sop(procedure: Procedure, *, state: str, at: datetime) -> bytes:
    """The SOP as PDF; the same procedure, state and `at` give the same bytes.

    `state` is "berlaku", "draf" or "digantikan"; the latter two are stamped across each page.
    `at` is the moment the version was taken in. Two queries. Raises NotDrawn.
    """
    own = newest_template(KIND)
    source = own.source if own is not None else built_in(KIND)
    if source is None:
        raise NotFound("template-missing", words("Templat %(kind)s tidak ada."), kind=KIND)
    head = letterhead()
    facts = facts_of_sop(procedure, head, state=state, at=at)
    pictures = {}
    if logo := facts["sop"]["logo"]:
        pictures[logo] = storage.path_of(head.logo_sha256).read_bytes()
    return draw(source, facts, pictures=pictures, at=at)


def facts_of_sop(procedure: Procedure, head: Letterhead, *, state: str, at: datetime) -> Facts:
    """All that the paper says and where it stands; a blank of the identity stays blank."""
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    identity = procedure.identity
    return {
        "naskah": {
            "judul": f"SOP {identity.name or procedure.title}",
            "hari": {"year": day.year, "month": day.month, "day": day.day},
        },
        "sop": {
            **_identity(identity),
            "nama": identity.name or procedure.title,
            "logo": f"logo.{head.logo_type}" if head.logo_sha256 else "",
            "cap": _STAMPS.get(state, ""),
            "putus": _DASHED,
            "asal": _origin(procedure, state, day),
            "ukuran": {
                "huruf": TEXT_SIZE,
                "baris": LINE_HEIGHT,
                "huruf_simbol": SYMBOL_TEXT_SIZE,
                "baris_simbol": SYMBOL_LINE_HEIGHT,
                "huruf_kata": LABEL_SIZE,
                "tinggi_halaman": _ROOM[head.paper][1],
                "kertas": head.paper,
            },
            "lembar": [_sheet(procedure, sheet) for sheet in sheets(procedure, head.paper)],
        },
    }


def sheets(procedure: Procedure, paper: str) -> tuple[Sheet, ...]:
    """The flowchart on as few sheets of this size as hold it in letters that can be read.

    A table that breaks over pages is joined by pentagons. One step that is taller than a page has
    a page of its own and is drawn smaller.
    """
    steps, (width, height) = len(procedure.steps), _ROOM[paper]
    for pages in range(1, steps):
        made = layout(procedure, rows_per_page=ceil(steps / pages), form=PAPER)
        if all(sheet.height * width / sheet.width <= height for sheet in made):
            return made
    return layout(procedure, rows_per_page=1, form=PAPER)


def _identity(identity: Identity) -> Facts:
    return {
        "instansi": identity.unit,
        "dinas": identity.dinas,
        "nomor": identity.number,
        "tanggal_pembuatan": _day(identity.created_on),
        "tanggal_revisi": _day(identity.revised_on),
        "tanggal_pengesahan": _day(identity.approved_on),
        "disahkan_oleh": identity.approved_by,
        "dasar_hukum": identity.legal_basis,
        "kualifikasi": identity.qualifications,
        "keterkaitan": identity.related,
        "peralatan": identity.equipment,
        "peringatan": identity.warning,
        "pencatatan": identity.recording,
        "paraf": identity.initials,
    }


def _day(written: str) -> str:
    """A day as papers say it; what is no date stays as the office wrote it."""
    try:
        return spoken.day(date.fromisoformat(written), weekday=False)
    except ValueError:
        return written


def _origin(procedure: Procedure, state: str, day: date) -> str:
    said = {
        "berlaku": "berlaku",
        "draf": "rancangan, belum berlaku",
        "digantikan": "digantikan versi yang lebih baru",
    }
    return (
        f"SOP {procedure.identity.number or procedure.key} · versi {procedure.version}, "
        f"{said[state]} · dimuat {spoken.day(day, weekday=False)} · "
        f"sidik SHA-256 {procedure.source_hash[:16]}…"
    )


def _sheet(procedure: Procedure, sheet: Sheet) -> Facts:
    return {
        "lebar": sheet.width,
        "tinggi": sheet.height,
        "kepala": sheet.header_height,
        "kolom": [
            {
                "kunci": column.key,
                "judul": procedure.lane(column.role).title
                if column.role
                else " ".join(column.title),
                "lebar": column.width,
                "kelompok": column.group,
            }
            for column in sheet.columns
        ],
        "baris": [{"tinggi": row.height, "isi": _texts(procedure, row.step)} for row in sheet.rows],
        "simbol": [_shape(shape) for shape in sheet.shapes],
        "panah": [_arrow(arrow) for arrow in sheet.arrows],
        "keterangan": " ".join(_told(procedure, sheet)),
    }


def _texts(procedure: Procedure, key: str) -> dict[str, tuple[str, ...]]:
    return row_texts(procedure, procedure.step(key), whole=True) if key else {}


def _shape(shape: Shape) -> Facts:
    return {
        "jenis": shape.kind,
        "x": shape.x,
        "y": shape.y,
        "lebar": shape.width,
        "tinggi": shape.height,
        "baris": shape.lines,
    }


def _arrow(arrow: Arrow) -> Facts:
    return {
        "titik": arrow.points,
        "putus": arrow.detour or arrow.kind == "buka-kembali",
        "kata": arrow.label,
        "kata_di": arrow.label_at,
    }


def _told(procedure: Procedure, sheet: Sheet) -> Iterator[str]:
    """The drawing in words, for those who hear it: who does what, and where each way leads."""
    yield f"Diagram alir, lembar {sheet.number} dari {sheet.of}."
    for row in sheet.rows:
        if row.step:
            step = procedure.step(row.step)
            ways = "; ".join(_ways(procedure, step))
            asked = f" Keputusan: {step.question}" if step.question else ""
            lane = procedure.lane(step.role).title
            yield f"Langkah {step.no}, {step.short}, {lane}.{asked} {ways[:1].upper()}{ways[1:]}."


def _ways(procedure: Procedure, step: Step) -> Iterator[str]:
    for way in step.exits:
        word = f"{way.answer or way.label} " if len(step.exits) > 1 else "lanjut "
        to = "selesai" if way.to is None else f"langkah {procedure.step(way.to).no}"
        aside = way.to_if_skipped
        skipped = f", atau langkah {procedure.step(aside).no} bila dilewati" if aside else ""
        yield f"{word}ke {to}{skipped}"
    if step.key == procedure.confirmation_step and procedure.reopen_to:
        yield f"masih gangguan ke langkah {procedure.step(procedure.reopen_to).no}"
