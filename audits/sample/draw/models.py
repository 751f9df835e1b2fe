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
from audits.sample.queries import ExclusionQuerySet
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
    """A case that leaves the audit, at which stage and why, who agreed, and which reserve of its draw took the place.

    Until returns are in the lead decides alone; then it waits for the chair or the scrutineer, and may be taken back.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exclusions")
    stage = models.CharField(max_length=12, choices=Case.State.choices, default=Case.State.SAMPLE)
    entry = models.OneToOneField(  # of a drawn case; empty for one that was added by its number
        CohortEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="exclusion"
    )
    reason = models.ForeignKey(
        ExclusionReason, verbose_name="why does this case leave?", on_delete=models.PROTECT, related_name="+",
        error_messages=if_empty("Choose why the case leaves the audit."),
    )  # fmt: skip
    note = CharField("say why", max_length=300, blank=True, help_text="The certificate says it. Write no names.")
    replaced_by = models.OneToOneField(
        CohortEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    excluded_at = models.DateTimeField(null=True, blank=True)
    excluded_by = models.ForeignKey(  # who asked, or who agreed where that was needed
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("excluded_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason="OTHER") | ~Q(note=""),
                name="other_exclusion_says_why",
                violation_error_message=NO_NOTE,
            ),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(withdrawn_at__isnull=True),
                name="case_leaves_once",
                violation_error_message="Somebody has asked already that this case leaves the audit.",
            ),
            models.CheckConstraint(
                condition=Q(excluded_at__isnull=True, excluded_by__isnull=True)
                | Q(excluded_at__isnull=False, excluded_by__isnull=False, withdrawn_at__isnull=True),
                name="exclusion_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="exclusion_withdrawn_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion of case {self.case_id}"

    @property
    def waits(self) -> bool:
        """Whether the chair or the scrutineer has still to agree."""
        return self.excluded_at is None and self.withdrawn_at is None

    def clean(self) -> None:
        if self.reason_id == "OTHER" and not self.note:
            raise ValidationError({"note": NO_NOTE})
