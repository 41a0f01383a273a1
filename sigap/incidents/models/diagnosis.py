"""Looks at the network for a case, and what was chosen beside what they proposed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sigap.incidents.models.cases import Incident, StepVisit

REPORTED, STEP_LEFT, ASKED = OCCASIONS = ("laporan", "langkah", "diminta")


class CaseDiagnosis(models.Model):
    """One look at the network for one case: wanted, under way, or done.

    `ordinal` tells looks of one occasion apart: 0 for the report, the ordinal of the visit that
    has ended, the running number of a request. `step` is the step that ended, else the one the
    case was in. `due` is when it is tried next. Once `done_at` is there, `failure` says why there
    is nothing, or `result` holds `domain.diagnosis` as JSON, `names` what its keys were called
    then, `key` the look in monitoring with its raw outputs. `before` is the look of this case that
    `recovery` and the lines of `changes` compare it with.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="diagnoses", db_index=False
    )
    occasion = models.CharField(max_length=10, choices=[(each, each) for each in OCCASIONS])
    ordinal = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    due = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=20, blank=True)
    result = models.JSONField(null=True)
    names = models.JSONField(default=dict)
    before = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recovery = models.CharField(max_length=10, blank=True)
    changes = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident", "occasion", "ordinal"], name="case_diagnosis_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # actions.diagnosing: what waits to be looked at
            models.Index(
                fields=["due"], name="case_diagnosis_due", condition=Q(done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.occasion} {self.ordinal}"

    @property
    def is_told(self) -> bool:
        """Whether there is something to tell of it."""
        return self.done_at is not None and not self.failure


class ProposalChoice(models.Model):
    """What was chosen at the end of a step beside what the newest diagnosis had proposed.

    `proposed_verb` is "" where no way out of the step stands for the proposal alone; categories
    are words of the SOP. An `agreed` is null where the two cannot be compared.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="choices")
    visit = models.OneToOneField(StepVisit, on_delete=models.PROTECT, related_name="choice")
    diagnosis = models.ForeignKey(CaseDiagnosis, on_delete=models.PROTECT, related_name="choices")
    step = models.CharField(max_length=80)
    way = models.CharField(max_length=20)
    fault = models.CharField(max_length=20)
    confidence = models.CharField(max_length=10, blank=True)
    proposed_verb = models.CharField(max_length=80, blank=True)
    proposed_category = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    category = models.CharField(max_length=200, blank=True)
    way_agreed = models.BooleanField(null=True)
    category_agreed = models.BooleanField(null=True)
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            # queries.accuracy: the choices of a stretch of time
            models.Index(fields=["at"], name="proposal_choice_at"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.step}: {self.way} / {self.verb}"
