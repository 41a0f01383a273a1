"""`bench_sweep`: sweeps over ever more clocks of which equally many are due."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.db.models import Model, QuerySet

from bench.bulk import analyse, count_on
from bench.dataset import Office
from bench.paths import Desk
from sigap.audit.models import Stream
from sigap.config.demo_people import load_demo_people
from sigap.config.office import load_office
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.models import Incident
from sigap.incidents.queries.escalation import waking
from sigap.notifications.models import Message
from sigap.notifications.queries.outbox import due as due_messages

# A working Monday at 10.00 in Jakarta: every clock runs.
AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
# Past the first two rungs of the first step and past its whole standard.
WAITED = timedelta(minutes=20)
_RUNS = 21


class Command(BaseCommand):
    """Fills up to each number of open clocks, then sweeps some rounds of equally many due ones."""

    help = "Measure the sweep of the clocks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clocks", type=int, nargs="+", default=[1_000, 1_000_000])
        parser.add_argument("--due", type=int, default=100)
        parser.add_argument("--rounds", type=int, default=5)

    def handle(self, *, clocks: Sequence[int], due: int, rounds: int, **options: Any) -> None:
        load_office(at=AT - timedelta(days=1), by=SYSTEM)
        load_demo_people(at=AT - timedelta(days=1), by=SYSTEM, password="none signs in by it")
        self.office, self.at = Office(), AT
        self.stdout.write(f"{connection.vendor}, {due} cases due in each sweep")
        self._sweep(due)  # the first one of a process reads the SOP and the calendars
        for count in clocks:
            self._fill(count)
            found = [self._sweep(due) for _ in range(rounds)]
            told = (f"{name} {median(times):.2f}" for name, times in _columns(found))
            self.stdout.write(f"{count:>9,} open clocks: {', '.join(told)} (ms, medians)")
            self.stdout.write(self.plan)

    def _fill(self, count: int) -> None:
        """Copies of one open case, all with their next moment in the years to come."""
        row = Incident.objects.order_by("pk").first()
        assert row is not None
        missing = count - Incident.objects.filter(finished_at=None).count()
        if missing > 0:
            first = max(_last(Stream), _last(Incident)) + 1
            _copy(Stream, row.ledger_id, first, missing, {"id": "n", "key": "'salinan/' || n"})
            columns = {"id": "n", "ledger_id": "n", "number": "'S-' || n"}
            columns |= {"tracking_code": "'s-' || n", "wake_at": _later()}
            _copy(Incident, row.pk, first, missing, columns)
            _copy_messages(missing)
            count_on((Stream, Incident, Message))
        analyse()

    def _sweep(self, due: int) -> dict[str, float]:
        """New cases that nobody accepts, and the sweep that finds and handles them."""
        desk = Desk(self.at - WAITED)
        for _ in range(due):
            self.office.report(desk)
        Message.objects.bulk_create(_message(f"due/{n}", self.at) for n in range(due))
        times = {
            "find clocks": _milliseconds(lambda: list(waking(at=self.at)[:200])),
            "find messages": _milliseconds(lambda: list(_messages(self.at))),
        }
        self.plan = self._plan()
        Message.objects.filter(due_at__lte=self.at).delete()
        began, used = time.perf_counter(), time.process_time()
        done = mark_due(at=self.at)
        times["a case swept"] = (time.perf_counter() - began) * 1000 / max(done, 1)
        times["cpu of it"] = (time.process_time() - used) * 1000 / max(done, 1)
        if done != due:
            raise RuntimeError(f"{done} cases were handled, {due} were due")
        times["sweep with nothing due"] = _milliseconds(lambda: mark_due(at=self.at))
        return times

    def _plan(self) -> str:
        analysed = {"analyze": True, "buffers": True} if connection.vendor == "postgresql" else {}
        found = (waking(at=self.at)[:200], _messages(self.at))
        return "\n".join(each.explain(**analysed) for each in found)


def _message(key: str, due_at: datetime) -> Message:
    return Message(
        channel="email",
        address="penerima@sigap.example",
        subject="Belum diterima",
        body="Isi",
        event="escalated",
        dedupe_key=key,
        created_at=AT,
        due_at=due_at,
        give_up_at=due_at + timedelta(days=3),
    )


def _messages(at: datetime) -> QuerySet[Message]:
    return due_messages("email", at=at)[:200]


def _copy_messages(count: int) -> None:
    """As many messages that wait for their time as there are clocks that run."""
    original = _message(f"contoh/{count}", AT + timedelta(days=9999))
    original.save()
    columns = {"id": "n", "dedupe_key": "'salinan/' || n", "due_at": _later()}
    _copy(Message, original.pk, _last(Message) + 1, count, columns)


def _columns(found: Sequence[dict[str, float]]) -> list[tuple[str, list[float]]]:
    return [(name, [times[name] for times in found]) for name in found[0]]


def _milliseconds(act: Callable[[], object]) -> float:
    """The median of some runs: one alone would tell of the neighbours."""
    times = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def _last(model: type[Model]) -> int:
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)


def _later() -> str:
    """A moment that no sweep here comes to, another one for each copy, as SQL."""
    if connection.vendor == "postgresql":
        return "timestamptz '2030-01-01' + n * interval '1 second'"
    return "strftime('%%Y-%%m-%%d %%H:%%M:%%S', 1893456000 + n, 'unixepoch')"


def _copy(model: type[Model], pk: int, first: int, count: int, changed: dict[str, str]) -> None:
    """`count` copies of one row with new keys from `first` on, in one statement."""
    quote = connection.ops.quote_name
    names = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(name, f"o.{quote(name)}") for name in names)
    columns = ", ".join(map(quote, names))
    table = quote(model._meta.db_table)
    series = (
        "WITH RECURSIVE s(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM s WHERE n < %s) "
        if connection.vendor == "sqlite"
        else "WITH s(n) AS (SELECT generate_series(%s::bigint, %s::bigint)) "
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) {series} SELECT {values} FROM {table} o, s "
            "WHERE o.id = %s",
            [first, first + count - 1, pk],
        )
