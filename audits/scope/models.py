"""An audit and its terms of reference, its team, its strands and areas, whom it invites."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from agencies.models import ENDS_FIRST, Agency, Person, Sector
from audit_project.checked import CheckedModel, label
from audit_project.model_fields import (
    CharField,
    DateField,
    NumberField,
    SlugField,
    SmallNumberField,
    TextField,
    if_empty,
)
from audits.scope.queries import AuditQuerySet
from audits.tools.models import AuditTool, RatingScale

REFERENCE = RegexValidator(
    r"\A[A-Z0-9][A-Z0-9-]{1,29}\Z", "Use 2 to 30 capital letters, figures and hyphens, like A-2026-01."
)


NO_NAMES = "Write no names, dates of birth, addresses or identifying numbers."
PLAYED_ALREADY = "This person already plays this part in the audit."
MOST_IN_A_COHORT = 1_000_000
FIXED_BY_RETURNS = "It stays as it is once returns are open."
NO_SCALE_FOR_DOMAINS = "A grade in each domain needs a rating scale. Choose the scale, or do not ask for these grades."
# The stages of the work by the field that holds their day, in the order of the work.
STAGES = (
    "involvement_due", "returns_due", "pre_read_due", "meeting_on", "report_due", "briefing_due", "action_review_due",
    "re_audit_due",
)  # fmt: skip


class AskedOfPeople(models.TextChoices):
    """The facts of a child or adult that an audit asks only if it says so, each by its field."""

    FIRST_LANGUAGE = "first_language", "First language"
    LEGAL_STATUS = "legal_status", "Legal status"
    PLACEMENT = "placement", "Where they live"
    SPECIAL_NEEDS = "special_needs", "Special educational needs"


class Audit(CheckedModel):
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
    reference = CharField(
        max_length=30,
        unique=True,
        validators=[REFERENCE],
        help_text="Neutral, like A-2026-01: it stands in addresses and file names, so it says nothing about the theme.",
        error_messages={"unique": "There is already an audit with this reference."},
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.SETUP)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.WORKED)
    recorded_from = CharField(max_length=300, blank=True)
    preset = models.CharField(
        "what kind of audit is it?", max_length=12, choices=Preset.choices, default=Preset.DEEP_DIVE
    )
    is_dip_sample = models.BooleanField(
        "this is a dip sample", default=False, help_text="One reader, few questions, no meeting."
    )

    theme = CharField(max_length=200)
    why = TextField(
        "why this audit",
        max_length=4000,
        blank=True,
        look=True,
        help_text="One paragraph a point. It opens the briefing.",
    )
    drivers = TextField(max_length=4000, blank=True, help_text="What led here: reviews, data, what people said.")
    key_lines = TextField("key lines of enquiry", max_length=4000, blank=True, help_text="One a line.")
    terms_agreed_by = CharField("group that agreed the terms of reference", max_length=200, blank=True)
    terms_agreed_on = DateField("agreed on", null=True, blank=True, help_text="For example, 7 3 2026.")
    terms_chair = CharField("chair of that group", max_length=120, blank=True, help_text="A post or a name.")

    period_from = DateField(
        "period under review: first day", null=True, blank=True, help_text="For example, 1 10 2025."
    )
    period_to = DateField("period under review: last day", null=True, blank=True)
    facts_on = DateField(
        "date that ages and plans are stated at", null=True, blank=True, help_text="The same day for every case."
    )
    unit_singular = CharField(
        "what is audited, one",
        max_length=30,
        default="child",
        help_text="Child, adult, family, contact, referral…",
        error_messages=if_empty("Enter what one of the units is called, like child."),
    )
    unit_plural = CharField(
        "what is audited, several",
        max_length=30,
        default="children",
        help_text="Children, adults, families…",
        error_messages=if_empty("Enter what several of the units are called, like children."),
    )
    selection = models.CharField(
        "how the cases are selected",
        max_length=12,
        choices=Selection.choices,
        default=Selection.NOT_STATED,
        help_text="A draw that is made here sets this by itself.",
        error_messages=if_empty("Choose how the cases were selected."),
    )
    drawn_how = CharField(
        "who drew the sample, and how",
        max_length=200,
        blank=True,
        help_text="Where it was not drawn here: “The analyst, by random numbers.” Without it nothing is said to be "
        "random.",
    )
    cohort_words = CharField(
        "the cohort in words",
        max_length=200,
        blank=True,
        help_text="Whom they were selected from: “children with a child protection plan in May”.",
    )
    selection_note = TextField(
        "more about the selection", max_length=2000, blank=True, help_text="Criteria, quotas, look-back."
    )
    cohort_size = NumberField(
        "size of the cohort",
        most=MOST_IN_A_COHORT,
        null=True,
        blank=True,
        help_text="How many there were to select from.",
    )

    scale = models.ForeignKey(
        RatingScale,
        verbose_name="rating scale",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audits",
        help_text=FIXED_BY_RETURNS,
    )
    grades_domains = models.BooleanField(
        "ask for a grade in each domain too",
        default=False,
        db_default=False,
        help_text=f"Beside the grade of the whole, on the same scale. {FIXED_BY_RETURNS}",
    )
    graded = models.CharField(
        "what the agreed grade is about",
        max_length=12,
        choices=Graded.choices,
        default=Graded.NOT_STATED,
        help_text="Its sentence says so: “multi-agency practice was graded good”.",
    )
    tool = models.ForeignKey(
        AuditTool,
        verbose_name="audit tool",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audits",
        help_text=FIXED_BY_RETURNS,
    )
    asks_of_people = ArrayField(
        models.CharField(max_length=16, choices=AskedOfPeople.choices),
        verbose_name="what else is asked of each child",
        default=list,
        db_default=[],
        blank=True,
        help_text="Beside age, sex, ethnicity, plans and disability. What is not ticked is not asked, shown or "
        "counted; what was recorded of it before is kept.",
    )
    follows = models.ForeignKey(
        "self",
        verbose_name="the audit this one follows",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="For a re-audit: the round before.",
    )

    involvement_due = DateField(
        "agencies say who they know by", null=True, blank=True, help_text="Five working days are usual."
    )
    returns_due = DateField(
        "returns are due by", null=True, blank=True, help_text="Fifteen working days after that are usual."
    )
    pre_read_due = DateField("pre-read goes out", null=True, blank=True)
    meeting_on = DateField("multi-agency audit meeting", null=True, blank=True)
    report_due = DateField("report is due by", null=True, blank=True)
    briefing_due = DateField("briefing is due by", null=True, blank=True)
    action_review_due = DateField("actions are reviewed on", null=True, blank=True)
    re_audit_due = DateField("re-audit begins", null=True, blank=True)

    # The quorum of its meetings: so many agencies, and one of each of these sectors. Empty: none is asked.
    quorum_agencies = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum_sectors = models.ManyToManyField(Sector, blank=True, related_name="+")
    independent_views = models.BooleanField(default=False)  # each panel member's own view before anybody speaks

    small_n = SmallNumberField(
        "percentages are shown from this many", least=2, most=100, default=10, help_text="Below it: “3 of the 4”."
    )
    threshold = SmallNumberField(
        "counts up to this number are held back",
        least=1,
        most=20,
        default=5,
        help_text="In what is published about children.",
    )
    # A finished audit calls its agencies by the names they had then; empty while it is under way.
    named_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = AuditQuerySet.as_manager()
    lands_on: ClassVar = {
        "audit_period_in_order": "period_to",
        "audit_does_not_follow_itself": "follows",
        "recorded_audit_says_where_from": "recorded_from",
        "domains_are_graded_on_a_scale": "grades_domains",
    }

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
            models.CheckConstraint(
                condition=Q(grades_domains=False) | Q(scale__isnull=False),
                name="domains_are_graded_on_a_scale",
                violation_error_message=NO_SCALE_FOR_DOMAINS,
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def clean(self) -> None:
        """The stages come in the order of the work; an earlier audit kept the days that it had."""
        if self.origin == self.Origin.WORKED:
            found = out_of_order((name, getattr(self, name)) for name in STAGES)
            if found:
                raise ValidationError(dict(found))


def out_of_order(days: Iterable[tuple[str, date | None]]) -> list[tuple[str, str]]:
    """Stages whose day is before that of a stage that comes earlier: (field, sentence). Days not given are skipped."""
    found: list[tuple[str, str]] = []
    last: tuple[str, date] | None = None
    for field, day in days:
        if day is None:
            continue
        if last is not None and day < last[1]:
            earlier = label(Audit, last[0])
            found.append((field, f"This is before “{earlier}”, which comes first. Put the stages in their order."))
        else:
            last = (field, day)
    return found


class Area(CheckedModel):
    """An area or board taking part in an audit that serves several."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="areas")
    name = CharField("name of the area or board", max_length=120)
    order = models.PositiveSmallIntegerField(default=1)

    lands_on: ClassVar = {"area_once": "name"}

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "audit",
                Lower("name"),
                name="area_once",
                violation_error_message="There is already an area with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Strand(CheckedModel):
    """A part of the sample that is reported by itself; strands are not pooled unless someone says so."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="strands")
    code = SlugField(
        "code of the strand",
        max_length=20,
        help_text="Short, like north.",
        error_messages={"invalid": "Use letters, figures and hyphens only, like north-2."},
    )
    name = CharField("name of the strand", max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="strands")
    cohort_size = NumberField("size of its cohort", most=MOST_IN_A_COHORT, null=True, blank=True)
    quota = NumberField(
        "how many cases are to come from it", most=1000, null=True, blank=True, help_text="Its quota of the sample."
    )
    in_headline = models.BooleanField("counts in the headline", default=True)
    order = models.PositiveSmallIntegerField(default=1)

    lands_on: ClassVar = {"strand_once": "code"}

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "audit",
                Lower("code"),
                name="strand_once",
                violation_error_message="There is already a strand with this code.",
            )
        ]

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


class AuditTeam(CheckedModel):
    """A person's part in one audit, from one day to another. Nobody gives a part to themselves."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        DEPUTY = "deputy", "Deputy lead"
        PANEL = "panel", "Panel member"
        CHAIR = "chair", "Chair"
        MINUTES = "minutes", "Minute-taker"
        GOVERNANCE = "governance", "Information governance lead"
        SCRUTINEER = "scrutineer", "Independent scrutineer"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField("part in this audit", max_length=12, choices=Part.choices)
    since = DateField("first day", help_text="Today when left empty.")
    until = DateField("last day", null=True, blank=True, help_text="An independent scrutineer needs one.")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    lands_on: ClassVar = {"team_part_dates": "until"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "audit",
                "person",
                "part",
                condition=Q(until__isnull=True),
                name="team_part_open_once",
                violation_error_message=PLAYED_ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="team_part_dates",
                violation_error_message=ENDS_FIRST,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.part} {self.person_id}"
