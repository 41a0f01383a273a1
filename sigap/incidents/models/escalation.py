"""The rows of escalation: the office's ladders, and the inboxes a waiting step also stands in."""

from django.db import models

from sigap.incidents.models.cases import Incident


class LadderVersion(models.Model):
    """All ladders of the office as they stood from one change to the next; never edited.

    A visit of a step keeps the version under which it began.
    """

    version = models.PositiveIntegerField(unique=True)
    rules = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.JSONField()

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"v{self.version}"


class Summons(models.Model):
    """A step that nobody accepted stands in this inbox too, as long as the right to do it lasts.

    `key` is a role, or "@" and a user name. The history is in the case's ledger.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="summons")
    key = models.CharField(max_length=160)

    class Meta:
        constraints = (
            # queries.lists.inbox: what was handed up to a person or an office
            models.UniqueConstraint(fields=["key", "incident"], name="summons_once"),
        )

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.key}"
