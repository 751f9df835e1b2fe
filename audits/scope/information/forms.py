"""What is asked about how an audit's information is handled, until when it is kept, and why it is held."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms

from audit_project.forms import AuditForm
from audit_project.model_forms import AuditModelForm, asked_as
from audits.scope.information.acts import DATES, DEFAULT_BASIS, FIELDS
from audits.scope.information.models import InformationHandling, Retention


class InformationForm(AuditModelForm):
    """Any of the facts may be filled in later."""

    made_when_saved = True
    layout = (
        Fieldset("Who answers for it", "controllers", "host", "contacts"),
        Fieldset("Documents", "dpia_reference", "dpia_review_on", "sharing_reference", "sharing_review_on"),
        Fieldset("Lawful basis and notice", "lawful_basis", "confirms_basis", "privacy_notice"),
    )
    confirms_basis = forms.BooleanField(label="This lawful basis is our partnership’s own", required=False)
    asked_later: ClassVar = frozenset({*FIELDS, "confirms_basis"}) - {"privacy_notice"}

    class Meta:
        model = InformationHandling
        fields = FIELDS

    def __init__(self, *args: Any, instance: InformationHandling, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        confirmed = instance.lawful_basis_confirmed_at is not None
        self.initial["confirms_basis"] = confirmed
        if instance.lawful_basis == DEFAULT_BASIS and not confirmed:
            self.fields["lawful_basis"].help_text = (
                "This is only a suggestion, written with the application. Change it to what your partnership was "
                "advised, then confirm it below."
            )


class RetentionForm(AuditModelForm):
    made_when_saved = True
    button = "Save the dates"

    class Meta:
        model = Retention
        fields = DATES


class HoldForm(AuditForm):
    button = "Put on hold"
    reason = asked_as(Retention, "hold_reason", required=True)
