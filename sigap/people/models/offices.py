"""Tables of people, the offices they hold and the agencies they serve."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from sigap.domain import actor
from sigap.people.letters import LettersField

LANGUAGES = ("id", "en")
THEMES = ("auto", "light", "dark")
APPOINTMENT_KINDS = ("definitif", "plt", "plh")
AGENCY_KINDS = (
    "dinas",
    "badan",
    "inspektorat",
    "sekretariat",
    "satuan",
    "kecamatan",
    "kelurahan",
    "rumah-sakit",
    "uptd",
    "lainnya",
)


def _same(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class Agency(models.Model):
    """A Perangkat Daerah. Names change by regulation, so old names stay as aliases."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=_same(AGENCY_KINDS))
    aliases = models.JSONField(default=list, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # The key of a ServiceClass; "" is the default class, unless a site has its own.
    service_class = models.CharField(max_length=40, blank=True, default="")
    letters = LettersField()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="agency_valid_in_order",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def search_texts(self) -> list[str]:
        """Everything a person may type to mean this agency."""
        return [self.name, self.short_name, *self.aliases]


class User(AbstractBaseUser):
    """A person who may sign in. `username` is the stable key; rights come from appointments."""

    username = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    nip = models.CharField(max_length=18, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    language = models.CharField(max_length=2, choices=_same(LANGUAGES), default="id")
    theme = models.CharField(max_length=5, choices=_same(THEMES), default="auto")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects: ClassVar[BaseUserManager[Any]] = BaseUserManager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(name="user_nip_once", fields=["nip"], condition=~Q(nip=""))
        ]

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """An office (jabatan) apart from the person in it; its title is editable data.

    `asked_at`: when somebody was last asked to fill it, None since somebody sat in it.
    """

    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=_same(actor.ROLES), db_index=True)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="positions"
    )
    superior = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="subordinates"
    )
    single_seat = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title",)
        constraints = [
            models.CheckConstraint(name="position_known_role", condition=Q(role__in=actor.ROLES))
        ]

    def __str__(self) -> str:
        return self.title


class PositionTitle(models.Model):
    """What an office was called from a day on; `since` None is as far back as is known."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="titles")
    title = models.CharField(max_length=200)
    since = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = (models.F("since").asc(nulls_first=True), "id")

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """One person in one office from a moment to a moment, by decree (SOP ruling 6).

    `scope` is a limit as papers print it; `steps` are the step keys, parted by blanks, to which
    the appointment is held, "" for all. `handed_over_at`: since when nothing waits any more for
    the person who left the office.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=10, choices=_same(APPOINTMENT_KINDS), default="definitif")
    decree_number = models.CharField(max_length=100, blank=True)
    decree_on = models.DateField(null=True, blank=True)
    scope = models.CharField(max_length=300, blank=True)
    steps = models.CharField(max_length=600, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        indexes = [
            # incidents.queries.successions: whose steps are still to be handed over
            models.Index(
                fields=["ends_at"],
                name="appointment_not_handed_over",
                condition=Q(handed_over_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="appointment_known_kind", condition=Q(kind__in=APPOINTMENT_KINDS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.position_id}"


class ApiToken(models.Model):
    """A bearer token of a user. Only its SHA-256 is kept; the token itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"
