"""The two tables of bare Django: a ticket and what is said about it."""

from django.conf import settings
from django.db import models


class Ticket(models.Model):
    """What a bare page shows."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Remark(models.Model):
    """The second row of a bare POST."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT)
    text = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text
