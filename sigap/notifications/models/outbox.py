"""Tables of news on its way: notices to people, and the messages that carry them outside."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One line in a person's list of news. `number` is the case it speaks of, as text."""

    # The index below begins with the user.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        db_index=False,
    )
    event = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            # The number beside the bell, on every page.
            models.Index(fields=["user"], condition=Q(seen_at__isnull=True), name="notice_unseen"),
        ]

    def __str__(self) -> str:
        return self.subject


class Email(models.Model):
    """One e-mail to one address, from the moment it is due until it is sent or given up.

    Waiting: neither `sent_at` nor `failed_at`. A worker holds it until `claimed_until`.
    """

    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField(blank=True)
    event = models.CharField(max_length=60)
    # The case it speaks of; e-mails of one case form one thread.
    number = models.CharField(max_length=60, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # The worker's look every two seconds.
            models.Index(
                fields=["due_at", "id"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
                name="email_waiting",
            ),
            # The list of those given up.
            models.Index(
                fields=["-failed_at"], condition=Q(failed_at__isnull=False), name="email_given_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"
