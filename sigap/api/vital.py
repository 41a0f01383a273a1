"""Signs of life for machines: is the process up, is everything ready, what is the load."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sigap import __version__
from sigap.api.problems import problem
from sigap.domain.case import Status
from sigap.domain.errors import Fault, words
from sigap.incidents.models import Incident
from sigap.incidents.queries.lists import OPEN
from sigap.kit import clock
from sigap.kit.heartbeats import beats, silent
from sigap.monitoring.queries.agents import Probed
from sigap.monitoring.queries.figures import Figures, figures
from sigap.notifications.queries.channels import channels, working
from sigap.notifications.queries.outbox import backlogs

# Longer than the longest round of a healthy job.
WORKER_SILENCE = timedelta(minutes=3)

_NO_DATABASE = Fault("database", words("Basis data tidak terjangkau."))
_MIGRATIONS = Fault("migrations", words("Migrasi belum dijalankan; jalankan sigap migrate."))
_NO_WORKER = Fault("worker", words("Pekerja belum pernah berjalan; jalankan sigap worker."))
_SILENT = words("Pekerja tidak berdenyut: %(jobs)s.")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is looked at."""
    return _fresh(JsonResponse({"status": "ok"}))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations and worker are there; 503 with every reason when not."""
    faults = _unready(at=clock.now())
    if faults:
        fault = Fault("not-ready", words("Sigap belum siap melayani."))
        return problem(request, 503, fault, faults=faults, headers={"Retry-After": "5"})
    return _fresh(JsonResponse({"status": "ok", "version": __version__}))


def _unready(*, at: datetime) -> dict[str, Fault]:
    try:
        connection.ensure_connection()
        _require_migrated()
        seen, still = beats(), silent(at=at, within=WORKER_SILENCE)
    except Error:
        return {"database": _NO_DATABASE}
    except _Waiting:
        return {"migrations": _MIGRATIONS}
    if not seen:
        return {"worker": _NO_WORKER}
    if still:
        return {"worker": Fault("worker", _SILENT, {"jobs": ", ".join(still)})}
    return {}


class _Waiting(Exception):
    """There are migrations that have not been applied."""


@cache
def _require_migrated() -> None:
    """Looked at until it is so, and then never again: an answer is cached, an exception is not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Waiting


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text: numbers only, nothing about anybody. Eleven queries over indexed columns."""
    lines = "\n".join(_metrics(at=clock.now()))
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return _fresh(HttpResponse(f"{lines}\n", content_type=kind))


def _metrics(*, at: datetime) -> Iterator[str]:
    yield from _head("sigap_info", "Version of the software.")
    yield f'sigap_info{{version="{__version__}"}} 1'
    yield from _head("sigap_open_cases", "Open cases by step and status.")
    rows = Incident.objects.filter(status__in=OPEN).values_list("step", "status")
    for step, status, count in rows.annotate(n=Count("id")).order_by("step", "status"):
        yield f'sigap_open_cases{{step="{step}",status="{status}"}} {count}'
    yield from _head("sigap_late_cases", "Running cases past the standard of their step.")
    late = Incident.objects.filter(status=Status.RUNNING.value, late_at__lt=at).count()
    yield f"sigap_late_cases {late}"
    yield from _outbox(at=at)
    yield from _probing(figures(at=at), at=at)
    yield from _head("sigap_worker_silence_seconds", "Since the last sign of life of each job.")
    for name, last in sorted(beats().items()):
        silence = max(0, int((at - last).total_seconds()))
        yield f'sigap_worker_silence_seconds{{job="{name}"}} {silence}'


def _outbox(*, at: datetime) -> Iterator[str]:
    """What waits to leave the house, by channel, and what needs a person."""
    left = backlogs()
    oldest = min((each.oldest_due_at for each in left.values() if each.oldest_due_at), default=at)
    yield from _head("sigap_outbox_waiting", "Messages not yet sent.")
    yield f"sigap_outbox_waiting {sum(each.waiting for each in left.values())}"
    yield from _head("sigap_outbox_oldest_seconds", "How long the oldest of them has been due.")
    yield f"sigap_outbox_oldest_seconds {max(0, int((at - oldest).total_seconds()))}"
    yield from _head("sigap_outbox_given_up", "Messages given up and not sent again, by channel.")
    for key, each in sorted(left.items()):
        yield f'sigap_outbox_given_up{{channel="{key}"}} {each.given_up}'
    yield from _head("sigap_channel_in_trouble", "Whether the last attempt of a channel failed.")
    for row in working(channels().values()):
        yield f'sigap_channel_in_trouble{{channel="{row.key}"}} {int(bool(row.trouble_kind))}'


def _probing(told: Figures, *, at: datetime) -> Iterator[str]:
    """How the probers keep up, segment by segment, and what they heard."""
    per_segment: tuple[tuple[str, str, Callable[[Probed], int]], ...] = (
        ("checks", "Checks that are asked.", lambda row: row.number),
        ("due", "Checks whose turn has come.", lambda row: row.due),
        ("due_oldest_seconds", "How long the first waits.", lambda row: _age(row.oldest_due, at)),
        ("trouble", "Whether the prober failed its proof.", lambda row: int(bool(row.trouble))),
    )
    for name, told_of, value in per_segment:
        yield from _head(f"sigap_probe_{name}", told_of)
        for row in told.segments:
            yield f'sigap_probe_{name}{{segment="{row.key}"}} {value(row)}'
    yield from _head("sigap_probe_round_seconds", "How long a round took lately, by its kind.")
    for row in told.segments:
        for kind, pace in sorted(row.paces.items()):
            labels = f'segment="{row.key}",kind="{kind}"'
            yield f"sigap_probe_round_seconds{{{labels}}} {pace['seconds']}"
    yield from _head("sigap_probe_readings", "Readings of the last minute, by kind and answer.")
    for kind, heard, count in told.heard:
        yield f'sigap_probe_readings{{kind="{kind}",answer="{heard}"}} {count}'
    yield from _agents(told, at=at)
    yield from _head("sigap_probe_oldest_reading_seconds", "Age of the oldest single reading kept.")
    yield f"sigap_probe_oldest_reading_seconds {_age(told.oldest, at)}"
    yield from _head("sigap_probe_device_readings", "Looks at devices that are kept.")
    yield f"sigap_probe_device_readings {told.looks}"


def _agents(told: Figures, *, at: datetime) -> Iterator[str]:
    yield from _head("sigap_probe_agent_silence_seconds", "Since an agent was last heard of.")
    for row in told.agents:
        if row.seen_at is not None:
            silence = _age(row.seen_at, at)
            yield f'sigap_probe_agent_silence_seconds{{agent="{row.name}"}} {silence}'
    yield from _head("sigap_probe_agent_waiting", "Readings that an agent has still to deliver.")
    for row in told.agents:
        if row.waiting is not None:
            yield f'sigap_probe_agent_waiting{{agent="{row.name}"}} {row.waiting}'


def _age(moment: datetime | None, at: datetime) -> int:
    return max(0, int((at - moment).total_seconds())) if moment else 0


def _head(name: str, told: str) -> tuple[str, str]:
    return f"# HELP {name} {told}", f"# TYPE {name} gauge"


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
