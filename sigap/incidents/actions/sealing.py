"""The sealing of the record: once a day, handed out where the office wants it, proved on demand."""

import json
import logging
import os
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext

from sigap.audit.actions.checks import finish_check
from sigap.audit.actions.roots import note_handed, seal_root
from sigap.audit.models import Check, Root, Stream
from sigap.audit.queries.roots import last_root, not_handed, sheet_of
from sigap.domain.errors import words
from sigap.domain.roots import Sheet, read_sheet
from sigap.domain.workcalendar import ONE_DAY
from sigap.incidents.queries.sealing import breaks_of_record, documents
from sigap.kit.claims import claim
from sigap.notifications.actions.outbox import message_key, queue
from sigap.notifications.models import Message
from sigap.notifications.queries.channels import channels, working

logger = logging.getLogger(__name__)

FILE: Final = "berkas"
EMAIL: Final = "surel"
EVENT: Final = "sheet-sealed"
# A longer list of changes is left out of the mail: the root binds it all the same.
_MOST_MAILED: Final = 500
LEASE: Final = timedelta(minutes=30)

_SUBJECT = words("Lembar harian nomor %(no)s jejak audit Sigap")
_BODY = words(
    "Simpanlah surel ini. Dengan lembar di bawah ini orang dapat membuktikan bahwa catatan Sigap"
    " sampai %(day)s tidak dipotong dan tidak ditulis ulang: salin dari { sampai } ke sebuah"
    " berkas, lalu jalankan sigap audit verify --anchor BERKAS."
)


def seal_the_day(*, at: datetime) -> int:
    """Seal the record once in every day, in the first round after its midnight; answers 0 or 1.

    Days without a worker get no sheet of their own: the next one covers them.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    today = at.astimezone(zone).date()
    midnight = datetime.combine(today, time(), zone)
    newest = last_root()
    if newest and newest.sealed_at >= midnight:
        return 0
    sealed = seal_root(documents(), day=today - ONE_DAY, at=at, unless_since=midnight)
    return int(sealed is not None)


def seal_now(*, at: datetime) -> Root | None:
    """Seal the record as it is at `at`, whatever was sealed today."""
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return seal_root(documents(), day=day, at=at)


def hand_out_sheets(*, at: datetime) -> int:
    """Give new sheets to the places the office has chosen; answers how many were given.

    A folder gets every sheet, a mailbox the newest: it binds all those before it. What fails is
    tried again in the next round.
    """
    given = 0
    if folder := settings.SIGAP_ANCHOR_DIR:
        given += hand_to_folder(Path(folder), at=at)
    for address in settings.SIGAP_ANCHOR_EMAIL:
        given += _mail(address, at=at)
    return given


def hand_to_folder(folder: Path, *, at: datetime) -> int:
    """Write each sheet that this folder has not been given into it; answers how many.

    Files that are there are never written over. What cannot be written is logged and left.
    """
    given = 0
    for row in not_handed(FILE, str(folder)):
        try:
            write_sheet(sheet_of(row), folder)
        except OSError as error:
            logger.warning("sheet %s could not be written: %s", row.no, error.strerror)
            break
        note_handed(row, FILE, str(folder), at=at)
        given += 1
    return given


def file_name(sheet: Sheet) -> str:
    """The name of a sheet as a file; sorts by number."""
    return f"lembar-{sheet.no:06}-{sheet.day.isoformat()}.json"


def as_text(sheet: Sheet) -> str:
    """A sheet as it is handed out: JSON that people can read too."""
    return json.dumps(sheet.written(), ensure_ascii=False, indent=1) + "\n"


def write_sheet(sheet: Sheet, folder: Path) -> Path:
    """Write the sheet into the folder, whole or not at all; one that is there stays. OSError."""
    path = folder / file_name(sheet)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("w", encoding="utf-8") as file:
            file.write(as_text(sheet))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    return path


@transaction.atomic
def _mail(address: str, *, at: datetime) -> int:
    row = not_handed(EMAIL, address).last()
    if row is None or row != last_root() or not _mail_works():
        return 0
    sheet = sheet_of(row)
    if len(sheet.leaves) > _MOST_MAILED:
        sheet = replace(sheet, leaves=())
    told = {"no": sheet.no, "day": sheet.day.isoformat()}
    queue(
        [
            Message(
                channel="email",
                address=address,
                subject=gettext(_SUBJECT) % told,
                body=f"{gettext(_BODY) % told}\n\n{as_text(sheet)}",
                event=EVENT,
                dedupe_key=message_key(f"lembar/{sheet.no}", "email", address),
                created_at=at,
                due_at=at,
            )
        ]
    )
    note_handed(row, EMAIL, address, at=at)
    return 1


def _mail_works() -> bool:
    return any(row.key == "email" for row in working(channels().values()))


def check_record(*, at: datetime) -> int:
    """Make the proofs that people asked for, one after the other; answers how many."""
    waiting = Check.objects.filter(finished_at__isnull=True).order_by("id")
    made = 0
    while held := claim(waiting, at=at, lease=LEASE, limit=1):
        made += _check(held[0], at=at)
    return made


def _check(check: Check, *, at: datetime) -> bool:
    anchors = [read_sheet(check.anchor)] if check.anchor else []
    newest = last_root()
    entries = Stream.objects.aggregate(n=Sum("length"))["n"] or 0
    breaks = [asdict(found) for found in breaks_of_record(anchors)]
    sheets = newest.no if newest else 0
    return finish_check(check, breaks, sheets=sheets, entries=entries, at=at)
