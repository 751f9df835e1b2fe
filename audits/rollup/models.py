"""Figures an audit has besides its counted ones: as published, of earlier rounds, of other sources; overrides."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audits.rollup.queries import OfAuditQuerySet
from audits.scope.models import Audit


class EarlierRound(models.Model):
    """An earlier round of the same theme, known from paper: its own n, unit and scale."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="earlier_rounds")
    label = models.CharField(max_length=120)
    held = models.CharField(max_length=60, blank=True)  # as the source gives it: "autumn 2021"
    cases = models.PositiveIntegerField(null=True, blank=True)
    unit_plural = models.CharField(max_length=30, blank=True)
    scale_name = models.CharField(max_length=80, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = OfAuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [models.UniqueConstraint(fields=("audit", "label"), name="round_once")]

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


class PublishedFigure(models.Model):
    """A figure as a paper audit published it, kept beside the computed one. A percentage may have no known count."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="published_figures")
    earlier_round = models.ForeignKey(
        EarlierRound, on_delete=models.PROTECT, null=True, blank=True, related_name="figures"
    )
    key = models.CharField(max_length=80)  # the roll-up's key where it measures the same
    text = models.CharField(max_length=400)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    percentage = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    amount_as_given = models.CharField(max_length=60, blank=True)  # "some", "a number of": never a number
    more_is_better = models.BooleanField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = OfAuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "order")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(percentage__isnull=True) | (Q(percentage__gte=0) & Q(percentage__lte=100)),
                name="percentage_in_range",
                violation_error_message="A percentage lies between 0 and 100.",
            ),
            models.CheckConstraint(
                condition=Q(amount_as_given="") | (Q(numerator__isnull=True) & Q(percentage__isnull=True)),
                name="vague_amount_is_no_number",
                violation_error_message="An amount given in words has no number.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Override(models.Model):
    """A decision to print a small fact exactly: which fact, why, who, when. It stands on the sign-off page."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="overrides")
    fact = models.CharField(max_length=80)  # a key of the roll-up: "members.sex"
    reason = models.TextField(max_length=1000)
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
                violation_error_message="There is already an override for this fact.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="override_says_why", violation_error_message="Give the reason."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.audit_id}"
