"""What the lead writes down of a transfer: to whom, how, when."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import offer
from audit_project.model_forms import AuditModelForm
from audits.sample.involvement.grid import cases_of
from audits.sample.transfers import choices
from audits.sample.transfers.models import Transfer


class TransferForm(AuditModelForm):
    button = "Write it down"

    class Meta:
        model = Transfer
        fields = ("agency", "cases", "route", "note", "sent_on")
        widgets: ClassVar = {"cases": forms.CheckboxSelectMultiple, "route": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audit = self.instance.audit
        offer(self.fields["agency"], choices.agencies_asked(audit), "Choose an agency", named="full_name")
        offer(self.fields["cases"], cases_of(audit))
