"""The yearly programme: which themes are audited in which quarter, why, and who sponsors them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from agencies.models import Person
from audit_project.model_fields import CharField, SmallNumberField, TextField, if_empty
from audits.scope.models import Audit
from audits.scope.queries import ProgrammeQuerySet


class ProgrammeEntry(models.Model):
    """One audit planned for a quarter. `year` is the one in which the programme begins: 2026 is 2026/27.

    Quarter 1 is April to June. `audit` is set once the audit exists.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = SmallNumberField(least=2015, most=2100, error_messages=if_empty("Choose the year."))
    quarter = models.PositiveSmallIntegerField(
        choices=[(1, "April to June"), (2, "July to September"), (3, "October to December"), (4, "January to March")],
        error_messages=if_empty("Choose the quarter."),
    )
    theme = CharField(max_length=200, error_messages=if_empty("Enter the theme."))
    reason = TextField(
        "why",
        max_length=2000,
        lines=4,
        help_text="A review, data, what practitioners or families said.",
        error_messages=if_empty("Say why this theme is planned."),
    )
    sponsor = CharField(
        max_length=120,
        help_text="The partner or post that asked for it.",
        error_messages=if_empty("Enter who sponsors it."),
    )
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
