"""Histories brought in from elsewhere: from another program's records, or invented for the demo."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from sigap.domain.probeplan import Span, begun
from sigap.domain.samples import Summary
from sigap.monitoring.models import INVENTED, SPANS, Check, Segment
from sigap.monitoring.models.history import SUMMED, columns_of


def bring_sums(check: Check, span: Span, sums: Mapping[datetime, Summary]) -> int:
    """Keep these sums of a check as if they had been summed up here; answers how many.

    A moment that is not the start of a stretch of this span is a ValueError. What is there already
    for a stretch is replaced.
    """
    zone, model = timezone.get_default_timezone(), SPANS[span]
    if any(begun(span, start, zone) != start for start in sums):
        raise ValueError("a sum begins with its stretch")
    model._default_manager.bulk_create(
        [
            model(check_row_id=check.pk, at=start, **columns_of(each))
            for start, each in sums.items()
        ],
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["check_row", "at"],
        update_fields=list(SUMMED),
    )
    return len(sums)


def invent_checks(devices: Sequence[int], *, at: datetime) -> list[Check]:
    """Checks of these devices in a segment that nobody probes, because they do not exist."""
    name = "Kota contoh"
    segment, _ = Segment.objects.get_or_create(
        key=INVENTED, defaults={"name": name, "by": INVENTED}
    )
    rows = [
        Check(device_id=pk, segment=segment, kind="icmp", automatic=True, next_at=at)
        for pk in devices
    ]
    return Check.objects.bulk_create(rows)
