"""Tables of what is kept how long, what was destroyed on whose leave, and what is left of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sigap.domain.retention import Fate
from sigap.kit.secrets import SecretText

PROPOSED, APPROVED, REJECTED, DONE = STATES = ("diusulkan", "disetujui", "ditolak", "selesai")


class ArchiveClass(models.Model):
    """One class of the retention schedule; `procedures` are the SOPs whose cases belong to it.

    `cyber` says that cases of cyber origin belong to it, whatever their SOP. `source` is where the
    years come from.
    """

    key = models.SlugField(max_length=40, unique=True)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    active_years = models.PositiveSmallIntegerField()
    inactive_years = models.PositiveSmallIntegerField()
    fate = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Fate])
    procedures = models.JSONField(default=list)
    cyber = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.JSONField()

    class Meta:
        ordering = ("code", "key")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Disposal(models.Model):
    """A list of cases proposed for destruction, and what another person decided about it."""

    archive_class = models.ForeignKey(ArchiveClass, on_delete=models.PROTECT, related_name="+")
    # The schedule as it was when the list was made.
    rule = models.JSONField()
    reason = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=[(each, each) for each in STATES], default=PROPOSED
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.JSONField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.JSONField(null=True)
    decree = models.CharField(max_length=200, blank=True)
    decision_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class DisposalItem(models.Model):
    """One case on a list, by its number: the case itself will be gone.

    It waits while `done_at` is null; a worker holds it until `claimed_until`. `trouble` says why it
    was left out or could not be done.
    """

    disposal = models.ForeignKey(
        Disposal, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    number = models.CharField(max_length=20)
    ended_on = models.DateField()
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("disposal", "number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["disposal", "number"], name="disposal_item_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # actions.disposals.carry_out_disposals: what is still to be destroyed
            models.Index(
                fields=["id"], condition=Q(done_at__isnull=True), name="disposal_item_open"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Redaction(models.Model):
    """A person's data that is to be hidden in a case, and what another person decided about it.

    `terms` are the texts, one a line, encrypted and only until they are hidden. `papers` are the
    documents that went with it; their bytes go afterwards, until `cleared_at`.
    """

    number = models.CharField(max_length=20)
    terms = SecretText(blank=True)
    reason = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=[(each, each) for each in STATES], default=PROPOSED
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.JSONField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.JSONField(null=True)
    decree = models.CharField(max_length=200, blank=True)
    decision_note = models.CharField(max_length=300, blank=True)
    entries = models.PositiveIntegerField(default=0)
    papers = models.JSONField(default=dict)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"


class Tombstone(models.Model):
    """What is left of a destroyed case: nothing of what it said, all that proves it was there.

    `files` and `papers` are the SHA-256 of what was destroyed, `act` the number of its entry in the
    stream of these acts. The bytes go after the rows: until `cleared_at` a worker still has to.
    """

    number = models.CharField(max_length=20, unique=True)
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="tombstones")
    class_code = models.CharField(max_length=40)
    procedure = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    agency = models.CharField(max_length=80)
    reported_on = models.DateField()
    ended_on = models.DateField()
    files = models.JSONField(default=list)
    papers = models.JSONField(default=dict)
    entries = models.PositiveIntegerField()
    act = models.PositiveIntegerField()
    destroyed_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        indexes: ClassVar[list[models.Index]] = [
            # actions.destroying.clear_files: whose bytes are still there
            models.Index(
                fields=["id"], condition=Q(cleared_at__isnull=True), name="tombstone_uncleared"
            ),
        ]

    def __str__(self) -> str:
        return self.number
