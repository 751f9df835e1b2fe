"""Figures an audit has besides its counted ones: as published, of earlier rounds, of other sources; overrides."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.checked import CheckedModel
from audit_project.form_fields import NO_PERCENTAGE
from audit_project.model_fields import CharField, NumberField, PercentageField, TextField, if_empty
from audits.rollup.queries import OfAuditQuerySet
from audits.scope.models import Audit

MOST = 10_000_000
NUMBERS_OR_WORDS = "Give the numbers or the amount in words, not both."


class EarlierRound(CheckedModel):
    """An earlier round of the same theme, known from paper: its own n, unit and scale."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="earlier_rounds")
    label = CharField(
        "name of the round",
        max_length=120,
        help_text="For example “First round, 2022”.",
        error_messages=if_empty("Name the round, for example “First round”."),
    )
    held = CharField("when it was held", max_length=60, blank=True, help_text="As the source says it: “autumn 2022”.")
    cases = NumberField(
        "how many it looked at",
        most=MOST,
        null=True,
        blank=True,
        help_text="Leave it empty where the source does not say.",
    )
    unit_plural = CharField(
        "what it counted", max_length=30, blank=True, help_text="In the plural: “audits”, “children”, “contacts”."
    )
    scale_name = CharField(
        "name of its grading scale",
        max_length=80,
        blank=True,
        help_text="Grades are compared only where the scale is the same.",
    )
    note = TextField(max_length=2000, blank=True, lines=3, look=True, help_text="Where the figures come from.")
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = OfAuditQuerySet.as_manager()
    lands_on: ClassVar = {"round_once": "label"}

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("audit", "label"),
                name="round_once",
                violation_error_message="This audit has a round of that name already. Give this one another name.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class EvidenceSource(models.Model):
    """A source of evidence besides the files, with its own number: interviews, a survey, families' views."""

    class Kind(models.TextChoices):
        FILES = "files", "Case files"
        INTERVIEWS = "interviews", "Interviews with practitioners"
        SURVEY = "survey", "Survey"
        CHILDREN = "children", "Children's views"
        FAMILIES = "families", "Families' views"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="evidence_sources")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    unit_plural = models.CharField(max_length=30)
    number = models.PositiveIntegerField(null=True, blank=True)
    says = models.TextField(max_length=4000, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("audit", "order")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.number if self.number is not None else 'number not known'})"


class PublishedFigure(CheckedModel):
    """A figure as a paper audit published it, kept beside the computed one. A percentage may have no known count."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="published_figures")
    earlier_round = models.ForeignKey(
        EarlierRound, on_delete=models.PROTECT, null=True, blank=True, related_name="figures"
    )
    text = CharField(
        "what was published",
        max_length=400,
        help_text="In a sentence of your own.",
        error_messages=if_empty("Write what the figure says."),
    )
    key = CharField(  # the roll-up's key where it measures the same
        "what it measures here",
        max_length=80,
        blank=True,
        help_text="It is set beside this. Choose “Something else” for a figure that is only kept.",
    )
    numerator = NumberField("how many", most=MOST, null=True, blank=True)
    denominator = NumberField("out of how many", least=1, most=MOST, null=True, blank=True)
    percentage = PercentageField(
        "percentage as published",
        null=True,
        blank=True,
        help_text="As it was printed, also where it is not that of the two numbers.",
    )
    amount_as_given = CharField(
        "amount in words",
        max_length=60,
        blank=True,
        help_text="Where the source gave no number: “some”, “a number of”. It is never made into one.",
    )
    more_is_better = models.BooleanField(
        "which way is good",
        null=True,
        blank=True,
        choices=((None, "Nobody has said"), (True, "More is better"), (False, "Fewer is better")),
        help_text="Grades, answers and themes know their way. This is for other figures.",
    )
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = OfAuditQuerySet.as_manager()
    lands_on: ClassVar = {"percentage_in_range": "percentage", "vague_amount_is_no_number": "amount_as_given"}

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(percentage__isnull=True) | (Q(percentage__gte=0) & Q(percentage__lte=100)),
                name="percentage_in_range",
                violation_error_message=NO_PERCENTAGE,
            ),
            models.CheckConstraint(
                condition=Q(amount_as_given="") | (Q(numerator__isnull=True) & Q(percentage__isnull=True)),
                name="vague_amount_is_no_number",
                violation_error_message=NUMBERS_OR_WORDS,
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """The numbers with one another. A percentage that is not that of its numbers is kept: it is what was published,
        and the page says so."""
        n, out, percentage = self.numerator, self.denominator, self.percentage
        if self.amount_as_given and (n is not None or percentage is not None):
            raise ValidationError({"amount_as_given": NUMBERS_OR_WORDS})
        if not self.amount_as_given and n is None and percentage is None:
            raise ValidationError("Enter the numbers, the percentage or the amount in words.")
        if n is not None and not out:
            raise ValidationError({"denominator": "Enter what the number is out of."})
        if out is not None and n is None:
            raise ValidationError({"numerator": "Enter how many of them it was."})
        if n is not None and out is not None and n > out:
            raise ValidationError({"numerator": f"{n:,} cannot be out of {out:,}."})


class Override(models.Model):
    """A decision to print a small fact exactly: which fact, why, who, when. It stands on the sign-off page."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="overrides")
    fact = models.CharField(max_length=80)  # a key of the roll-up: "members.sex"
    reason = TextField(
        max_length=1000,
        lines=3,
        look=True,
        help_text="It stands on this page with your name and the date.",
        error_messages=if_empty("Give the reason why this fact may be printed exactly."),
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField(max_length=120, blank=True)  # who decided it, where a pack carried it in
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ("audit", "fact")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("audit", "fact"),
                condition=Q(withdrawn_at__isnull=True),
                name="override_once",
                violation_error_message="There is already a decision about this fact. Withdraw it first.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="override_says_why", violation_error_message="Give the reason."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.audit_id}"
