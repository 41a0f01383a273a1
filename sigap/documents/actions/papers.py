"""Making papers: what a paper says is fixed in the transaction, drawn outside it, kept by hash."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.db import transaction

from sigap.documents import storage
from sigap.documents.actions.numbers import take_number
from sigap.documents.models import Letterhead, NumberEntry, Paper, Template
from sigap.documents.queries import letterhead, newest_template, numbered
from sigap.documents.renderers.typst import draw
from sigap.domain import spoken
from sigap.domain.actor import Actor
from sigap.domain.errors import NotFound, words

UNSIGNED = words("Dokumen ini belum ditandatangani secara elektronik.")
_LETTERS = "2346789ABCDEFGHJKMNPQRTUVWXYZ"


@transaction.atomic
def issue_paper(
    kind: str,
    *,
    title: str,
    number: str,
    step: str,
    facts: Mapping[str, Any],
    dedupe_key: str,
    on: datetime,
    at: datetime,
    by: Actor,
) -> Paper | None:
    """Fix what a paper of a case says, give it its number and its code; it is drawn afterwards.

    `on` is the moment whose day the paper bears. None when the paper of this `dedupe_key` was made
    before. Raises NotFound for a kind without a template.
    """
    if Paper.objects.filter(dedupe_key=dedupe_key).exists():
        return None
    entry, code = _numbered(kind, f"{title} {number}", number, on=on, at=at, by=by), _new_code()
    return Paper.objects.create(
        kind=kind,
        title=title,
        number=number,
        step=step,
        template=_template(kind),
        entry=entry,
        code=code,
        dedupe_key=dedupe_key,
        made_at=at,
        made_by=by.signature(),
        facts={
            **facts,
            "kop": _kop(letterhead()),
            "naskah": _heading(kind, title, entry.written if entry else "", code, on),
        },
    )


def _template(kind: str) -> Template:
    found = newest_template(kind)
    if found is None:
        raise NotFound("template-missing", words("Templat %(kind)s tidak ada."), kind=kind)
    return found


def _numbered(
    kind: str, about: str, number: str, *, on: datetime, at: datetime, by: Actor
) -> NumberEntry | None:
    """The number of a paper that bears the day its step ended; None for kinds without numbers."""
    if not numbered([kind]):
        return None
    day = on.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    reason = words("Naskah langkah yang selesai pada hari itu.")
    return take_number(
        kind, about=about, number=number, on=day, backdate_reason=reason, at=at, by=by
    )


def _new_code() -> str:
    """Four groups of four letters: 29^16 codes, so guessing one finds nothing."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def _kop(row: Letterhead) -> dict[str, Any]:
    return {
        "pemerintah": row.government,
        "dinas": row.agency,
        "bidang": row.unit,
        "alamat": row.address,
        "kota": row.city,
        # As it is now: a logo that is changed later changes no paper made before.
        "logo": f"logo.{row.logo_type}" if row.logo_sha256 else "",
        "logo_sha256": row.logo_sha256,
    }


def _heading(kind: str, title: str, number: str, code: str, on: datetime) -> dict[str, Any]:
    day = on.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return {
        "jenis": kind,
        "judul": title,
        "nomor": number,
        "kode": code,
        "tanggal": spoken.day(day, weekday=False),
        "hari": {"year": day.year, "month": day.month, "day": day.day},
        "qr": "qr.svg",
        "alamat_verifikasi": verification_url(code),
        "keterangan_tanda_tangan": UNSIGNED,
    }


def verification_url(code: str) -> str:
    """The public address that says whether a paper is genuine."""
    return f"{settings.SIGAP_BASE_URL}/verifikasi/{code}"


def drawing(paper: Paper, pictures: Mapping[str, bytes]) -> bytes:
    """The paper as PDF: the same bytes whenever it is drawn. Raises NotDrawn. Touches no row."""
    files = {**pictures, "qr.svg": _qr(paper.facts["naskah"]["alamat_verifikasi"])}
    if logo := paper.facts["kop"]["logo"]:
        files[logo] = storage.path_of(paper.facts["kop"]["logo_sha256"]).read_bytes()
    return draw(paper.template.source, paper.facts, pictures=files, at=paper.made_at)


def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0)
    return drawn.getvalue()


def keep_drawing(paper: Paper, content: bytes, *, at: datetime) -> str:
    """Store the drawn bytes and note their hash; answers it."""
    digest = storage.keep(content)
    Paper.objects.filter(pk=paper.pk, drawn_at=None).update(
        drawn_at=at, sha256=digest, size=len(content), claimed_until=None, trouble=""
    )
    return digest


def note_trouble(paper: Paper, error: Exception) -> None:
    """Keep why a paper could not be drawn; it stays waiting and is tried again."""
    Paper.objects.filter(pk=paper.pk).update(trouble=str(error)[:500])
