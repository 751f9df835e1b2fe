"""The yearly programme: which themes are audited in which quarter, why, and who sponsors them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from agencies.models import Person
from audits.scope.models import Audit
from audits.scope.queries import ProgrammeQuerySet


class ProgrammeEntry(models.Model):
    """One audit planned for a quarter. `year` is the one in which the programme begins: 2026 is 2026/27.

    Quarter 1 is April to June. `audit` is set once the audit exists.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2015), MaxValueValidator(2100)])
    quarter = models.PositiveSmallIntegerField(
        choices=[(1, "April to June"), (2, "July to September"), (3, "October to December"), (4, "January to March")]
    )
    theme = models.CharField(max_length=200)
    reason = models.TextField(max_length=2000)
    sponsor = models.CharField(max_length=120)
    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="programme_entry")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("-year", "quarter", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="programme_quarter_of_four"),
        ]

    def __str__(self) -> str:
        return f"{self.year} quarter {self.quarter}"
