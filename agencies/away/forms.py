"""The days on which somebody is away."""

from __future__ import annotations

from agencies.models import Absence
from audit_project.model_forms import AuditModelForm


class AbsenceForm(AuditModelForm):
    button = "Note these days"

    class Meta:
        model = Absence
        fields = ("since", "until")
