"""Tables of signing in: wrong tries, places known to an account, and one-time links."""

from typing import ClassVar

from django.db import models

from sigap.domain.throttle import Count
from sigap.people.models.offices import User


class Tries(models.Model):
    """Wrong tries under one key: a digest of whom they were for and where they came from."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} × {self.key[:8]}"

    @property
    def count(self) -> Count:
        """The row as the rule reads it."""
        return Count(self.failures, self.last_at, self.free_at)


class KnownPlace(models.Model):
    """A source that this account was signed in from: an address, or the /64 of an IPv6 one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=60)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="known_place_once", fields=["user", "source"])
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.source}"


class LinkRequest(models.Model):
    """Somebody asked for a sign-in link to this address, known or not; the worker looks at it."""

    email = models.EmailField()
    asked_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.email} {self.asked_at.isoformat()}"


class SignInLink(models.Model):
    """A link that signs one person in, once and soon. Only the SHA-256 of its word is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at.isoformat()}"
