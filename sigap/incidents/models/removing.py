"""Tables of single files that went: who asked, who approved, and what is left of each file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sigap.incidents.models.retention import PROPOSED, STATES

PERSONAL, EXPIRED = GROUNDS = ("data-pribadi", "retensi")
"""Because of what they show of a person, or because the years of their case are over."""
GONE, COVERED = FATES = ("musnah", "samar")
"""Nothing stays but a tombstone, or a copy with the data blackened."""


class FileRemoval(models.Model):
    """A list of files of one case that are to go, and what another person decided about it.

    `papers` are the documents that showed one of them and went along (name and SHA-256). `act` is
    the number of its entry in the stream of these acts. Bytes go afterwards, until `cleared_at`.
    """

    number = models.CharField(max_length=20)
    ground = models.CharField(max_length=15, choices=[(each, each) for each in GROUNDS])
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
    papers = models.JSONField(default=dict)
    act = models.PositiveIntegerField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["number", "-id"], name="file_removal_of_case"),
            # actions.destroying.clear_files: whose bytes are still there
            models.Index(
                fields=["id"], condition=Q(cleared_at__isnull=True), name="file_removal_uncleared"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"


class RemovedFile(models.Model):
    """One file on such a list, and its tombstone once it is gone: what it was, not what it showed.

    `key` is the attachment's. `sha256`, `size`, `name` are the original's; the `copy_…` those of
    the blackened copy where there is one.
    """

    removal = models.ForeignKey(
        FileRemoval, on_delete=models.CASCADE, related_name="files", db_index=False
    )
    key = models.CharField(max_length=32)
    fate = models.CharField(max_length=10, choices=[(each, each) for each in FATES])
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    copy_name = models.CharField(max_length=150, blank=True)
    copy_type = models.CharField(max_length=60, blank=True)
    copy_size = models.PositiveIntegerField(null=True)
    copy_sha256 = models.CharField(max_length=64, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("removal", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["removal", "key"], name="removed_file_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key"], name="removed_file_of_key"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.fate}"
