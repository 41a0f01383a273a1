"""Tables of other systems from which the inventory is filled: NetBox, LibreNMS."""

from typing import ClassVar

from django.db import models

from sigap.inventory.models.records import Import
from sigap.kit.secrets import SecretText


class Source(models.Model):
    """One other system that is read every night. `kind` is one of domain.inventory_sources.

    What it would change waits as an import (`run`) that a keeper looks at and carries out. With
    `automatic` additions alone are carried out by themselves. `trouble` is why the last reading
    failed, `skipped` what it left out and why.
    """

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=300)
    token = SecretText()
    active = models.BooleanField(default=True)
    automatic = models.BooleanField(default=False)
    due_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    skipped = models.JSONField(default=list)
    run = models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")

    def __str__(self) -> str:
        return self.name
