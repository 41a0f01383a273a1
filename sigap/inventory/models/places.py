"""Tables of places where the network is used or runs, of the equipment in them, and of what the
public is served with from there."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sigap.domain.inventory import SITE_KINDS, STATUSES
from sigap.people.letters import LettersField
from sigap.people.models import Agency

_SPOKEN_KINDS = {
    "opd": "OPD kantor pusat",
    "kecamatan": "Kec",
    "kelurahan": "Kel",
    "puskesmas": "PKM",
    "rsud": "RS",
    "wifi-publik": "hotspot",
    "pop": "POP",
    "data-center": "DC",
}


def _run_together(*names: str) -> list[str]:
    """ "Pondok Gede" is often typed "pondokgede"."""
    return [name.replace(" ", "") for name in names if " " in name]


class Site(models.Model):
    """One place of one agency. `upstream` is the site through which its traffic leaves.

    `upstream` is what a person said, and enough for a city without a register of devices; where
    devices and links are registered, those are the graph (docs/decisions/0019-inventory.md).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sites")
    key = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=list(SITE_KINDS.items()))
    district = models.CharField(max_length=60, blank=True)
    village = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=250, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    critical = models.BooleanField(default=False)
    # The key of a ServiceClass; "" is the class of the agency.
    service_class = models.CharField(max_length=40, blank=True, default="")
    upstream = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="downstream"
    )
    pic_name = models.CharField(max_length=150, blank=True)
    pic_phone = models.CharField(max_length=30, blank=True)
    active = models.BooleanField(default=True)
    letters = LettersField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                name="site_not_its_own_upstream",
                condition=Q(upstream__isnull=True) | ~Q(upstream=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def search_texts(self) -> list[str]:
        """What a person may type to mean this site; its agency's names are searched beside it."""
        return [
            self.name,
            _SPOKEN_KINDS.get(self.kind, ""),
            self.village,
            self.district,
            *_run_together(self.village, self.district),
        ]


class Device(models.Model):
    """A piece of equipment at a site. `kind` is its role in the network (DEVICE_KINDS).

    `owner` is the agency it belongs to, or None with the provider's name in `owner_name`.
    `platform` says how it is read over SSH ("" not at all).
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="devices")
    key = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, blank=True)
    vendor = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=100, blank=True)
    serial = models.CharField(max_length=80, blank=True, default="")
    management_address = models.GenericIPAddressField(
        null=True, blank=True, unpack_ipv4=True, db_index=True
    )
    firmware = models.CharField(max_length=80, blank=True, default="")
    platform = models.CharField(max_length=30, blank=True, default="")
    owner = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_devices"
    )
    owner_name = models.CharField(max_length=100, blank=True, default="")
    bought_on = models.DateField(null=True, blank=True)
    warranty_until = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=list(STATUSES.items()), default="dipakai")
    notes = models.TextField(blank=True, default="")
    letters = LettersField()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def search_texts(self) -> list[str]:
        """What a person may type to mean this device; its site is searched beside it."""
        texts = [self.name, self.key, self.kind, self.vendor, self.model, self.serial]
        return [*texts, self.management_address or ""]


class Service(models.Model):
    """A public service of an agency that stops when its site, or one device there, is cut off."""

    key = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="services")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="services")
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    contact = models.CharField(max_length=150, blank=True)
    notes = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    letters = LettersField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def search_texts(self) -> list[str]:
        """What a person may type to mean this service."""
        return [self.name, self.key]
