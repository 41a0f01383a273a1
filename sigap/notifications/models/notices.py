"""Table of news as people read it inside Sigap."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One line in a person's list of news. `number` is the case it speaks of, as text.

    Who has no account is told by `address` alone, in no list. `routed_at`: since when it is
    decided which other ways it goes; null is still to be decided.
    """

    # The index below begins with the user.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        null=True,
        blank=True,
        db_index=False,
    )
    address = models.CharField(max_length=254, blank=True)
    event = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    routed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            # The number beside the bell, on every page.
            models.Index(
                fields=["user", "id"], condition=Q(seen_at__isnull=True), name="notice_unseen"
            ),
            # actions.routing: the worker's look every second
            models.Index(
                fields=["id"], condition=Q(routed_at__isnull=True), name="notice_unrouted"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
