"""Tables of what was changed and what is proposed: versions, imports, proposals."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Import(models.Model):
    """One file that was read: checked first, then carried out all or nothing, or taken back.

    `sheets` are the rows as they were read, gone once they are carried out; `told` counts what was
    done. `state`: diperiksa, dijalankan, dibatalkan (taken back), dibuang (never carried out).
    """

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="diperiksa")
    sheets = models.JSONField()
    told = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.JSONField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Version(models.Model):
    """How one item of the inventory was from `valid_from` until `valid_to` (None: as it is now).

    Written by the same transaction as the item; `row` is its whole picture (domain.inventory),
    so that the inventory of any moment can be read without replaying anything. `act`: dibuat,
    diubah, dilepas, dikembalikan, awal (how it stood when its history began), dihapus (an import
    was taken back: the item is gone since `valid_to`).
    """

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=180)
    row = models.JSONField()
    act = models.CharField(max_length=12)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.JSONField()
    run = models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.PROTECT, related_name="versions"
    )

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="version_one_present",
                condition=Q(valid_to__isnull=True),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # queries.history: one item's versions, and a whole kind at one moment in key order
            models.Index(fields=["kind", "key", "valid_from"], name="version_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} {self.valid_from:%Y-%m-%d}"


class Proposal(models.Model):
    """A change that somebody, or something, holds to be right and that a keeper decides on.

    `before` and `after` hold the columns that would change (`before` is empty for a new item);
    `source` says who found it ("lldp", "cdp", "arp", "koreksi", "netbox" …), `evidence` what it
    rests on, `case_number` the case it came out of. `state`: diusulkan, diterima, ditolak.
    `mark` makes one finding one row however often it is found.
    """

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=180)
    act = models.CharField(max_length=8)
    before = models.JSONField(default=dict)
    after = models.JSONField()
    source = models.CharField(max_length=20)
    evidence = models.TextField(blank=True)
    case_number = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, default="diusulkan")
    reason = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    proposed_by = models.JSONField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # A refused finding stays refused: found again it makes no new row.
            models.UniqueConstraint(fields=["mark"], name="proposal_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # queries.proposals: what waits for a decision, and about one item
            models.Index(fields=["state", "-id"], name="proposal_waiting"),
            models.Index(fields=["kind", "key"], name="proposal_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} {self.state}"
