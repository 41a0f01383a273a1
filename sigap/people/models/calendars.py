"""Tables of working time: calendars with their versions, and the service classes that use them."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from sigap.domain import priority
from sigap.domain.calendarcontent import DAY_KINDS

DEFAULT_CLASS = "jam-kerja"
"""The key of the service class of every site and agency that names none."""


class WorkingCalendar(models.Model):
    """A calendar of working time in one zone; `revision` is the number of its newest version."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    zone = models.CharField(max_length=50, default="Asia/Jakarta")
    always = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name


class WorkingPattern(models.Model):
    """Office hours from a day on: seven lists (Monday first) of ["07:30", "12:00"] pairs."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="patterns")
    valid_from = models.DateField()
    hours = models.JSONField()
    ramadan_hours = models.JSONField()
    day_minutes = models.PositiveSmallIntegerField()
    ramadan_day_minutes = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("valid_from",)
        constraints = [
            models.UniqueConstraint(name="pattern_once_a_day", fields=["calendar", "valid_from"])
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.valid_from}"


class RamadanRange(models.Model):
    """The days of one Ramadan, both ends included, as the decree sets them."""

    calendar = models.ForeignKey(
        WorkingCalendar, on_delete=models.CASCADE, related_name="ramadan_ranges"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("starts_on",)
        constraints = [
            models.UniqueConstraint(name="ramadan_once", fields=["calendar", "starts_on"]),
            models.CheckConstraint(
                name="ramadan_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class DayOff(models.Model):
    """A day on which nobody works, with the decree that says so; `estimated` until one does."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="days_off")
    on = models.DateField()
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=15, choices=[(kind, kind) for kind in DAY_KINDS])
    source = models.CharField(max_length=200)
    estimated = models.BooleanField(default=False)

    class Meta:
        ordering = ("on",)
        constraints = [models.UniqueConstraint(name="day_off_once", fields=["calendar", "on"])]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class CalendarVersion(models.Model):
    """The whole content of a calendar as it was from one change to the next; never edited.

    `about` names the kind of change, `source` the decree or circular behind it. The rows above
    hold the content of the newest version.
    """

    ABOUT = (
        *("awal", "libur", "hapus-libur", "ramadan", "jam", "pustaka", "penetapan", "kembali"),
        "acuan",
    )

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    about = models.CharField(max_length=20, choices=[(about, about) for about in ABOUT])
    source = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.JSONField()

    class Meta:
        ordering = ("calendar", "-number")
        constraints = [
            models.UniqueConstraint(name="calendar_version_once", fields=["calendar", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} v{self.number}"


class ServiceClass(models.Model):
    """How an agency or a site is served: by which calendar, and towards which inner target.

    `share` is the part of each SOP standard that the office aims for, `step_targets` the minutes
    of working time for single steps by their key. The standard itself stays what the SOP says.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    calendar = models.ForeignKey(WorkingCalendar, to_field="key", on_delete=models.PROTECT)
    share = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    step_targets = models.JSONField(default=dict, blank=True)
    covers_out_of_hours = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "key")
        constraints = [
            models.CheckConstraint(
                name="service_class_share_of_the_standard",
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def target(self, step: str, standard: timedelta) -> timedelta | None:
        """The inner target of this class for a step, None where the standard is enough."""
        share = None if self.share is None else float(self.share)
        return priority.class_target(share, self.step_targets.get(step), standard)
