"""The forms of an invitation: whom to invite to what, and the password of whoever accepts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from agencies import roles
from agencies.invitations.rules import CONTACT_GIVES
from agencies.models import Agency, Person, PersonInvitation
from agencies.people.forms import offer_roles
from agencies.queries import agencies_to_invite_to
from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audit_project.model_forms import AuditModelForm


class InvitationForm(AuditModelForm):
    """Whom to invite, to which agency and role; it offers what the inviter may give."""

    button = "Send the invitation"

    class Meta:
        model = PersonInvitation
        fields = ("name", "email", "agency", "role")
        widgets: ClassVar = {"role": forms.RadioSelect}

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_role = by.standing().has("administrator")
        given = [one for one in roles.ALL if any_role or one.code in CONTACT_GIVES]
        offer_roles(self, agencies_to_invite_to(Agency, by), given)


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
