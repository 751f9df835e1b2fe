"""The forms of an invitation: whom to invite to what, and the password of whoever accepts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from agencies import roles
from agencies.forms import PersonForm
from agencies.invitation_rules import CONTACT_GIVES
from agencies.models import Agency, Person, PersonInvitation
from agencies.queries import agencies_to_invite_to
from audit_project.form_fields import CharField
from audit_project.forms import AuditForm


class InviteForm(PersonForm):
    """Whom to invite, to which agency and role; it offers what the inviter may give."""

    agency: Any = forms.ModelChoiceField(
        label="Agency or service", queryset=Agency.objects.none(), empty_label="Choose an agency",
        help_text="A role in an organisation covers its services.",
    )  # fmt: skip
    role: Any = forms.ChoiceField(label="Role", choices=[], widget=forms.RadioSelect)
    required_words = {**PersonForm.required_words, "agency": "Choose an agency.", "role": "Choose a role."}

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_role = by.standing().has("administrator")
        self.fields["email"].help_text = "The invitation goes to this address alone, and it cannot be changed later."
        agency: Any = self.fields["agency"]
        agency.queryset = agencies_to_invite_to(Agency, by)
        agency.label_from_instance = lambda one: one.full_name
        role: Any = self.fields["role"]
        role.choices = [
            (one.code, f"{one.name}: {one.sentence}") for one in roles.ALL if any_role or one.code in CONTACT_GIVES
        ]


class AcceptForm(AuditForm):
    """A password, twice."""

    password = CharField(
        label="Choose a password", max_length=200, strip=False,
        help_text="At least 10 characters. Three words that do not belong together make a good one.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = CharField(
        label="The password once more", max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    required_words = {"password": "Choose a password.", "again": "Enter the password once more."}

    def __init__(self, *args: Any, invitation: PersonInvitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.becomes = Person(email=invitation.email, name=invitation.name)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        password, again = given.get("password"), given.get("again")
        if not password or not again:
            return given
        if password != again:
            self.add_error("again", "The two passwords are not the same.")
            return given
        try:
            validate_password(password, self.becomes)
        except ValidationError as fault:
            self.add_error("password", fault)
        return given
