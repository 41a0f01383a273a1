"""Letters about a case, by the reference under which the registry or SRIKANDI keeps them."""

from django.db import models

from sigap.domain.machine.letters import DIRECTIONS
from sigap.incidents.models.cases import Attachment, Incident


class CaseLetter(models.Model):
    """A letter that came in or went out about a case; `party` wrote it or receives it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="letters")
    direction = models.CharField(max_length=10, choices=[(each, each) for each in DIRECTIONS])
    number = models.CharField(max_length=120)
    agenda = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    party = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=300)
    url = models.CharField(max_length=500, blank=True)
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField()

    class Meta:
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.direction} {self.number}"
