"""Tables of working time: calendars, office hours, Ramadan and days off."""

from django.db import models
from django.db.models import F, Q


class WorkingCalendar(models.Model):
    """A calendar of working time in one zone; `revision` grows with every change beneath it."""

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
    """A day on which nobody works, with the decree that says so."""

    KINDS = ("libur", "cuti-bersama", "daerah")

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="days_off")
    on = models.DateField()
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=15, choices=[(kind, kind) for kind in KINDS])
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("on",)
        constraints = [models.UniqueConstraint(name="day_off_once", fields=["calendar", "on"])]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
