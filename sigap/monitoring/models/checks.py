"""Tables of what is asked, how it stands, and what people asked for in between."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sigap.domain.health import Standing
from sigap.inventory.models import Device, Interface
from sigap.monitoring.probes.base import Kind

KINDS = {
    Kind.ICMP: "Ping (ICMP)",
    Kind.TCP: "Port TCP",
    Kind.HTTP: "HTTP",
    Kind.HTTPS: "HTTPS",
    Kind.DNS: "DNS",
    Kind.NTP: "NTP",
    Kind.SNMP: "SNMP",
    Kind.SSH: "SSH",
}
CENTRE = "pusat"
"""The segment that the office's own workers probe."""
WORKER = "pekerja"
AGENT = "agen"
INVENTED = "contoh"


class Segment(models.Model):
    """A part of the network that is probed from one place.

    `by` says who does: the office's workers, an agent, or nobody because it is invented (the demo).
    `known_good` are addresses next to its prober (its own gateway, not what is to be watched):
    while none of them answers, silence of others proves nothing. `trouble` is the sentence of the
    last proof that failed, since `trouble_since`; "" while the prober is well. `paces` says of
    each sort of round how long the last one took that was noted, of how many targets, and when.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    by = models.CharField(max_length=10, default=WORKER)
    known_good = models.JSONField(default=list)
    proved_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)
    paces = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Agent(models.Model):
    """A prober of a segment that the centre cannot reach; only the SHA-256 of its token is kept.

    `waiting` is how many readings it said it had still to deliver; None from one that never said.
    """

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="agents")
    name = models.SlugField(max_length=60, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    waiting = models.PositiveIntegerField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Who acts, where an actor's key is asked for; no user name has a colon."""
        return f"agen:{self.name}"


class Check(models.Model):
    """One question put to one device again and again: the only thing that can be probed.

    The address is never stored here: it is that of the device, or of `interface`, as the inventory
    has it when the question is put. `label` tells questions of one kind to one device apart.
    `health` is `domain.health.written` of the state that `standing` and `since` are out of.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="checks")
    interface = models.ForeignKey(
        Interface, null=True, blank=True, on_delete=models.CASCADE, related_name="checks"
    )
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=10)
    label = models.CharField(max_length=100, blank=True)
    options = models.JSONField(default=dict)
    every = models.PositiveIntegerField(default=60)
    active = models.BooleanField(default=True)
    automatic = models.BooleanField(default=False)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)

    standing = models.CharField(max_length=15, default=Standing.UNKNOWN.value)
    since = models.DateTimeField(null=True, blank=True)
    health = models.JSONField(default=dict)
    answer = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    rtt = models.PositiveIntegerField(null=True, blank=True, help_text="microseconds")
    loss = models.FloatField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("device", "kind", "label", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["device", "kind", "label"], name="check_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # actions.rounds: what is due
            models.Index(fields=["next_at"], name="check_due", condition=Q(active=True)),
            # queries.board: what does not stand well
            models.Index(
                fields=["standing", "since"],
                name="check_not_well",
                condition=Q(active=True) & ~Q(standing=Standing.UP.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.kind} {self.label}".strip()

    @property
    def address(self) -> str:
        """Where the question goes now, "" while the inventory has no address."""
        if self.interface is not None:
            return next((str(each) for each in self.interface.addresses), "").partition("/")[0]
        return self.device.management_address or ""


class HealthChange(models.Model):
    """That a check began to stand otherwise: the rows by which higher rooms learn of it.

    `since` is the first reading at which it can be seen, `at` the one at which it was concluded.
    """

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    since = models.DateTimeField()
    before = models.CharField(max_length=15)
    after = models.CharField(max_length=15)
    answer = models.CharField(max_length=20)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # A round that is stored twice tells of no second change.
            models.UniqueConstraint(fields=["check_row", "at"], name="health_change_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], name="health_change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.check_row_id} {self.before} {self.after}"


class Order(models.Model):
    """That somebody asked to have a device probed now; `result` is what was then heard."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="probe_orders")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="orders")
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    asker = models.CharField(max_length=150)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # actions.orders: what waits, and how often this person asked lately
            models.Index(fields=["id"], name="order_waiting", condition=Q(done_at__isnull=True)),
            models.Index(fields=["asker", "asked_at"], name="order_of_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.asked_at:%H:%M:%S}"
