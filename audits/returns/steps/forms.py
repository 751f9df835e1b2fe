"""What is asked of a step that an agency recommends or has taken."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import KeptMixin
from audit_project.model_forms import AuditModelForm
from audits.returns.models import Handling
from audits.returns.steps.models import AgencyStep


class StepForm(KeptMixin, AuditModelForm):
    """A step to be added, or one that stands."""

    button = ""  # the page of a return has buttons of its own
    asked_later: ClassVar = frozenset({"handling"})

    class Meta:
        model = AgencyStep
        fields = ("kind", "text", "done_on", "handling")
        widgets: ClassVar = {"kind": forms.RadioSelect, "handling": forms.RadioSelect}

    def __init__(self, *args: Any, instance: AgencyStep, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["handling"].required = False
        self.reveal("done_on", by="kind", when=[AgencyStep.Kind.DONE])

    def clean_handling(self) -> str:
        return self.cleaned_data["handling"] or Handling.PANEL
