"""Why an audit or a case went back to an earlier stage: said by whoever moved it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import TextField, if_empty
from audits.scope.models import NO_NAMES, Audit

WHY = "Say why it goes back."


class Reopening(models.Model):
    """One move back, of an audit or (with `case`) of one of its cases, with its reason."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="reopenings")
    # A case stands in the next step, so it is named here and not imported.
    case = models.ForeignKey("audits.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="reopenings")
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    reason = TextField(
        "why does it go back?",
        max_length=1000,
        lines=3,
        look=True,
        help_text=f"The reason stays with the audit. {NO_NAMES}",
        error_messages=if_empty(WHY),
    )
    reopened_at = models.DateTimeField()
    reopened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ("-reopened_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopened_with_reason", violation_error_message=WHY)
        ]

    def __str__(self) -> str:
        return f"{self.from_state} back to {self.to_state}"
