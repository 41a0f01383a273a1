"""Tables of how news finds people: the office's rules, each one's own choices, what still waits."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sigap.notifications.models.notices import Notice


class Rule(models.Model):
    """What the office decided about one event for one role; an empty role is everybody else.

    `channels` says by the key of each channel what is left to a person ("wajib", "menyala",
    "boleh", see `sigap.domain.routing.Leave`).
    """

    event = models.CharField(max_length=60)
    role = models.CharField(max_length=20, blank=True)
    channels = models.JSONField(default=dict)
    delay_minutes = models.PositiveSmallIntegerField(default=0)
    urgent = models.BooleanField(default=False)
    gatherable = models.BooleanField(default=True)

    class Meta:
        ordering = ("event", "role")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "role"], name="rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.role}".strip()


class Preference(models.Model):
    """What one person chose within the office's rules; no row: everything as the office has it.

    `choices`: event → key of a channel → wanted. `digest_at`: times of day as "HH:MM" on the
    office's clock, at which news by the channels in `gathered` comes together. Quiet from
    `quiet_from` to `quiet_until`.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="preference",
        primary_key=True,
    )
    choices = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_at = models.JSONField(default=list)
    gathered = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Address(models.Model):
    """Where one person is reached by one kind of channel, if not where the account says.

    `verified_at`: since when it is known that the person answers there.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses", db_index=False
    )
    channel = models.CharField(max_length=20)
    value = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "channel"], name="address_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Whose chat or number a message from outside comes from.
            models.Index(fields=["channel", "value"], name="address_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.value}"


class PushSubscription(models.Model):
    """One browser in which a person switched notifications on (W3C Push API)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browsers"
    )
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.label or f"{self.pk}"


class Deferred(models.Model):
    """News that waits for its moment by one channel.

    With `gathered` it comes in the digest of that moment; without, it is sent if it has not been
    read in the application by then. The row goes in the transaction that queues its message.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    gathered = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["notice", "channel"], name="deferred_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # actions.deferred: what is due, and all that one digest has to say
            models.Index(fields=["due_at", "user", "channel"], name="deferred_due"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"
