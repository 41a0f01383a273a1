"""Tables of what opens the equipment: credentials, encrypted, and what each is for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sigap.inventory.models.places import Device, Site
from sigap.kit.secrets import SecretText


class Credential(models.Model):
    """One way into equipment. `payload` is JSON of the fields of its kind (domain.credentials).

    It rests encrypted under a key outside the database and is read by a step-up act alone; `uses`
    and `used_at` count what the probes did with it.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    payload = SecretText()
    active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    uses = models.PositiveBigIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")

    def __str__(self) -> str:
        return self.name


class CredentialUse(models.Model):
    """What a credential is for: one device, one site, one platform, or (all three empty) the rest.

    The narrowest that fits a device wins.
    """

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="meant_for")
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    platform = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="credential_use_one_scope",
                condition=Q(device__isnull=True, site__isnull=True)
                | Q(device__isnull=True, platform="")
                | Q(site__isnull=True, platform=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id}"
