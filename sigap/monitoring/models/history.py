"""Tables of what was heard: single readings for a day, then sums of ever longer stretches.

On PostgreSQL each is partitioned by its moment, so that what has become old leaves as a whole
table; see `monitoring.partitions`. None has a number of its own: check and moment are the key, by
which whatever is stored twice is stored once.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from django.db import models

from sigap.domain.probeplan import Span
from sigap.domain.samples import Summary, bins_read, bins_written
from sigap.monitoring.models.checks import Check


class _OfCheck(models.Model):
    """What every row of history shares. The check is not enforced: a deletion of years of rows
    must not hold up the deletion of a device, and what is left fades with its partition."""

    check_row = models.ForeignKey(
        Check, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        abstract = True


class RawReading(_OfCheck):
    """One reading. `trips` are microseconds of the packets that came back, by spaces."""

    pk = models.CompositePrimaryKey("check_row_id", "at")
    answer = models.CharField(max_length=20)
    grade = models.CharField(max_length=6)
    sent = models.PositiveSmallIntegerField()
    trips = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], name="raw_reading_at"),  # actions.rolling: a stretch
        ]


class Rollup(_OfCheck):
    """The readings of one check in the stretch that begins at `at` (domain.samples.Summary)."""

    pk = models.CompositePrimaryKey("check_row_id", "at")
    good = models.PositiveIntegerField()
    poor = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    blind = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    lost = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField()
    least = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)
    bins = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def summary(self) -> Summary:
        """The row as the domain sums it up."""
        return Summary(
            good=self.good,
            poor=self.poor,
            bad=self.bad,
            blind=self.blind,
            sent=self.sent,
            lost=self.lost,
            total=self.total,
            least=self.least,
            most=self.most,
            bins=bins_read(self.bins),
        )


def columns_of(summary: Summary) -> dict[str, object]:
    """A summary as the columns of a rollup."""
    plain = {name: getattr(summary, name) for name in SUMMED if name != "bins"}
    return plain | {"bins": bins_written(summary.bins)}


SUMMED: Final = (
    "good",
    "poor",
    "bad",
    "blind",
    "sent",
    "lost",
    "total",
    "least",
    "most",
    "bins",
)


class FiveMinutes(Rollup):
    """Stretches of five minutes."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], name="five_minutes_at"),
        ]


class Hourly(Rollup):
    """Stretches of an hour."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="hourly_at")]


class Daily(Rollup):
    """Days of the office's zone."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="daily_at")]


SPANS: Final[Mapping[Span, type[Rollup]]] = {
    Span.FIVE: FiveMinutes,
    Span.HOUR: Hourly,
    Span.DAY: Daily,
}


class Mark(models.Model):
    """How far a span is summed up: every stretch that ended by `until`."""

    span = models.CharField(max_length=10, primary_key=True)
    until = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.span} {self.until:%Y-%m-%d %H:%M}"


class Late(models.Model):
    """A stretch of five minutes into which readings came after it may have been summed up.

    `stamp` is new with every such reading, so that one that comes during the summing is not lost.
    """

    at = models.DateTimeField(primary_key=True)
    stamp = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
