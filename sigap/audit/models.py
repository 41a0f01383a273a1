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

    class Meta:
        ordering = ("stream", "seq")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("stream", "seq"), name="entry_seq_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}/{self.seq} {self.kind}"
