"""The rows of the SOP at work: procedures in force, cases, their steps, holds and confirmations."""

from django.db import models
from django.db.models import Q

from sigap.audit.models import Stream
from sigap.domain.case import Duty, Status
from sigap.inventory.models import Device, Site
from sigap.kit.storing import Remembering
from sigap.people.models import DEFAULT_CLASS, Agency

_STATUSES = [(status.value, status.value) for status in Status]
# The condition of the indexes over open cases. Not a list of statuses: SQLite sees that a query
# fulfils it only where neither of the two has parameters.
_IS_OPEN = Q(finished_at__isnull=True)


class PublishedProcedure(models.Model):
    """One version of one SOP, kept as the text it was imported from and never edited."""

    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=[("draf", "draf"), ("berlaku", "berlaku")])
    confirmation_step = models.CharField(max_length=80, blank=True)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "version"], name="procedure_version_once"),
        )
        ordering = ("key", "-version")

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Category(models.Model):
    """A kind of disruption; the reported and the real one are two fields (rules.md §6)."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class Serial(models.Model):
    """The last agenda number given in a year; taken inside the reporting transaction: no gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}-{self.last:06d}"


class Incident(Remembering):
    """One reported disruption on its way through the SOP."""

    number = models.CharField(max_length=20, unique=True)
    tracking_code = models.CharField(max_length=20, unique=True)
    # No index: few versions, many cases; it would only lead planners astray.
    procedure = models.ForeignKey(PublishedProcedure, on_delete=models.PROTECT, db_index=False)
    ledger = models.OneToOneField(Stream, on_delete=models.PROTECT)

    # The indexes below begin with agency, site and category.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, db_index=False)
    summary = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    channel = models.CharField(max_length=20)
    reporter_name = models.CharField(max_length=200)
    reporter_phone = models.CharField(max_length=40, blank=True)
    reporter_email = models.CharField(max_length=254, blank=True)
    letter_number = models.CharField(max_length=120, blank=True)
    letter_on = models.DateField(null=True, blank=True)
    letter_agenda = models.CharField(max_length=120, blank=True)
    external_ref = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    backdate_reason = models.CharField(max_length=300, blank=True)
    priority = models.CharField(max_length=10, default="sedang")
    calendar_key = models.CharField(max_length=40)
    # The key of the people.ServiceClass by which it is served, as it was at the report.
    service_class = models.CharField(max_length=40, default=DEFAULT_CLASS)

    status = models.CharField(max_length=12, choices=_STATUSES)
    step = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    assignee = models.CharField(max_length=150, blank=True)
    visit = models.PositiveIntegerField(default=1)
    rounds = models.JSONField(default=dict)
    received = models.BooleanField(default=False)
    sender = models.CharField(max_length=80, blank=True)
    skipped = models.JSONField(default=list)
    # Who carried out each step last: nobody checks his own work without saying so.
    authors = models.JSONField(default=dict)
    hold_reason = models.CharField(max_length=80, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    has_children = models.BooleanField(default=False)
    deviation_count = models.PositiveSmallIntegerField(default=0)
    self_checks = models.PositiveSmallIntegerField(default=0)
    # A fault of cyber origin: queries.cases.visible says who may still know of it (SOP ruling 13).
    restricted = models.BooleanField(default=False)

    entered_at = models.DateTimeField()
    # Work due at closing time is late only once the next working time begins: `late_at`.
    due_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    risk_at = models.DateTimeField(null=True, blank=True)
    # Half of the standard is used up; and a hold is about to end.
    half_at = models.DateTimeField(null=True, blank=True)
    hold_near_at = models.DateTimeField(null=True, blank=True)
    # Since when nobody has accepted the present step, or, accepted, nobody has worked on it.
    idle_since = models.DateTimeField(null=True, blank=True)
    # How far the step has gone up its ladder, who may therefore carry it out besides those whose
    # step it is (see Summons), which moments of this visit were told, and the version of the
    # office's ladders that counts for it (0: none).
    rung = models.PositiveSmallIntegerField(default=0)
    escalated = models.JSONField(default=list)
    told_moments = models.JSONField(default=list)
    ladder_version = models.PositiveIntegerField(default=0)
    # The place in an inbox: the due moment, or the end of time while no clock runs. Not null,
    # because the databases disagree on where nulls sort and an index must serve the order.
    queue_at = models.DateTimeField()
    target_at = models.DateTimeField(null=True, blank=True)
    # The next of all moments that come by themselves (domain.escalation).
    wake_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reopen_until = models.DateTimeField(null=True, blank=True)
    late_steps = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = (
            # queries.lists.listing: newest first within a filter
            models.Index(fields=["status", "-id"], name="incident_by_status"),
            models.Index(fields=["agency", "-id"], name="incident_by_agency"),
            models.Index(fields=["site", "-id"], name="incident_by_site"),
            models.Index(fields=["category", "-id"], name="incident_by_category"),
            models.Index(fields=["step", "-id"], name="incident_by_step"),
            models.Index(fields=["role", "-id"], name="incident_by_role"),
            # queries.lists.inbox: what waits for a role, by due moment
            models.Index(
                fields=["role", "queue_at", "id"], name="incident_inbox", condition=_IS_OPEN
            ),
            # queries.lists.load: what is in hand, by step
            models.Index(fields=["step", "status"], name="incident_load", condition=_IS_OPEN),
            # queries.lists.earlier_at: how often a site was disturbed lately
            models.Index(fields=["site", "recorded_at"], name="incident_earlier"),
            # queries.lists.similar_open: open cases at a site
            models.Index(fields=["site"], name="incident_open_at_site", condition=_IS_OPEN),
            # queries.lists.listing: running cases past their due moment
            models.Index(
                fields=["late_at"], name="incident_late", condition=Q(late_at__isnull=False)
            ),
            # queries.escalation.waking: whose moment has come
            models.Index(
                fields=["wake_at", "id"], name="incident_wake", condition=Q(wake_at__isnull=False)
            ),
            models.Index(
                fields=["external_ref"],
                name="incident_external_ref",
                condition=~Q(external_ref=""),
            ),
            models.Index(fields=["finished_at"], name="incident_finished"),
            models.Index(fields=["recorded_at"], name="incident_recorded"),
            # queries.visible: the few restricted cases
            models.Index(fields=["id"], name="incident_restricted", condition=Q(restricted=True)),
        )

    def __str__(self) -> str:
        return self.number


class StepVisit(models.Model):
    """One round of one step: who received it, what came out, and its clock.

    A step that was passed over is a row too, with `outcome` saying so and no times: never zero
    minutes (SOP ruling 2).
    """

    # The constraint below begins with the case.
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="visits", db_index=False
    )
    ordinal = models.PositiveIntegerField()
    step = models.CharField(max_length=80)
    round = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40)
    entered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.JSONField(null=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.JSONField(null=True)
    verb = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    output = models.JSONField(null=True)
    note = models.TextField(blank=True)
    # Why a check of one's own work was done all the same; "" where nobody checked his own.
    declaration = models.TextField(blank=True)
    standard = models.DurationField(null=True)
    net = models.DurationField(null=True)
    gross = models.DurationField(null=True)
    verdict = models.CharField(max_length=20, blank=True)
    # Which version of the calendar it was counted by, and what a later one says beside it. The
    # verdict above stays the one that counts.
    calendar_version = models.PositiveIntegerField(default=1)
    recounted_version = models.PositiveIntegerField(null=True)
    recounted_net = models.DurationField(null=True)
    recounted_verdict = models.CharField(max_length=20, blank=True)
    # When its papers were made; null until then.
    papers_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "ordinal", "step"], name="visit_ordinal_once"
            ),
        )
        indexes = (
            # queries.recounting.past_visits: finished visits that overlap the changed days
            models.Index(
                fields=["left_at", "id", "entered_at"],
                name="visit_left",
                condition=Q(left_at__isnull=False),
            ),
            # actions.papers.make_papers: ended steps whose papers are still to be made
            models.Index(
                fields=["id"],
                name="visit_without_papers",
                condition=Q(papers_at__isnull=True, left_at__isnull=False, output__isnull=False),
            ),
        )
        ordering = ("incident", "ordinal", "id")

    def __str__(self) -> str:
        return f"{self.step} ({self.round})"


class Hold(models.Model):
    """A stretch in which a step waited for others; the net clock stood still (SOP ruling 7)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="holds")
    ordinal = models.PositiveIntegerField()
    reason = models.CharField(max_length=80)
    evidence = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    held_by = models.JSONField()
    cause = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("starts_at", "id")

    def __str__(self) -> str:
        return self.reason


class AffectedAgency(models.Model):
    """One agency hit by a case, and what it says of its network (SOP ruling 10)."""

    # The constraint and the index below begin with them.
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="affected", db_index=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    result = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(null=True)
    channel = models.CharField(max_length=20, blank=True)
    informant = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["incident", "agency"], name="affected_once"),
        )
        indexes = (
            # queries.cases.visible: the cases of an agency
            models.Index(fields=["agency", "incident"], name="affected_of_agency"),
        )
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.result or '–'}"


class Deviation(models.Model):
    """A departure from the SOP, told as such and ratified later (SOP ruling 12)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="deviations")
    ordinal = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    reason = models.TextField()
    authority = models.CharField(max_length=200)
    to = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField()
    ratified_at = models.DateTimeField(null=True)
    ratified_by = models.JSONField(null=True)
    ratification_note = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["incident", "ordinal"], name="deviation_ordinal_once"),
        )
        ordering = ("ordinal",)

    def __str__(self) -> str:
        return f"{self.ordinal}: {self.kind}"


class CyberDuty(models.Model):
    """A notice that the law wants of the office about a restricted case, and its clock.

    `remind_at` is the next moment at which the office is reminded; null when nothing is to come.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=10, choices=[(duty.value, duty.value) for duty in Duty])
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    fulfilled_by = models.JSONField(null=True)
    reference = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["incident", "duty"], name="cyber_duty_once"),
        )
        indexes = (
            # actions.cyber.remind_due: whose moment has come
            models.Index(
                fields=["remind_at"],
                name="cyber_duty_remind",
                condition=Q(remind_at__isnull=False),
            ),
        )
        ordering = ("due_at", "id")

    def __str__(self) -> str:
        return self.duty


class Attachment(models.Model):
    """A file that belongs to a case: checked before it was stored, known by its hash.

    `fate` (models.removing) says that its content went by an approved act, or was exchanged for a
    blackened copy; what is told here is then the tombstone's, or the copy's.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    step = models.CharField(max_length=80, blank=True)
    internal = models.BooleanField(default=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.JSONField()
    fate = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
