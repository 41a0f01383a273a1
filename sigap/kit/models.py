"""Rows that belong to no room: signs of life of the worker, answers kept for repeated requests."""

from django.db import models


class Heartbeat(models.Model):
    """When a job of the worker last came round."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at.isoformat()}"


class KeptAnswer(models.Model):
    """What was answered to a request that carried an Idempotency-Key.

    `digest` is the SHA-256 of method, path and body: the same key for anything else is a mistake
    of the caller. `status` is null only inside the transaction that is still acting.
    """

    owner = models.CharField(max_length=150)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="kept_answer_once"),)

    def __str__(self) -> str:
        return f"{self.owner}: {self.key}"
