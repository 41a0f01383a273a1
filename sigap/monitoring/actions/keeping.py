"""History that stays bounded: partitions are made ahead, and what is old leaves."""

from datetime import datetime, timedelta
from typing import Final

from sigap.monitoring.actions.storing import RAW_KEPT
from sigap.monitoring.models import (
    Daily,
    Diagnosis,
    FiveMinutes,
    HealthChange,
    Hourly,
    Late,
    Order,
    RawReading,
)
from sigap.monitoring.partitions import drop_old, ensure

# Table, how much time one partition holds, how long its rows are kept.
KEPT: Final = (
    (RawReading, timedelta(days=1), RAW_KEPT),
    (FiveMinutes, timedelta(days=7), timedelta(days=14)),
    (Hourly, timedelta(days=30), timedelta(days=180)),
    (Daily, timedelta(days=365), timedelta(days=5 * 365)),
)
CHANGES_KEPT: Final = timedelta(days=5 * 365)
ORDERS_KEPT: Final = timedelta(days=30)
# What stands in the file of a case goes with the case instead.
DIAGNOSES_KEPT: Final = timedelta(days=400)
# So that one round of the job on SQLite ends within seconds; the next one goes on.
MOST_AT_ONCE: Final = 100_000


def keep_history(*, at: datetime) -> int:
    """Make the partitions to come and forget what is older than it is kept; a job.

    Answers how many partitions or rows came and went.
    """
    done = 0
    for model, length, kept in KEPT:
        done += ensure(model, length, at=at)
        done += drop_old(model, length, before=at - kept, most=MOST_AT_ONCE)
    done += HealthChange.objects.filter(at__lt=at - CHANGES_KEPT).delete()[0]
    done += Order.objects.filter(asked_at__lt=at - ORDERS_KEPT).delete()[0]
    old = Diagnosis.objects.filter(kept=False, at__lt=at - DIAGNOSES_KEPT)
    done += old.delete()[0]
    done += Late.objects.filter(at__lt=at - 2 * RAW_KEPT).delete()[0]
    return done
