"""Guided trees for what no probe can see: each version as the text it came from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

SHIPPED, OWN = ORIGINS = ("bawaan", "kantor")


class GuideVersion(models.Model):
    """One version of one guide, never edited; `in_force_since` is null while it is not in use.

    Versions that ship and versions of the office are numbered apart, so that an update of the
    product never meets a number that the office has given.
    """

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=[(each, each) for each in ORIGINS])
    title = models.CharField(max_length=200)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.JSONField()
    in_force_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ("key", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "version", "origin"], name="guide_version_once"),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(in_force_since__isnull=False),
                name="guide_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version} ({self.origin})"
