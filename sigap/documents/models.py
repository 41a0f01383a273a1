"""Tables of the papers: how they are numbered and drawn, which were made, and their register."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

STATES = ("dipakai", "batal")
ISSUERS = ("sigap", "tu", "srikandi")
"""Who gave a number: this system, the office's own registry (TU), the national letter system."""
SHIPPED, OWN = ORIGINS = ("bawaan", "kantor")
"""Whose a template is: one that came with the product gives way to the next, the office's stays."""
SHARED_KIND = "naskah"
"""The kind of the template that all papers share."""
DRAFT, ISSUED, DROPPED = "draf", "terbit", "batal"
PAPER_STATES = (DRAFT, ISSUED, DROPPED)
INITIALS, FULL = "paraf", "tanda-tangan"
PARTS = (INITIALS, FULL)
A4, F4 = PAPER_SIZES = ("a4", "f4")
"""What papers are printed on: 210 x 297 mm or 215 x 330 mm."""
BY_HAND = "basah"
"""The provider of a signature made with ink, of which the scan is kept."""


class Letterhead(models.Model):
    """What stands above every paper (kop naskah); one row, blank where the office has said nothing.

    `city` is the place of signing. The logo is kept by its SHA-256; "" where there is none.
    `paper` is the size of the sheets that papers are drawn for.
    """

    government = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    address = models.JSONField(default=list)
    city = models.CharField(max_length=100, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    logo_type = models.CharField(max_length=5, blank=True)
    paper = models.CharField(
        max_length=5, choices=[(each, each) for each in PAPER_SIZES], default=A4
    )

    def __str__(self) -> str:
        return self.agency


class CopyRule(models.Model):
    """Who gets a copy (tembusan) of letters of one kind: what is printed below the signature."""

    kind = models.SlugField(max_length=40, unique=True)
    recipients = models.JSONField(default=list)

    class Meta:
        ordering = ("kind",)

    def __str__(self) -> str:
        return f"{self.kind}: {'; '.join(self.recipients)}"


class NumberRule(models.Model):
    """How papers of one kind are numbered; `counted_by` names what begins the count anew.

    `issuer` gives the numbers: with "sigap" they follow the pattern, else the paper waits until
    somebody types in what the registry (TU) or SRIKANDI gave it.
    """

    kind = models.SlugField(max_length=40, unique=True)
    pattern = models.CharField(max_length=120)
    code = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    counted_by = models.JSONField(default=list)
    issuer = models.CharField(
        max_length=10, choices=[(each, each) for each in ISSUERS], default="sigap"
    )

    class Meta:
        ordering = ("kind",)

    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"


class Counter(models.Model):
    """The last running number given on one count; taken in the act's own transaction: no gaps."""

    key = models.CharField(max_length=200, unique=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class NumberEntry(models.Model):
    """One line of the register of numbers; it is never taken out, only voided with a reason.

    `n` and `counter` are empty for a number that was given elsewhere (`issuer`, `reference`). `on`
    is the day the paper bears; `backdate_reason` says why that is not the day of `issued_at`.
    """

    kind = models.SlugField(max_length=40)
    written = models.CharField(max_length=160)
    counter = models.CharField(max_length=200, blank=True)
    n = models.PositiveIntegerField(null=True)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=[(each, each) for each in STATES])
    issuer = models.CharField(max_length=10, choices=[(each, each) for each in ISSUERS])
    reference = models.CharField(max_length=200, blank=True)
    backdate_reason = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=200)
    # The case the paper belongs to.
    number = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.JSONField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.JSONField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["counter", "n"], condition=Q(n__isnull=False), name="number_given_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The register: newest first, of one kind or of one case.
            models.Index(fields=["kind", "-id"], name="number_of_kind"),
            models.Index(fields=["number", "-id"], name="number_of_case"),
        ]

    def __str__(self) -> str:
        return self.written


class Template(models.Model):
    """One version of the drawing of one kind of paper (Typst), never edited."""

    kind = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=10, choices=[(each, each) for each in ORIGINS])
    made_at = models.DateTimeField()
    made_by = models.JSONField()

    class Meta:
        ordering = ("kind", "-version")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "version"], name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class Paper(models.Model):
    """One paper of a case: what it says, how it is drawn, and what the drawing is.

    `facts` is all it says, as it was when the paper was made; drawn by `template` they give the
    same bytes at any time. `dedupe_key` names the occasion: one paper for each. It waits to be
    drawn while `drawn_at` is null; a worker holds it until `claimed_until`. A draft is being signed
    by whoever ends its step: it has its number and its code, and nobody is shown it before.
    `shared` is what its template imports; null where only the product's own was there. `awaits`
    says who is still to give its number ("tu", "srikandi"): until then it is not kept or signed.
    """

    kind = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    step = models.CharField(max_length=80, blank=True)
    # The visit of the step (its ordinal) that the paper comes from.
    visit = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=[(each, each) for each in PAPER_STATES], default=ISSUED
    )
    facts = models.JSONField()
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="papers")
    shared = models.ForeignKey(
        Template, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entry = models.OneToOneField(
        NumberEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="paper"
    )
    awaits = models.CharField(max_length=10, blank=True, default="")
    code = models.CharField(max_length=24, unique=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField()
    made_by = models.JSONField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["number", "id"], name="paper_of_case"),
            # actions.papers.draw_due: what waits to be drawn
            models.Index(fields=["id"], condition=Q(drawn_at__isnull=True), name="paper_undrawn"),
            # Is this file one of ours?
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="paper_by_content"),
            # incidents.actions.drafts.drop_drafts: what nobody signed in the end
            models.Index(fields=["id"], condition=Q(state=DRAFT), name="paper_drafts"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SigningRule(models.Model):
    """Who signs papers of one kind, in which order: `initials` are the roles that put their paraf
    first; `signer` is the role that signs, "" for whoever carried out the step.
    """

    kind = models.SlugField(max_length=40, unique=True)
    electronic = models.BooleanField()
    signer = models.CharField(max_length=40, blank=True)
    initials = models.JSONField(default=list)

    class Meta:
        ordering = ("kind",)

    def __str__(self) -> str:
        return f"{self.kind}: {self.signer or 'pelaksana langkah'}"


class Signature(models.Model):
    """One signature of a paper: due while `signed_at` is null, afterwards never touched again.

    Signatures are made in the order of `position`, each over the bytes of the one before. `role` is
    the office whose holder signs; `by` is who did, in which capacity and by which decree. `sha256`
    are the signed bytes, or those of the scan where it was done by hand. `reference` is the name
    that a service gave it. While it is due a signing under way holds it until `claimed_until`.
    """

    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=15, choices=[(each, each) for each in PARTS])
    role = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    by = models.JSONField(null=True)
    provider = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    not_after = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    media_type = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("paper", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["paper", "position"], name="signature_position_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # queries.due_signatures: what waits for an office
            models.Index(
                fields=["role", "id"], condition=Q(signed_at__isnull=True), name="signature_due"
            ),
            # Is this file one that was signed here?
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="signature_by_content"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.position}: {self.provider or 'menunggu'}"

    @property
    def ending(self) -> str:
        """The end of its name in the record: "ttd-1"."""
        return f"ttd-{self.position}"
