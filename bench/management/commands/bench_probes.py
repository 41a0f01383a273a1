"""A minute of the worker over many checks, and the sums of five minutes; called by bench.probes."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from django.core.management.base import BaseCommand

from bench.probes import addresses
from sigap.domain.answers import Answer
from sigap.inventory.models import Device, Site
from sigap.monitoring.actions.checks import watch_inventory
from sigap.monitoring.actions.keeping import keep_history
from sigap.monitoring.actions.rolling import roll_due
from sigap.monitoring.actions.rounds import ping_due
from sigap.monitoring.actions.storing import GRACE, store
from sigap.monitoring.models import Check, FiveMinutes, RawReading
from sigap.monitoring.probes.base import Reading, Target
from sigap.people.models import Agency


class Command(BaseCommand):
    """Prints processor and wall-clock seconds of each part."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--targets", type=int, required=True)

    def handle(self, **options: Any) -> None:
        start = datetime.now(UTC).replace(second=0, microsecond=0)
        self._city(options["targets"])
        keep_history(at=start)
        while watch_inventory(at=start):
            pass
        self._minute(start)
        self._sums(start)

    def _city(self, count: int) -> None:
        agency = Agency.objects.create(key="bench", name="Bench", short_name="Bench", kind="dinas")
        site = Site.objects.create(agency=agency, key="bench", name="Bench", kind="pop")
        Device.objects.bulk_create(
            Device(site=site, key=f"b-{n}", name=f"B {n}", management_address=address)
            for n, address in enumerate(addresses(count))
        )

    def _minute(self, start: datetime) -> None:
        """Sixty rounds, one for each second, as fast as they go."""
        begun, used, asked, longest = perf_counter(), process_time(), 0, 0.0
        for second in range(1, 62):
            once = perf_counter()
            asked += ping_due(at=start + timedelta(seconds=second))
            longest = max(longest, perf_counter() - once)
        wall, cpu = perf_counter() - begun, process_time() - used
        down = Check.objects.exclude(standing="normal").count()
        self.stdout.write(
            f"a minute of rounds: {asked} readings, {cpu:.1f} s of processor here,"
            f" {wall:.1f} s in all, longest round {longest:.2f} s, not well {down}"
        )

    def _sums(self, start: datetime) -> None:
        """Five minutes of readings of every check stored at once, then summed up."""
        keys = list(Check.objects.values_list("pk", flat=True))
        begun, used = perf_counter(), process_time()
        for minute in range(2, 7):
            at = start + timedelta(minutes=minute)
            readings = [
                Reading(Target(key, "icmp", ""), at, Answer.OK, 3, (0.001, 0.0011, 0.0012))
                for key in keys
            ]
            store(readings, at=at)
        wall, cpu = perf_counter() - begun, process_time() - used
        self.stdout.write(
            f"storing alone: {5 * len(keys) / wall:.0f} readings a second,"
            f" {cpu * 1e6 / (5 * len(keys)):.0f} µs of processor here for each"
        )
        begun, used = perf_counter(), process_time()
        roll_due(at=start + timedelta(minutes=10) + GRACE)
        wall, cpu = perf_counter() - begun, process_time() - used
        self.stdout.write(
            f"summing up: {RawReading.objects.count()} readings into {FiveMinutes.objects.count()}"
            f" sums in {wall:.1f} s ({cpu:.1f} s of processor here)"
        )
