"""Tables of looks at the network of one site: what was concluded, and the raw outputs below it."""

import zlib
from typing import ClassVar

from django.db import models

from sigap.domain.evidence import RawOutput
from sigap.inventory.models import Device, Site


class Diagnosis(models.Model):
    """One look at a site (and, where one was meant, a device), under a public key.

    `result` is `domain.diagnosis` as JSON; `views` holds, by the key of the device, what each that
    was read said of itself, so that two looks can be compared. `kept`: it stands in the file of a
    case and goes with that, not by itself.
    """

    key = models.CharField(max_length=16, unique=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="diagnoses")
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="diagnoses"
    )
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    state = models.CharField(max_length=20)
    result = models.JSONField()
    views = models.JSONField(default=dict)
    by = models.JSONField()
    kept = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["site", "-at"], name="diagnosis_of_site"),
            # actions.keeping: what has become old
            models.Index(fields=["at"], name="diagnosis_at"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.at:%Y-%m-%d %H:%M} {self.state}"


class DiagnosisRaw(models.Model):
    """One raw output of a look, word for word; `size` and `sha256` are of its text as UTF-8.

    `device` is the key of the device that said it. `packed` is None where a look told more than is
    kept of one; the seal stands then for what was seen.
    """

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="raw")
    device = models.CharField(max_length=100)
    command = models.CharField(max_length=200)
    at = models.DateTimeField()
    packed = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    cut = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("id",)

    def __str__(self) -> str:
        return f"{self.device} {self.command}"

    @property
    def output(self) -> RawOutput | None:
        """The output as it was sealed; None where its text was not kept."""
        if self.packed is None:
            return None
        text = zlib.decompress(bytes(self.packed)).decode("utf-8")
        return RawOutput(self.command, self.at, text, self.sha256, self.size, self.cut)
