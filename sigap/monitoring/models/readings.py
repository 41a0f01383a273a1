"""Tables of what devices told of themselves, and of the keys of their SSH servers."""

import json
import zlib
from typing import ClassVar

from django.db import models

from sigap.domain.deviceview import DeviceView
from sigap.domain.evidence import RawOutput
from sigap.domain.viewplain import raw_plain, raw_read, view_read
from sigap.inventory.models import Device


class DeviceReading(models.Model):
    """What one device told at `at`, over `how` ("snmp", "ssh").

    `view` is `domain.viewplain.view_plain` of the picture, `packed` the raw outputs it was made of
    with their SHA-256. How many stay is bounded: see `actions.readings`.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="readings")
    how = models.CharField(max_length=10)
    at = models.DateTimeField()
    view = models.JSONField()
    packed = models.BinaryField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["device", "how", "at"], name="device_reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.how} {self.at:%Y-%m-%d %H:%M}"

    @property
    def seen(self) -> DeviceView:
        """The picture, one shape whatever the vendor."""
        return view_read(self.view)

    @property
    def raw(self) -> tuple[RawOutput, ...]:
        """The outputs word for word; each says by `is_sealed` whether it is as it was read."""
        return raw_read(json.loads(zlib.decompress(self.packed)))


def packed(raw: tuple[RawOutput, ...]) -> bytes:
    """Raw outputs as a row keeps them."""
    return zlib.compress(json.dumps(raw_plain(raw)).encode())


class HostKey(models.Model):
    """The key by which the SSH server of a device is known: trusted since it was first seen.

    `shown` is another one that it showed at `shown_at` and that nobody has accepted yet; "" none.
    Both are written as OpenSSH does, "ssh-ed25519 SHA256:…".
    """

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="host_key")
    fingerprint = models.CharField(max_length=120)
    trusted_at = models.DateTimeField()
    shown = models.CharField(max_length=120, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.device_id} {self.fingerprint}"
