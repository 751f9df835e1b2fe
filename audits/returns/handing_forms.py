"""What is asked as a return is handed in: who approved it, or why there is nothing to audit."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, DateField
from audit_project.refused import Refused
from audits.codes.models import Participation
from audits.recognise.forms import TickForm
from audits.returns.forms import NO_NAMES, long_text
from audits.returns.models import AgencyReturn
from audits.returns.nothing import Before, check_how_they_looked
from audits.returns.rules import check_approval_day
from audits.sample.rules import KNOWN


class SubmitForm(TickForm):
    """What is asked with the submit: a tick where words are listed that may identify somebody, else nothing."""

    @property
    def approval_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("words_")]


class ApprovalForm(SubmitForm):
    """The second pair of eyes, where the agency wants it: who approved the return."""

    required_words: ClassVar = {
        "approved_by_name": "Enter the name of whoever approved this return.",
        "approved_by_role": "Enter the role of whoever approved this return.",
        "approved_on": "Enter the date on which the return was approved.",
    }
    approved_by_name = CharField(label="Name of whoever approved it", max_length=120)
    approved_by_role = CharField(label="Their role", max_length=120, help_text="Head of safeguarding, for example.")
    approved_on = DateField(label="Date of the approval")

    def __init__(self, *args: Any, agency_return: AgencyReturn, on: date, **kwargs: Any) -> None:
        self.agency_return, self.on = agency_return, on
        super().__init__(*args, **kwargs)

    def clean_approved_on(self) -> date:
        given: date = self.cleaned_data["approved_on"]
        try:
            check_approval_day(self.agency_return, given, self.on)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return given


class NothingForm(AuditForm):
    """Two questions where there is nothing to audit; a tick when something was written before."""

    required_words: ClassVar = {
        "answer": "Choose why there is nothing to audit.",
        "nothing_because": "Say how you looked.",
    }
    answer: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Why is there nothing to audit?",
        queryset=Participation.objects.filter(is_active=True).exclude(pk=KNOWN),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    nothing_because = long_text("How did you look?", 1000, "Which systems, under which years. " + NO_NAMES, True)
    leave_out = forms.BooleanField(required=False)

    def __init__(self, *args: Any, agency_return: AgencyReturn, before: Before, **kwargs: Any) -> None:
        super().__init__(*args, initial={"nothing_because": agency_return.nothing_because}, **kwargs)
        if not before:
            del self.fields["leave_out"]
            return
        field = self.fields["leave_out"]
        field.label = f"Leave out what is written already: {before.words}"
        field.help_text = "It is kept, and comes back if the audit's lead sends the return back."
        field.required = True
        field.error_messages["required"] = f"This return holds {before.words}. Tick that they are left out."

    def clean_nothing_because(self) -> str:
        given: str = self.cleaned_data["nothing_because"]
        try:
            check_how_they_looked(given)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return given
