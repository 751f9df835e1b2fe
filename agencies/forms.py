"""The forms of people, roles and the front door."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from agencies import roles
from agencies.models import Agency
from agencies.queries import PERSON_STATES
from audit_project.form_fields import CharField, EmailField, TimeField
from audit_project.forms import AuditForm, DateField, VersionMixin


class PersonForm(AuditForm):
    """Somebody who signs in."""

    name = CharField(label="Name", max_length=120)
    email = EmailField(label="Work e-mail address", max_length=254)
    required_words = {"name": "Enter the person's name.", "email": "Enter their work e-mail address."}


class EditPersonForm(PersonForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PeopleFilter(AuditForm):
    """Narrows the list of people."""

    asked_later: ClassVar = frozenset({"q", "agency", "role", "state"})
    q = CharField(label="Name or e-mail address", max_length=100, required=False)
    agency: Any = forms.ModelChoiceField(
        label="Agency", queryset=Agency.objects.none(), required=False, to_field_name="uid", empty_label="Every agency"
    )
    role = forms.ChoiceField(label="Role", choices=[("", "Every role"), *roles.CHOICES], required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Every state"), *PERSON_STATES.items()], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = (
            Agency.objects.filter(merged_into__isnull=True).select_related("parent").order_by("sector__order", "name")
        )
        field.label_from_instance = lambda agency: agency.full_name


class DomainForm(AuditForm):
    """A domain of work addresses."""

    domain = CharField(
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


class FrontDoorForm(AuditForm, VersionMixin):
    """Whom to ring, and when the first of the two answers."""

    required_words = {
        "name": "Enter what the front door is called.",
        "number": "Enter the number of the front door.",
        "opens": "Enter the time it opens, like 8:45.",
        "closes": "Enter the time it closes, like 16:45.",
        "duty_name": "Enter what the team is called that answers at other times.",
        "duty_number": "Enter the number that is rung at other times.",
    }
    name = CharField(label="What is the front door called?", max_length=80, help_text="For example, First Response.")
    number = CharField(label="Its telephone number", max_length=30)
    opens = TimeField(
        label="Opens at", help_text="On working days, for example 8:45.", widget=forms.TimeInput(format="%H:%M")
    )
    closes = TimeField(label="Closes at", help_text="For example 16:45.", widget=forms.TimeInput(format="%H:%M"))
    duty_name = CharField(label="Who answers at other times?", max_length=80)
    duty_number = CharField(label="The number to ring at other times", max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens", "closes"):
            self.fields[name].error_messages["invalid"] = "Enter a time of the day, like 8:45 or 16:45."

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        opens, closes = given.get("opens"), given.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", "The closing time must be after the opening time.")
        return given
