"""Writes on other systems as sources: keep one, read it when it is due, propose what it says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from sigap.domain.actor import SYSTEM, Actor
from sigap.domain.errors import (
    Fault,
    Invalid,
    NotFound,
    required,
    unknown_choice,
    unprintable,
    words,
)
from sigap.domain.inventory_import import Act, Plan, Sheet, plan
from sigap.domain.inventory_sources import SOURCES, sheets_from
from sigap.domain.ledger import canonical
from sigap.inventory.actions.imports import (
    CHECKED,
    DISCARDED,
    carry_out,
    discard_import,
    keep_import,
)
from sigap.inventory.actions.record import INVENTORY_STREAM, require_keeper
from sigap.inventory.models import Import, Source
from sigap.inventory.queries.imports import stored_sheets
from sigap.inventory.queries.register import Whole
from sigap.inventory.sources.reading import Unreadable, read_source
from sigap.kit.claims import claim
from sigap.people.actions import write_down

NIGHTLY = timedelta(days=1)
_LEASE = timedelta(minutes=30)
_AGAIN_AFTER = timedelta(hours=1)
# Rows that hang on refused rows are refused in turn; a chain is no longer than the kinds are many.
_ROUNDS = 10
_SHOWN = 50


@transaction.atomic
def keep_source(
    key: str,
    *,
    kind: str,
    name: str,
    url: str,
    token: str,
    active: bool,
    automatic: bool,
    at: datetime,
    by: Actor,
) -> Source:
    """Keep a source, new or changed; a token left blank stays. It is read within a minute.

    The ledger tells its address and whether the token changed, never the token.
    """
    require_keeper(by)
    row = Source.objects.select_for_update().filter(key=key).first()
    faults = _faults(key, kind, name, url, token or (row.token if row else ""))
    if faults:
        raise Invalid(faults)
    told = {"kind": kind, "name": name.strip(), "url": url.strip(), "active": active}
    told |= {"automatic": automatic, "due_at": at, "claimed_until": None, "trouble": ""}
    if token:
        told["token"] = token.strip()
    kept, _ = Source.objects.update_or_create(key=key, defaults=told)
    data = {"source": key, "kind": kind, "url": kept.url, "active": active}
    data |= {"automatic": automatic, "token": bool(token)}
    write_down(INVENTORY_STREAM, [("sumber-diatur", data)], at=at, by=by)
    return kept


def read_due_sources(*, at: datetime) -> int:
    """Read the sources whose time has come, one after another; answers how many that were.

    The network is asked outside any transaction. What fails says why on the source's page and is
    tried again within the hour.
    """
    due = Source.objects.filter(active=True, due_at__lte=at).order_by("due_at")
    rows = claim(due, at=at, lease=_LEASE, limit=1)
    for row in rows:
        mine = Source.objects.filter(pk=row.pk, claimed_until=row.claimed_until)
        try:
            sheets = sheets_from(row.kind, read_source(row.kind, row.url, row.token))
        except Unreadable as wrong:
            again = {"due_at": at + _AGAIN_AFTER, "claimed_until": None}
            mine.update(trouble=str(wrong)[:300], **again)
            continue
        _take(row, sheets, at=at)
        mine.update(trouble="", read_at=at, due_at=at + NIGHTLY, claimed_until=None)
    return len(rows)


@transaction.atomic
def _take(source: Source, sheets: Sequence[Sheet], *, at: datetime) -> None:
    """Let what the source says wait as an import; the one of the night before is put aside."""
    good, skipped = _without_refused(sheets)
    found = plan(good, Whole())
    if source.automatic and found.count(Act.ADD):
        additions = _only(good, found, Act.ADD)
        if plan(additions, Whole()).sound:
            run = _kept(source, additions, at=at)
            carry_out(run, at=at, by=SYSTEM)
            found = plan(good, Whole())
    before = source.run
    changed = _only(good, found, Act.ADD, Act.CHANGE)
    if before is not None and before.sheets == stored_sheets(changed):
        # It waits, or a keeper has put this very thing aside.
        changed = [] if before.state in (CHECKED, DISCARDED) else changed
    elif before is not None and before.state == CHECKED:
        discard_import(before, at=at, by=SYSTEM)
    if changed:
        source.run = _kept(source, changed, at=at)
    source.skipped = skipped[:_SHOWN]
    source.save(update_fields=["run", "skipped"])


def _kept(source: Source, sheets: Sequence[Sheet], *, at: datetime) -> Import:
    content = canonical(stored_sheets(sheets))
    name = f"{SOURCES[source.kind]} {source.name} {at:%Y-%m-%d}"
    return keep_import(name, sheets, content=content, at=at, by=SYSTEM)


def _without_refused(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[str]]:
    """The rows that can stand, and what was wrong with the others."""
    good, skipped = list(sheets), []
    for _ in range(_ROUNDS):
        found = plan(good, Whole())
        refused = [row for row in found.rows if row.act is Act.REFUSE]
        if not refused:
            break
        skipped += [
            f"{row.sheet} {row.key or row.line}: "
            + "; ".join(f"{name}: {fault}" for name, fault in row.faults.items())
            for row in refused
        ]
        good = _only(good, found, Act.ADD, Act.CHANGE, Act.SAME)
    else:
        good = []
    return good, skipped


def _only(sheets: Sequence[Sheet], found: Plan, *acts: Act) -> list[Sheet]:
    wanted = {(row.kind, row.line) for row in found.rows if row.act in acts}
    kept = (
        Sheet(
            sheet.kind,
            sheet.name,
            sheet.headings,
            tuple(row for row in sheet.rows if (sheet.kind, row[0]) in wanted),
        )
        for sheet in sheets
    )
    return [sheet for sheet in kept if sheet.rows]


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    return named and url.isascii() and url.isprintable() and len(url) <= 300 and port != 0


def source_unknown() -> NotFound:
    """The refusal for a key that no source has."""
    return NotFound("source-unknown", words("Sumber itu tidak ada."))


def _faults(key: str, kind: str, name: str, url: str, token: str) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if kind not in SOURCES:
        faults["kind"] = unknown_choice(kind, SOURCES)
    if not name.strip():
        faults["name"] = required()
    elif len(name.strip()) > 100 or unprintable(name):
        template = words("Tulis satu baris, paling banyak 100 huruf.")
        faults["name"] = Fault("name-unusable", template)
    if not _is_address(url.strip()):
        template = words("Tulis alamat lengkap, misalnya https://netbox.bekasikota.example.")
        faults["url"] = Fault("not-a-url", template)
    if not token.strip():
        faults["token"] = required()
    elif unprintable(token) or len(token) > 500 or not token.isascii():
        faults["token"] = Fault("token-unusable", words("Tempelkan token apa adanya, satu baris."))
    if not key or len(key) > 60:
        faults["name"] = Fault("name-unusable", words("Nama ini tidak dapat dipakai."))
    return faults
