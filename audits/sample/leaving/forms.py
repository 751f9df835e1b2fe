"""Why a case leaves the audit."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import offer
from audit_project.model_forms import AuditModelForm
from audits.codes.models import ExclusionReason
from audits.sample.draw.models import Exclusion


class CaseLeavingForm(AuditModelForm):
    button = "Take the case out"
    asked_later: ClassVar = frozenset({"note"})

    class Meta:
        model = Exclusion
        fields = ("reason", "note")
        widgets: ClassVar = {"reason": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["reason"], ExclusionReason.objects.filter(is_active=True), None)
        self.reveal("note", by="reason", when=["OTHER"])
