"""An audit and its terms of reference, its team, its strands and areas, whom it invites."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Person, Sector
from audits.scope.queries import AuditQuerySet
from audits.scope.tools import AuditTool, RatingScale

REFERENCE = RegexValidator(
    r"\A[A-Z0-9][A-Z0-9-]{1,29}\Z", "Use 2 to 30 capital letters, figures and hyphens, like A-2026-01."
)


class Audit(models.Model):
    """One multi-agency case file audit: its theme, its terms of reference, how its cases were chosen and graded."""

    class State(models.TextChoices):
        SETUP = "setup", "Being set up"
        SAMPLE = "sample", "Choosing the sample"
        RETURNS = "returns", "Returns open"
        MEETING = "meeting", "Meetings"
        REPORTING = "reporting", "Findings and briefing"
        PUBLISHED = "published", "Briefing published"
        CLOSED = "closed", "Closed"

    class Origin(models.TextChoices):
        WORKED = "worked", "Carried out here"
        RECORDED = "recorded", "Recorded from an earlier audit"

    class Selection(models.TextChoices):
        RANDOM = "random", "Random"
        STRATIFIED = "stratified", "Stratified random"
        CRITERION = "criterion", "By criterion"
        QUOTA = "quota", "By quota"
        WHOLE = "whole", "The whole cohort"
        CHOSEN = "chosen", "Selected by hand"
        NOT_STATED = "not_stated", "Not stated"

    class Graded(models.TextChoices):
        """What the agreed grade is about, as its sentence names it."""

        MULTI_AGENCY = "multi_agency", "Multi-agency practice"
        ONE_AGENCY = "one_agency", "One agency's practice"
        RESPONSE = "response", "The response"
        REFERRAL = "referral", "The referral"
        NOT_STATED = "not_stated", "Not stated"

    class Preset(models.TextChoices):
        DEEP_DIVE = "deep_dive", "Thematic deep dive"
        GENERAL = "general", "General audit of practice"
        DIP_SAMPLE = "dip_sample", "Dip sample"
        RE_AUDIT = "re_audit", "Re-audit"
        JOINT = "joint", "Joint audit with another board"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        max_length=30,
        unique=True,
        validators=[REFERENCE],
        error_messages={"unique": "There is already an audit with this reference."},
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.SETUP)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.WORKED)
    recorded_from = models.CharField(max_length=300, blank=True)
    preset = models.CharField(max_length=12, choices=Preset.choices, default=Preset.DEEP_DIVE)
    is_dip_sample = models.BooleanField(default=False)

    theme = models.CharField(max_length=200)
    why = models.TextField(max_length=4000, blank=True)  # one paragraph a point; opens the briefing
    drivers = models.TextField(max_length=4000, blank=True)
    key_lines = models.TextField(max_length=4000, blank=True)  # key lines of enquiry, one a line
    terms_agreed_by = models.CharField(max_length=200, blank=True)
    terms_agreed_on = models.DateField(null=True, blank=True)
    terms_chair = models.CharField(max_length=120, blank=True)

    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    facts_on = models.DateField(null=True, blank=True)  # the date ages and plans are stated at
    unit_singular = models.CharField(max_length=30, default="child")
    unit_plural = models.CharField(max_length=30, default="children")
    selection = models.CharField(max_length=12, choices=Selection.choices, default=Selection.NOT_STATED)
    drawn_how = models.CharField(max_length=200, blank=True)  # who drew it and how, where it was not drawn here
    cohort_words = models.CharField(max_length=200, blank=True)  # whom they were selected from, in words
    selection_note = models.TextField(max_length=2000, blank=True)
    cohort_size = models.PositiveIntegerField(null=True, blank=True)

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, null=True, blank=True, related_name="audits")
    graded = models.CharField(max_length=12, choices=Graded.choices, default=Graded.NOT_STATED)
    tool = models.ForeignKey(AuditTool, on_delete=models.PROTECT, null=True, blank=True, related_name="audits")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")

    involvement_due = models.DateField(null=True, blank=True)
    returns_due = models.DateField(null=True, blank=True)
    pre_read_due = models.DateField(null=True, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    report_due = models.DateField(null=True, blank=True)
    briefing_due = models.DateField(null=True, blank=True)
    action_review_due = models.DateField(null=True, blank=True)
    re_audit_due = models.DateField(null=True, blank=True)

    # The quorum of its meetings: so many agencies, and one of each of these sectors. Empty: none is asked.
    quorum_agencies = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum_sectors = models.ManyToManyField(Sector, blank=True, related_name="+")
    independent_views = models.BooleanField(default=False)  # each panel member's own view before anybody speaks

    small_n = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(2), MaxValueValidator(100)])
    threshold = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1), MaxValueValidator(20)])
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("-created_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="audit_period_in_order",
                violation_error_message="The period under review must end on or after the day it begins.",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("id")),
                name="audit_does_not_follow_itself",
                violation_error_message="An audit cannot follow itself.",
            ),
            models.CheckConstraint(
                condition=Q(origin="worked") | ~Q(recorded_from=""),
                name="recorded_audit_says_where_from",
                violation_error_message="Say where the recorded audit comes from.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Area(models.Model):
    """An area or board taking part in an audit that serves several."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="areas")
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [models.UniqueConstraint(fields=("audit", "name"), name="area_once")]

    def __str__(self) -> str:
        return self.name


class Strand(models.Model):
    """A part of the sample that is reported by itself; strands are not pooled unless someone says so."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="strands")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="strands")
    cohort_size = models.PositiveIntegerField(null=True, blank=True)
    quota = models.PositiveIntegerField(null=True, blank=True)  # how many cases of the sample are to come from it
    in_headline = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [models.UniqueConstraint(fields=("audit", "code"), name="strand_once")]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """An agency or service that is asked to take part in an audit."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "audit", "agency", name="invited_once", violation_error_message="This agency is already invited."
            )
        ]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.agency_id}"


class AuditTeam(models.Model):
    """A person's part in one audit, from one day to another. Nobody gives a part to themselves."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        PANEL = "panel", "Panel member"
        CHAIR = "chair", "Chair"
        MINUTES = "minutes", "Minute-taker"
        GOVERNANCE = "governance", "Information governance lead"
        SCRUTINEER = "scrutineer", "Independent scrutineer"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=12, choices=Part.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "audit",
                "person",
                "part",
                condition=Q(until__isnull=True),
                name="team_part_open_once",
                violation_error_message="This person already plays this part in the audit.",
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="team_part_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.part} {self.person_id}"
