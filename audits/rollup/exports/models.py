"""That somebody took an audit's tables, board or texts away: who, what, and why where it holds text or is to be shown
with exact counts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.checked import CheckedModel
from audit_project.model_fields import TextField
from audits.scope.models import Audit


class Export(CheckedModel):
    """One file that was made. Its bytes are not kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="exports")
    what = models.CharField(max_length=20)
    format = models.CharField(max_length=8)
    tier = models.CharField(max_length=12)
    with_case_text = models.BooleanField(default=False)
    reason = TextField(
        "why you need it",
        max_length=1000,
        lines=3,
        look=True,
        blank=True,
        help_text="It is kept with your name. Not needed for tables.",
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField(max_length=150)

    lands_on: ClassVar = {"export_of_case_text_says_why": "reason", "export_of_exact_board_says_why": "reason"}

    class Meta:
        ordering: ClassVar = ("-made_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(with_case_text=False) | ~Q(reason=""),
                name="export_of_case_text_says_why",
                violation_error_message="Say why you need the text of the cases.",
            ),
            models.CheckConstraint(
                condition=~Q(what="board", tier="inside") | ~Q(reason=""),
                name="export_of_exact_board_says_why",
                violation_error_message="Say why the board is to be shown with exact counts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.audit_id} as {self.format}"
