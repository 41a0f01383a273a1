"""Tables of what connects the equipment: interfaces, links, leased circuits, prefixes, VLANs."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sigap.domain.inventory import INTERFACE_KINDS, MEDIA, STATUSES
from sigap.inventory.models.places import Device, Site
from sigap.people.letters import LettersField


class Interface(models.Model):
    """A port of a device. `name` is as the device writes it, `norm` the one spelling of it
    (domain.interfacenames), by which "Gi0/1" and "GigabitEthernet0/1" meet.

    `addresses` are texts with their prefix length, "10.32.1.2/30"; `enabled` is what the
    configuration says (ifAdminStatus), `active` whether the port is still in the register.
    """

    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="interfaces", db_index=False
    )
    key = models.CharField(max_length=180, unique=True)
    name = models.CharField(max_length=100)
    norm = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=list(INTERFACE_KINDS.items()), blank=True)
    speed_bps = models.BigIntegerField(null=True, blank=True)
    mac = models.CharField(max_length=17, blank=True)
    addresses = models.JSONField(default=list, blank=True)
    description = models.CharField(max_length=250, blank=True)
    enabled = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    letters = LettersField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("device", "norm", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["device", "norm"], name="interface_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # whose port an ARP or LLDP answer speaks of
            models.Index(fields=["mac"], name="interface_mac", condition=~Q(mac="")),
        ]

    def __str__(self) -> str:
        return self.name

    def search_texts(self) -> list[str]:
        """What a person may type to mean this port."""
        return [self.name, self.norm, self.description, self.mac, *self.addresses]


class Circuit(models.Model):
    """A line rented from a provider, with what one needs when it fails: number and hotline.

    `a_site` and `b_site` are its ends; an end at the provider is None.
    """

    key = models.SlugField(max_length=100, unique=True)
    provider = models.CharField(max_length=100)
    number = models.CharField(max_length=100)
    contract = models.CharField(max_length=120, blank=True)
    hotline = models.CharField(max_length=60, blank=True)
    a_site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="circuits_a"
    )
    b_site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="circuits_b"
    )
    bandwidth_bps = models.BigIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    letters = LettersField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("provider", "number", "id")

    def __str__(self) -> str:
        return f"{self.provider} {self.number}"

    def search_texts(self) -> list[str]:
        """What a person may type to mean this circuit."""
        return [self.provider, self.number, self.key, self.contract]


class Link(models.Model):
    """What joins two devices, undirected; each end names its port where that is known.

    `path` tells the way in words, `route` as [latitude, longitude] pairs from end a to end b.
    """

    key = models.CharField(max_length=180, unique=True)
    name = models.CharField(max_length=200, blank=True)
    a_device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="links_a")
    a_interface = models.ForeignKey(
        Interface, null=True, blank=True, on_delete=models.PROTECT, related_name="links_a"
    )
    b_device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="links_b")
    b_interface = models.ForeignKey(
        Interface, null=True, blank=True, on_delete=models.PROTECT, related_name="links_b"
    )
    medium = models.CharField(max_length=10, choices=list(MEDIA.items()), blank=True)
    capacity_bps = models.BigIntegerField(null=True, blank=True)
    circuit = models.ForeignKey(
        Circuit, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    path = models.TextField(blank=True)
    route = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=list(STATUSES.items()), default="dipakai")
    letters = LettersField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("key",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="link_joins_two", condition=~Q(a_device=F("b_device"))),
        ]

    def __str__(self) -> str:
        return self.name or self.key

    def search_texts(self) -> list[str]:
        """What a person may type to mean this link."""
        return [self.name, self.key, self.path]


class Vlan(models.Model):
    """A VLAN as reference: its number, and the site it is local to (None: the whole city)."""

    key = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=120)
    vid = models.PositiveSmallIntegerField()
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="vlans"
    )
    notes = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    letters = LettersField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("vid", "id")

    def __str__(self) -> str:
        return f"{self.vid} {self.name}"

    def search_texts(self) -> list[str]:
        """What a person may type to mean this VLAN."""
        return [self.name, self.key, str(self.vid)]


class Prefix(models.Model):
    """A range of addresses as reference: what it is for, where, and in which VLAN."""

    key = models.SlugField(max_length=100, unique=True)
    network = models.CharField(max_length=49)
    name = models.CharField(max_length=120, blank=True)
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="prefixes"
    )
    vlan = models.ForeignKey(
        Vlan, null=True, blank=True, on_delete=models.PROTECT, related_name="prefixes"
    )
    gateway = models.GenericIPAddressField(null=True, blank=True, unpack_ipv4=True)
    notes = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    letters = LettersField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("network", "id")

    def __str__(self) -> str:
        return self.network

    def search_texts(self) -> list[str]:
        """What a person may type to mean this prefix."""
        return [self.network, self.name, self.key]
