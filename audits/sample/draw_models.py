"""A draw of the sample from a cohort: which list, by which method and seed, what came out, who was left out and why.

References of children are kept as salted hashes alone. Whoever has the list repeats the draw from its certificate.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import CharField, TextField, if_empty
from audits.codes.models import ExclusionReason
from audits.sample.models import Case
from audits.scope.models import NO_NAMES, Audit, Strand

NO_REASON = "Say why these cases were chosen."
NO_NOTE = "Say why this child is left out."


class CohortDraw(models.Model):
    """One draw of an audit, or of one of its strands. A draw that was set aside stays, with the reason."""

    class Method(models.TextChoices):
        SIMPLE = "simple", "Simple random"
        PROPORTIONAL = "proportional", "Stratified, in proportion"
        FIXED = "fixed", "Stratified, fixed numbers"
        WHOLE = "whole", "The whole cohort"
        CRITERION = "criterion", "By criterion"
        HAND = "hand", "By hand"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="draws")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, null=True, blank=True, related_name="draws")
    number = models.PositiveSmallIntegerField()  # the first draw of the audit, the second...
    method = models.CharField(max_length=12, choices=Method.choices)
    source = CharField(
        "which list is this?",
        max_length=300,
        help_text="The system, whom it lists, and on which day: “Social care system, children on a plan on 1 October "
        "2026”.",
        error_messages=if_empty("Say which list this is."),
    )
    reason = TextField(  # the criterion, or why chosen by hand
        "why these?", max_length=2000, lines=3, blank=True, help_text=f"It stands on the certificate. {NO_NAMES}"
    )
    # How the list was read, as the certificate says it (`cohort.recorded`); empty for draws of before that was kept.
    read_as = models.JSONField(default=dict, blank=True)
    strata_columns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # [{"name": "north", "size": 120, "wanted": 4, "reserves": 2}]; one entry with an empty name without strata
    strata = models.JSONField(default=list)
    wanted = models.PositiveIntegerField()
    reserves = models.PositiveIntegerField(default=0)
    algorithm = models.CharField(max_length=12)
    list_size = models.PositiveIntegerField()
    rows_left_out = models.PositiveIntegerField(default=0)  # rows of the list that could not be read as a reference
    list_hash = models.CharField(max_length=64)  # SHA-256, hexadecimal
    seed = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_because = TextField(
        "why is the earlier draw set aside?",
        max_length=1000,
        lines=3,
        blank=True,
        help_text="It stands on the certificate.",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("audit", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("audit", "number"), name="draw_number_once"),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True, set_aside_by__isnull=True, set_aside_because="")
                | (Q(set_aside_at__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_because="")),
                name="draw_set_aside_with_reason",
                violation_error_message="Say why this draw is set aside.",
            ),
            models.CheckConstraint(
                condition=~Q(method__in=("criterion", "hand")) | ~Q(reason=""),
                name="chosen_cases_have_a_reason",
                violation_error_message=NO_REASON,
            ),
        ]

    def __str__(self) -> str:
        return f"draw {self.number} of {self.audit_id}"


class CohortEntry(models.Model):
    """One reference of the list, as a salted hash, at its place in the draw's own order within its stratum.

    `rank` counts from 1 in each stratum over the whole order: the sample first, then the reserves, then the rest.
    """

    class Outcome(models.TextChoices):
        SAMPLE = "sample", "In the sample"
        RESERVE = "reserve", "Reserve"
        EXCLUDED = "excluded", "Left out"
        NOT_DRAWN = "not_drawn", "Not drawn"

    draw = models.ForeignKey(CohortDraw, on_delete=models.PROTECT, related_name="entries")
    digest = models.CharField(max_length=64)
    stratum = models.CharField(max_length=120, blank=True)
    rank = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="drawn_as")

    class Meta:
        ordering: ClassVar = ("draw", "stratum", "rank")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("draw", "digest"), name="cohort_entry_once"),
            models.UniqueConstraint(fields=("draw", "stratum", "rank"), name="cohort_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}: {self.stratum} {self.rank}"


class Exclusion(models.Model):
    """A drawn child who is left out, why, and which reserve took the place."""

    entry = models.OneToOneField(CohortEntry, on_delete=models.PROTECT, related_name="exclusion")
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, related_name="+")
    note = CharField(
        "say why",
        max_length=300,
        blank=True,
        help_text="It stands on the certificate. Write no names.",
    )
    replaced_by = models.OneToOneField(
        CohortEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    excluded_at = models.DateTimeField()
    excluded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ("excluded_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason="OTHER") | ~Q(note=""),
                name="other_exclusion_says_why",
                violation_error_message=NO_NOTE,
            )
        ]

    def __str__(self) -> str:
        return f"exclusion of {self.entry_id}"

    def clean(self) -> None:
        if self.reason_id == "OTHER" and not self.note:
            raise ValidationError({"note": NO_NOTE})
