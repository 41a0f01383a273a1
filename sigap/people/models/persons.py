"""Tables of what belongs to the person and not to the office: names, ranks, NIK, qualifications."""

from django.db import models

from sigap.kit.secrets import SecretText
from sigap.people.models.offices import User


class PersonalFacts(models.Model):
    """What papers say of a person from a day on: name with degrees, NIP, pangkat and golongan.

    The row with the latest `since` that has come counts; `since` None is as far back as is known.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="facts", db_index=False)
    since = models.DateField(null=True, blank=True)
    front_title = models.CharField(max_length=60, blank=True)
    bare_name = models.CharField(max_length=150)
    back_title = models.CharField(max_length=100, blank=True)
    nip = models.CharField(max_length=18, blank=True)
    rank = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("user", models.F("since").asc(nulls_first=True), "id")
        constraints = [
            models.UniqueConstraint(name="facts_once_a_day", fields=["user", "since"]),
            models.UniqueConstraint(
                name="facts_once_before",
                fields=["user"],
                condition=models.Q(since__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with its degrees before and behind: "Dr. Surya Nugraha, S.H., M.A.P."."""
        name = f"{self.front_title} {self.bare_name}".strip()
        return f"{name}, {self.back_title}" if self.back_title else name


class IdentityNumber(models.Model):
    """A person's NIK, encrypted at rest; the latest row counts. Read by a step-up act alone."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identity_numbers")
    nik = SecretText()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("recorded_at", "id")

    def __str__(self) -> str:
        return f"NIK {self.user_id}"


class Qualification(models.Model):
    """One qualification of a person with what proves it; `title` is the SOP's own wording."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="qualifications", db_index=False
    )
    title = models.CharField(max_length=200)
    evidence = models.CharField(max_length=200, blank=True)
    obtained_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("user", "title", "id")
        indexes = [
            # people.persons.gaps: what is recorded of the people to choose from
            models.Index(
                fields=["user"],
                name="qualification_of_user",
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.title
