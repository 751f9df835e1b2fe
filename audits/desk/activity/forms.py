"""The filter of the activity log."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import AuditForm
from audits.desk.activity.listed import Choices
from audits.desk.agency.pages import STATE_WORDS

BIGGEST_KEY = 2**63 - 1


class AgencyFilter(AuditForm):
    """Narrows an agency's returns by audit and state: each from a list."""

    asked_later: ClassVar = frozenset({"audit", "state"})
    audit = forms.ChoiceField(label="Audit", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Every state"), *STATE_WORDS])

    def __init__(self, *args: Any, audits: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audit"].choices = [("", "Every audit"), *((one, one) for one in audits)]


class ActivityFilter(AuditForm):
    """Narrows the log by who, what and which case: each from a list."""

    asked_later: ClassVar = frozenset({"person", "verb", "case"})
    person = forms.ChoiceField(label="Who", required=False)
    verb = forms.ChoiceField(label="What", required=False)
    case = forms.ChoiceField(label="Case", required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_KEY, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Everybody"), *choices.people]
        self.fields["verb"].choices = [("", "Everything"), *choices.verbs]
        self.fields["case"].choices = [("", "Every case"), *choices.cases]
