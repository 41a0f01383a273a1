"""Tables of the duty roster (piket): its pattern, what was changed in it, swaps and feeds."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sigap.domain.roster import CHANGES, MOST_WEEKS, REMOVED
from sigap.domain.workcalendar import WIB, WIT, WITA
from sigap.people.models.offices import User

ZONES = (WIB, WITA, WIT)
OFFERED = "ditawarkan"
ACCEPTED = "diterima"
DECLINED = "ditolak"
WITHDRAWN = "ditarik"
SWAP_STATES = (OFFERED, ACCEPTED, DECLINED, WITHDRAWN)


def covered_by_default() -> list[str]:
    """The service classes that a new roster covers."""
    return ["24x7"]


class DutyRoster(models.Model):
    """One roster and the service classes that it covers outside office hours.

    The zone stays: another one would move shifts that have already been stood.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    zone = models.CharField(max_length=50, choices=[(zone, zone) for zone in ZONES])
    covers = models.JSONField(default=covered_by_default)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class DutyLine(models.Model):
    """One line of the weekly pattern. It is ended and a new one begun, never edited."""

    roster = models.ForeignKey(DutyRoster, on_delete=models.PROTECT, related_name="lines")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_lines")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    weeks = models.PositiveSmallIntegerField(default=1)
    anchor_on = models.DateField()
    valid_from = models.DateField()
    # Before `valid_from` where the line was taken back before it began.
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("weekday", "starts", "anchor_on", "id")
        constraints = [
            models.CheckConstraint(name="duty_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="duty_weeks", condition=Q(weeks__gte=1, weeks__lte=MOST_WEEKS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.weekday} {self.starts}–{self.ends}"


class DutySwap(models.Model):
    """A shift that one person offers to another, perhaps against one in return.

    Nothing changes before the other has accepted. `told_state` is the state of which both have
    heard.
    """

    slot = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_offers")
    offered_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_asked")
    return_slot = models.CharField(max_length=40, blank=True)
    return_starts_at = models.DateTimeField(null=True, blank=True)
    return_ends_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=12, choices=[(state, state) for state in SWAP_STATES], default=OFFERED
    )
    answer = models.CharField(max_length=300, blank=True)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    told_state = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ("-offered_at", "-id")
        constraints = [
            models.UniqueConstraint(
                name="duty_offered_once", fields=["slot"], condition=Q(state=OFFERED)
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What the two have not been told yet.
            models.Index(
                fields=["id"], condition=~Q(told_state=F("state")), name="duty_swap_untold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.state}"


class DutyChange(models.Model):
    """One shift replaced, removed or added, with the reason; in the order of their ids.

    `user` stands from then on, `relieves` stood there before. `swap` is the consent behind it.
    """

    roster = models.ForeignKey(DutyRoster, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in CHANGES])
    slot = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="duty_changes"
    )
    relieves = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="duty_relieved"
    )
    swap = models.ForeignKey(
        DutySwap, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    told = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="duty_change_names_somebody",
                condition=Q(kind=REMOVED, user__isnull=True)
                | (~Q(kind=REMOVED) & Q(user__isnull=False)),
            ),
            models.CheckConstraint(
                name="duty_change_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The changes that still matter from a moment on.
            models.Index(fields=["ends_at"], name="duty_change_by_end"),
            # What the people concerned have not been told yet.
            models.Index(fields=["id"], condition=Q(told=False), name="duty_change_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slot}"


class DutyFeed(models.Model):
    """A secret calendar address of a person, for a phone. Only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duty_feeds")
    digest = models.CharField(max_length=64, unique=True)
    everybody = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"feed {self.pk}"
