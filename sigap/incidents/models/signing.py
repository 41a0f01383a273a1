"""Tables of signing at work: whose turn it is, and every try to have something signed elsewhere."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sigap.documents.models import Signature

SENT, UNKNOWN, SIGNED, KEPT, NOTHING, REPEATED, REPLACED = STATES = (
    *("dikirim", "tidak-diketahui", "ditandatangani", "tersimpan", "tidak-ada"),
    *("diulang", "diganti"),
)
LIVE = (SENT, UNKNOWN, SIGNED)
"""Something may bear a signature that we do not have, or have not kept."""


class SigningTurn(models.Model):
    """A signature whose turn it is, told to whoever may make it; gone once it is made."""

    signature = models.OneToOneField(Signature, on_delete=models.CASCADE, related_name="turn")
    since = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.signature_id} {self.since:%Y-%m-%d %H:%M}"


class SigningAttempt(models.Model):
    """One paper sent to a signing service once, written down before it was sent.

    `sha256` are the very bytes that were sent: drawn anew they are the same, so that a later try
    knows whether the paper still says what may have been signed. `length` is the ledger it was
    asked on where a step was to end with it. No secret is ever part of it.
    """

    signature = models.ForeignKey(
        Signature, null=True, on_delete=models.SET_NULL, related_name="attempts", db_index=False
    )
    number = models.CharField(max_length=60)
    paper = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.JSONField()
    provider = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20, choices=[(each, each) for each in STATES], default=SENT)
    told = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.JSONField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # queries.attempts.live: what a next try goes on with
            models.Index(fields=["signature"], condition=Q(state__in=LIVE), name="attempt_live"),
            models.Index(fields=["number", "-id"], name="attempt_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.at:%Y-%m-%d %H:%M} {self.state}"
