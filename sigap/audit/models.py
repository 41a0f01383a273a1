"""Tables of the sealed ledger: streams of entries that only ever grow."""

from typing import ClassVar

from django.db import models


class Stream(models.Model):
    """One chain of entries, for example one case; its row is the lock of the chain."""

    key = models.CharField(max_length=120, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One sealed entry. Who acted is kept as it was then, so there is no key to a user's row."""

    # The unique constraint below begins with the stream and serves as its index.
    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.JSONField()
    data = models.JSONField()
    prev = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    # Sealed in with the rest (domain.ledger.Record); gone when the content goes.
    salt = models.CharField(max_length=32, default="")
    # How often content was taken out of it: the guards let the next Alteration do it once.
    altered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("stream", "seq")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("stream", "seq"), name="entry_seq_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}/{self.seq} {self.kind}"


class Alteration(models.Model):
    """Leave for one change of one entry, given by the act that `record` tells of."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="alterations")
    record = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.entry_id} ← {self.record_id}"


class Root(models.Model):
    """One daily sheet: what the whole record was when it was sealed (domain.roots.Sheet)."""

    no = models.PositiveIntegerField(unique=True)
    day = models.DateField()
    sealed_at = models.DateTimeField()
    streams = models.PositiveIntegerField()
    entries = models.PositiveBigIntegerField()
    documents = models.PositiveIntegerField()
    tree = models.CharField(max_length=64)
    changes = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ("no",)

    def __str__(self) -> str:
        return f"{self.no} {self.digest}"


class Leaf(models.Model):
    """How far one stream or document had come on a sheet; only where it changed since the last."""

    # The unique constraint below begins with the root and serves as its index.
    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=160)
    length = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("root", "kind", "name")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("root", "kind", "name"), name="leaf_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.length}"


class Handing(models.Model):
    """A sheet given away: by which way and to which place, so that it can be an anchor there."""

    root = models.ForeignKey(
        Root, on_delete=models.PROTECT, related_name="handings", db_index=False
    )
    way = models.CharField(max_length=10)
    place = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering = ("root", "way", "place")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("root", "way", "place"), name="handed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.root_id} {self.way} {self.place}"


class Stamp(models.Model):
    """A moment that a timestamp server vouches for: this sheet's root existed then (RFC 3161).

    `token` is the server's answer (DER); `stamped_at` and `authority` are what it says.
    """

    root = models.OneToOneField(Root, on_delete=models.PROTECT, related_name="stamp")
    token = models.BinaryField()
    stamped_at = models.DateTimeField()
    authority = models.CharField(max_length=200)

    class Meta:
        ordering = ("root",)

    def __str__(self) -> str:
        return f"{self.root_id} {self.stamped_at:%Y-%m-%d %H:%M}"


class Check(models.Model):
    """A proof that somebody asked for, with the anchor that was brought, and what was found.

    It waits for a worker while `finished_at` is null; a worker holds it until `claimed_until`.
    """

    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    anchor = models.JSONField(null=True)
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    sheets = models.PositiveIntegerField(default=0)
    entries = models.PositiveBigIntegerField(default=0)
    # Each as {"stream", "seq", "kind", "template", "params"}; at most those that fit a page.
    breaks = models.JSONField(default=list)
    broken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # actions.checks.check_due: what still waits
            models.Index(
                fields=["id"], condition=models.Q(finished_at__isnull=True), name="check_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
