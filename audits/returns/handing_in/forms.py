"""What is asked as a return is handed in: who approved it, or why there is nothing to audit."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import AuditForm
from audit_project.model_forms import asked_as
from audits.codes.models import Participation
from audits.recognise.forms import TickForm
from audits.returns.filling_in.nothing import WHY_NOTHING, WrittenBefore, left_out_words
from audits.returns.models import AgencyReturn
from audits.sample.rules import KNOWN


class SubmitForm(TickForm):
    """What is asked with the submit: a tick where words are listed that may identify somebody, else nothing."""

    @property
    def approval_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("words_")]


class ApprovalForm(SubmitForm):
    """The second pair of eyes, where the agency wants it: who approved the return."""

    approved_by_name = asked_as(AgencyReturn, "approved_by_name", required=True)
    approved_by_role = asked_as(AgencyReturn, "approved_by_role", required=True)
    approved_on = asked_as(AgencyReturn, "approved_on", required=True)


class NothingForm(AuditForm):
    """Two questions where there is nothing to audit; a tick when something was written before."""

    required_words: ClassVar = {"answer": WHY_NOTHING}
    answer: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Why is there nothing to audit?",
        queryset=Participation.objects.filter(is_active=True).exclude(pk=KNOWN),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    nothing_because = asked_as(AgencyReturn, "nothing_because", required=True)
    leave_out = forms.BooleanField(required=False)

    def __init__(self, *args: Any, agency_return: AgencyReturn, before: WrittenBefore, **kwargs: Any) -> None:
        super().__init__(*args, initial={"nothing_because": agency_return.nothing_because}, **kwargs)
        if not before:
            del self.fields["leave_out"]
            return
        field = self.fields["leave_out"]
        field.label = f"Leave out what is written already: {before.words}"
        field.help_text = "It is kept, and comes back if the audit's lead sends the return back."
        field.required = True
        field.error_messages["required"] = left_out_words(before)
