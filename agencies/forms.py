"""The forms of agencies, people and roles."""

from __future__ import annotations

from typing import Any

from django import forms

from agencies import roles
from agencies.models import Agency, Sector
from audit_project.forms import AuditForm, DateField


class AgencyForm(AuditForm):
    """An organisation or a service."""

    name = forms.CharField(label="Name", max_length=120)
    sector = forms.ModelChoiceField(
        label="Sector", queryset=Sector.objects.none(), empty_label="Choose a sector",
        help_text="Schools, GPs and others are published only by their sector.",
    )  # fmt: skip
    is_out_of_area = forms.BooleanField(label="Outside the partnership's area", required=False)
    wants_approval = forms.BooleanField(
        label="Somebody else approves each return before it is submitted", required=False,
        help_text="Whoever submits names them, with their role and the date. It holds for the services too.",
    )  # fmt: skip
    required_words = {"name": "Enter the agency's name.", "sector": "Choose a sector."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.filter(is_active=True)  # type: ignore[attr-defined]


class EditAgencyForm(AgencyForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PersonForm(AuditForm):
    """Somebody who signs in."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Work e-mail address", max_length=254)
    required_words = {"name": "Enter the person's name.", "email": "Enter their work e-mail address."}


class EditPersonForm(PersonForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DomainForm(AuditForm):
    """A domain of work addresses."""

    domain = forms.CharField(
        label="Domain", max_length=253,
        help_text="What stands after the @ of a work address, such as hillside.school.example.",
    )  # fmt: skip
    required_words = {"domain": "Enter a domain."}


class RoleForm(AuditForm):
    """A role in an agency, from one day to another."""

    agency = forms.ModelChoiceField(
        label="Agency or service", queryset=Agency.objects.none(), empty_label="Choose an agency",
        help_text="A role in an organisation covers its services.",
    )  # fmt: skip
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.code, f"{role.name}: {role.sentence}") for role in roles.ALL],
        widget=forms.RadioSelect,
    )
    since = DateField(label="First day")
    until = DateField(label="Last day", required=False)
    required_words = {"agency": "Choose an agency.", "role": "Choose a role.", "since": "Enter the first day."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = (  # type: ignore[attr-defined]
            Agency.objects.active().select_related("parent").order_by("sector__order", "name")
        )
        self.fields["agency"].label_from_instance = lambda agency: agency.full_name  # type: ignore[attr-defined]
