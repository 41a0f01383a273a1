"""The table of what people write to the office from outside, kept before anybody acts on it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sigap.notifications.received import Nature

OUTCOMES = ("jawaban", "catatan", "laporan", "menunggu", "diabaikan")
"""What became of it: an answer, a note, a report; it waits for a person; nothing was to be done."""


class Incoming(models.Model):
    """One message from outside: stored as it came, then acted upon once.

    Open: `handled_at` is null, and a worker holds it until `claimed_until`. `number` is the case
    it went to, `explanation` why it became what it became, for the person who looks.
    """

    channel = models.CharField(max_length=20)
    remote_id = models.CharField(max_length=900)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    nature = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Nature], default=Nature.WRITTEN
    )
    refers_to = models.JSONField(default=list)
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.JSONField(null=True)
    outcome = models.CharField(
        max_length=10, choices=[(each, each) for each in OUTCOMES], blank=True
    )
    number = models.CharField(max_length=60, blank=True)
    explanation = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Fetched twice, kept once.
            models.UniqueConstraint(fields=["channel", "remote_id"], name="incoming_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # actions.incoming.consider_incoming: what nobody has looked at
            models.Index(fields=["id"], condition=Q(handled_at=None), name="incoming_open"),
            # queries.waiting_for_a_person
            models.Index(fields=["-id"], condition=Q(outcome="menunggu"), name="incoming_waiting"),
            # How much one sender has reported lately.
            models.Index(fields=["sender", "received_at"], name="incoming_of_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.sender}: {self.subject or self.text[:40]}"


class Source(models.Model):
    """One way in, how far it has been read, and how the last look went.

    `cursor` is the channel's own mark of the next unread message. A worker that looks holds it
    until `claimed_until`, so that two never look at once.
    """

    key = models.CharField(max_length=20, unique=True)
    cursor = models.CharField(max_length=100, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.key
