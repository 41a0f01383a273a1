"""Looks over an installation: what works, what does not, and what to do about it."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from sigap.audit.queries.roots import last_root, not_handed
from sigap.documents.signers.configured import signer
from sigap.documents.signers.trust import NoRoots, roots
from sigap.domain.procedure import ProcedureFaults, parse
from sigap.domain.proposals_toml import PlanFaults
from sigap.domain.signing import SigningTrouble
from sigap.incidents.actions.sealing import FILE
from sigap.incidents.queries.plans import plan_file, read_plan
from sigap.incidents.queries.procedures import parsed, published
from sigap.kit import clock
from sigap.kit.heartbeats import beats
from sigap.monitoring.models import CENTRE, Check
from sigap.monitoring.probes.base import Kind
from sigap.monitoring.probes.icmp import opened
from sigap.notifications.queries.channels import channels, is_configured, working
from sigap.notifications.queries.outbox import backlogs

PROCEDURES = Path(settings.PACKAGE_DIR) / "procedures"
WORKER_SILENCE = timedelta(minutes=5)
OUTBOX_DELAY = timedelta(minutes=15)
SHEET_AGE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `detail` says what was seen or, when not `ok`, what to do."""

    name: str
    ok: bool
    detail: str


def examine() -> Iterator[Finding]:
    """Look at everything, one after the other; what stands on a broken thing is left out."""
    yield _look("data", _data_dir)
    yield (database := _look("database", _database))
    if database.ok:
        yield (tables := _look("migrations", _migrations))
        if tables.ok:
            yield _look("worker", _worker)
            yield _look("channels", _channels)
            yield _look("outbox", _outbox)
            yield _look("record", _record)
            yield _look("prober", _prober)
            yield _look("diagnosis", _plans)
    yield _look("procedures", _procedures)
    yield _look("static", _static)
    yield _look("e-mail", _email)
    yield _look("signing", _signing)


class _Ill(Exception):
    """What is wrong and what to do about it."""


def _look(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except _Ill as illness:
        return Finding(name, False, str(illness))


def _data_dir() -> str:
    folder = settings.SIGAP_DATA_DIR
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            pass
    except OSError as error:
        raise _Ill(
            f"{folder} tidak dapat ditulisi ({error.strerror}); periksa SIGAP_DATA_DIR"
        ) from None
    key = folder / "secret-key"
    if key.exists() and key.stat().st_mode & 0o077:
        raise _Ill(f"{key} dapat dibaca orang lain; jalankan chmod 600 {key}")
    free = os.statvfs(folder)
    return f"{folder}, {free.f_bavail * free.f_frsize // 2**20} MB kosong"


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise _Ill(f"tidak terjangkau ({reason}); periksa SIGAP_DATABASE_URL") from None
    return connection.vendor


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise _Ill(f"{len(waiting)} migrasi belum dijalankan; jalankan sigap migrate")
    return "lengkap"


def _worker() -> str:
    now, seen = clock.now(), beats()
    if not seen:
        raise _Ill("belum pernah berjalan; jalankan sigap up atau sigap worker")
    late = sorted(name for name, last in seen.items() if now - last > WORKER_SILENCE)
    if late:
        raise _Ill(f"tidak berdenyut lebih dari 5 menit: {', '.join(late)}")
    return f"{len(seen)} tugas berdenyut"


def _channels() -> str:
    known = channels().values()
    unready = [row.name for row in known if row.active and not is_configured(row)]
    if unready:
        raise _Ill(f"pengaturannya belum lengkap: {', '.join(unready)}; buka Pengaturan, Saluran")
    ill = [f"{row.name} ({row.trouble})" for row in working(known) if row.trouble_kind]
    if ill:
        raise _Ill(f"terganggu: {'; '.join(ill)}; buka Pengaturan, Saluran")
    names = ", ".join(row.name for row in working(known))
    return names or "tidak ada; kabar hanya tampil di dalam Sigap"


def _outbox() -> str:
    left = backlogs().values()
    waiting, given_up = sum(each.waiting for each in left), sum(each.given_up for each in left)
    told = f"{waiting} pesan menunggu, {given_up} gagal"
    oldest = min((each.oldest_due_at for each in left if each.oldest_due_at), default=None)
    if oldest is not None and clock.now() - oldest > OUTBOX_DELAY:
        minutes = (clock.now() - oldest) // timedelta(minutes=1)
        raise _Ill(f"{told}; yang tertua sudah {minutes} menit, periksa saluran dan pekerja")
    return told


def _record() -> str:
    newest = last_root()
    if newest is None:
        return "belum ada lembar harian; pekerja menyegelnya sesudah tengah malam"
    if clock.now() - newest.sealed_at > SHEET_AGE:
        raise _Ill(f"lembar terakhir {newest.day:%Y-%m-%d}; periksa pekerja dan lognya")
    folder = settings.SIGAP_ANCHOR_DIR
    waiting = len(not_handed(FILE, str(folder))) if folder else 0
    if waiting > 1:
        raise _Ill(f"{waiting} lembar belum tertulis ke {folder}; periksa SIGAP_ANCHOR_DIR")
    return f"lembar nomor {newest.no} sampai {newest.day:%Y-%m-%d}"


def _prober() -> str:
    pinged = Check.objects.filter(active=True, kind=Kind.ICMP, segment__key=CENTRE).count()
    try:
        line, raw = opened(4)
    except OSError:
        if not pinged:
            return "tidak ada yang diping dari sini"
        raise _Ill(
            "mesin ini tidak mendapat soket ICMP; beri pekerja CAP_NET_RAW atau perlebar "
            "net.ipv4.ping_group_range (docs/monitoring.md)"
        ) from None
    line.close()
    return f"{pinged} perangkat diping, soket {'mentah' if raw else 'ping'}"


def _procedures() -> str:
    files = sorted(PROCEDURES.glob("*.toml"))
    for path in files:
        try:
            parse(path.read_text(encoding="utf-8"))
        except ProcedureFaults as refusal:
            raise _Ill(f"{path.name}: {refusal.faults[0]}; jalankan sigap sop check") from None
    return f"{len(files)} berkas SOP terbaca"


def _plans() -> str:
    """The plans of what diagnoses mean, each beside every version of its SOP that is in force."""
    known = 0
    for row in published().filter(status="berlaku"):
        try:
            known += read_plan(parsed(row)) is not None
        except PlanFaults as refusal:
            raise _Ill(f"{plan_file(row.key)}: {refusal.faults[0]}") from None
    return f"{known} rencana diagnosis terbaca"


def _static() -> str:
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not settings.DEBUG and not manifest.exists():
        raise _Ill("berkas statis belum dikumpulkan; jalankan sigap up atau sigap collectstatic")
    return str(settings.STATIC_ROOT)


def _email() -> str:
    if not settings.EMAIL_ENABLED:
        return "tidak dipakai (SIGAP_EMAIL_URL kosong)"
    try:
        mail = get_connection()
        mail.open()
        mail.close()
    except OSError as error:
        raise _Ill(f"server surel tidak terjangkau ({error}); periksa SIGAP_EMAIL_URL") from None
    return "server surel menjawab"


def _signing() -> str:
    try:
        roots()
        chosen = signer()
        if chosen is None:
            return "tanda tangan basah (SIGAP_SIGNER=none)"
        return chosen.check()
    except NoRoots as reason:
        raise _Ill(f"{reason}; periksa SIGAP_SIGNER_ROOTS") from None
    except SigningTrouble as trouble:
        raise _Ill(f"{trouble} Periksa SIGAP_SIGNER dan variabelnya") from None
