"""How far the clocks of cases have been counted anew for each version of a calendar."""

from django.db import models

from sigap.people.models import CalendarVersion


class Recount(models.Model):
    """The counting anew after one change of a calendar, which any worker may go on with.

    Running clocks are found by what they were counted by and need no mark; finished visits are
    gone through by (left_at, id) up to `past_left_at`, `past_id`.
    """

    version = models.OneToOneField(
        CalendarVersion, on_delete=models.PROTECT, related_name="recount"
    )
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    running_changed = models.PositiveIntegerField(default=0)
    past_counted = models.PositiveIntegerField(default=0)
    past_left_at = models.DateTimeField(null=True)
    past_id = models.BigIntegerField(default=0)
    past_over = models.BooleanField(default=False)
    claimed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recount for {self.version_id}"
