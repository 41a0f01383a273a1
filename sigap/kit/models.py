"""Rows that belong to no room: the signs of life of the worker's jobs."""

from django.db import models


class Heartbeat(models.Model):
    """When a job of the worker last came round."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at.isoformat()}"
