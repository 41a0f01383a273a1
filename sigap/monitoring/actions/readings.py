"""What devices told of themselves is kept: the newest looks, and one a day before those."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from sigap.domain.viewplain import view_plain
from sigap.monitoring.models import DeviceReading
from sigap.monitoring.models.readings import packed
from sigap.monitoring.probes.base import Told

NEWEST_KEPT: Final = 5
DAYS_KEPT: Final = timedelta(days=30)


@transaction.atomic
def keep_reading(device: int, how: str, told: Told, *, at: datetime) -> None:
    """Keep what the device (its number) told at `at`; what is over the bound leaves.

    There stay the newest five of each way of asking, and the last of each day of the office's zone
    for thirty days. The same reading twice is there once.
    """
    row = DeviceReading(
        device_id=device, how=how, at=at, view=view_plain(told.view), packed=packed(told.raw)
    )
    DeviceReading.objects.bulk_create([row], ignore_conflicts=True)
    rows = DeviceReading.objects.filter(device_id=device, how=how).order_by("-at")
    known = list(rows.values_list("pk", "at"))
    if leaving := _over(known, at):
        DeviceReading.objects.filter(pk__in=leaving).delete()


def _over(known: Sequence[tuple[int, datetime]], at: datetime) -> list[int]:
    """Which of these (newest first) are not kept any longer."""
    zone, days, leaving = timezone.get_default_timezone(), set(), []
    for place, (pk, moment) in enumerate(known):
        day = moment.astimezone(zone).date()
        is_last_of_day = day not in days and moment > at - DAYS_KEPT
        days.add(day)
        if place >= NEWEST_KEPT and not is_last_of_day:
            leaving.append(pk)
    return leaving
