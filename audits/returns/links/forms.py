"""What is asked when a link is sent, and when it is opened."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from agencies.invitations.acts import NO_ADDRESS
from agencies.models import Person
from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, DateField
from audit_project.model_forms import asked_as
from audit_project.refused import Refused
from audits.returns.links.acts import LONGEST_DAYS, NO_LAST_DAY, check_link_address, day_it_ends, last_day, plain
from audits.returns.models import AgencyReturn


class LinkForm(AuditForm):
    """A one-off auditor; the last day too where the audit has no due date ahead."""

    required_words: ClassVar = {
        "name": "Enter their name.",
        "until": NO_LAST_DAY,
    }
    name = asked_as(Person, "name", label="Their name")
    email = asked_as(
        Person,
        "email",
        label="Their work e-mail address",
        help_text="At a domain on the partnership's list. Check it with them: the link goes there.",
        error_messages={"invalid": NO_ADDRESS},
    )
    until = DateField(
        label="Last day", help_text=f"The last day on which the link opens, at most {LONGEST_DAYS} days ahead."
    )

    def __init__(self, *args: Any, agency_return: AgencyReturn, on: date, **kwargs: Any) -> None:
        self.audit, self.on = agency_return.audit, on
        super().__init__(*args, **kwargs)
        if day_it_ends(self.audit, on) is not None:
            del self.fields["until"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            check_link_address(email)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return email

    def clean_until(self) -> date:
        try:
            return last_day(self.audit, self.cleaned_data["until"], self.on)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class CodeForm(AuditForm):
    """The code that was told by telephone."""

    required_words: ClassVar = {"code": "Enter the code."}
    code = CharField(
        label="Code",
        max_length=20,
        help_text="Eight figures. Whoever sent you the link tells you the code by telephone.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not plain(code):
            raise forms.ValidationError("The code has eight figures. Enter it as it was told to you.")
        return code
