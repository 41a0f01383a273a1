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
from sigap.documents.actions.drafts import redate_number
from sigap.documents.actions.numbers import take_number
from sigap.documents.models import (
    DRAFT,
    ISSUED,
    SHARED_KIND,
    Letterhead,
    NumberEntry,
    Paper,
    Template,
)
from sigap.documents.queries import copies_of, issuer_of, letterhead, newest_template
from sigap.documents.renderers.typst import draw
from sigap.documents.signers.base import Placement
from sigap.documents.signers.places import place_of
from sigap.domain import spoken
from sigap.domain.actor import Actor
from sigap.domain.errors import NotFound, words
from sigap.people.queries import CAPACITY_PREFIX

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
    visit: int | None = None,
    footer: str = UNSIGNED,
    draft: bool = False,
    on: datetime,
    at: datetime,
    by: Actor,
) -> Paper | None:
    """Fix what a paper of a case says, give it its number and its code; it is drawn afterwards.

    Where the number is given elsewhere the paper waits for it (`numbering.give_number`).
    `on` is the moment whose day the paper bears, `footer` its sentence on its signature. A `draft`
    is made anew under its code and number each time it is asked for, until it is issued. None when
    the paper of this `dedupe_key` was issued before. Raises NotFound for a kind without a template.
    """
    row = Paper.objects.filter(dedupe_key=dedupe_key).select_related("entry").first()
    if row is not None and row.state != DRAFT:
        return None
    row = row or Paper(kind=kind, number=number, dedupe_key=dedupe_key, code=new_code())
    row.title, row.step, row.visit = title, step, visit
    row.state = DRAFT if draft else ISSUED
    row.template, row.shared = _template(kind), newest_template(SHARED_KIND)
    head, issuer = letterhead(), issuer_of(kind)
    # Last: whoever is next on the same count waits from here until the transaction ends.
    row.entry = _numbered(row, on=on, at=at, by=by) if issuer == "sigap" else None
    row.awaits = "" if issuer == "sigap" else issuer
    row.made_at, row.made_by = at, by.signature()
    heading = _heading(row, on) | {"keterangan_tanda_tangan": footer}
    told = {"kop": letterhead_facts(head), "naskah": heading, "tembusan": _copies(kind, facts)}
    row.facts = {**facts, **told}
    row.save()
    return row


def _copies(kind: str, facts: Mapping[str, Any]) -> list[str]:
    """Who gets a copy; not whoever signs, in whatever capacity."""
    named = [str(each["jabatan"]) for each in facts.get("penandatangan", [])]
    held = [title.removeprefix(prefix) for title in named for prefix in CAPACITY_PREFIX.values()]
    return [each for each in copies_of(kind) if not any(title.startswith(each) for title in held)]


def _template(kind: str) -> Template:
    found = newest_template(kind)
    if found is None:
        raise NotFound("template-missing", words("Templat %(kind)s tidak ada."), kind=kind)
    return found


def _numbered(row: Paper, *, on: datetime, at: datetime, by: Actor) -> NumberEntry:
    """The number of a paper that bears the day its step ended; a draft keeps the one it has."""
    day = on.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if row.entry is not None and redate_number(row.entry, on=day, at=at, by=by):
        return row.entry
    about, reason = f"{row.title} {row.number}", words("Naskah langkah yang selesai pada hari itu.")
    return take_number(
        row.kind, about=about, number=row.number, on=day, backdate_reason=reason, at=at, by=by
    )


def new_code() -> str:
    """Four groups of four letters: 29^16 codes, so guessing one finds nothing."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def letterhead_facts(row: Letterhead) -> dict[str, Any]:
    """What stands above a paper, as its template reads it."""
    return {
        "pemerintah": row.government,
        "dinas": row.agency,
        "bidang": row.unit,
        "alamat": row.address,
        "kota": row.city,
        "kertas": row.paper,
        # As it is now: a logo that is changed later changes no paper made before.
        "logo": f"logo.{row.logo_type}" if row.logo_sha256 else "",
        "logo_sha256": row.logo_sha256,
    }


def _heading(row: Paper, on: datetime) -> dict[str, Any]:
    day = on.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return {
        "jenis": row.kind,
        "judul": row.title,
        "nomor": row.entry.written if row.entry else "",
        "kode": row.code,
        "tanggal": spoken.day(day, weekday=False),
        "hari": {"year": day.year, "month": day.month, "day": day.day},
        "qr": "qr.svg",
        "alamat_verifikasi": verification_url(row.code),
    }


def verification_url(code: str) -> str:
    """The public address that says whether a paper is genuine."""
    return f"{settings.SIGAP_BASE_URL}/verifikasi/{code}"


def drawing(paper: Paper, pictures: Mapping[str, bytes], *, footer: str = "") -> bytes:
    """The paper as PDF: the same bytes whenever it is drawn. Raises NotDrawn. Touches no row.

    `footer` is what it says of its signature, in place of what it says unsigned.
    """
    files, facts = {**pictures, **surroundings(paper)}, paper.facts
    if footer:
        facts = {**facts, "naskah": {**facts["naskah"], "keterangan_tanda_tangan": footer}}
    shared = paper.shared.source if paper.shared else None
    return draw(paper.template.source, facts, pictures=files, at=paper.made_at, shared=shared)


def signing_place(paper: Paper, pictures: Mapping[str, bytes]) -> Placement | None:
    """Where its drawing leaves room for a signature; None where its template has no such place."""
    files = {**pictures, **surroundings(paper)}
    shared = paper.shared.source if paper.shared else None
    return place_of(paper.template.source, paper.facts, pictures=files, shared=shared)


def surroundings(paper: Paper) -> dict[str, bytes]:
    """The pictures around what a paper says: its QR codes, the office's emblem where it has one."""
    files = {"qr.svg": _qr(paper.facts["naskah"]["alamat_verifikasi"])}
    if track := paper.facts.get("lacak"):
        files[track["qr"]] = _qr(track["alamat"])
    if logo := paper.facts["kop"]["logo"]:
        files[logo] = storage.path_of(paper.facts["kop"]["logo_sha256"]).read_bytes()
    return files


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
