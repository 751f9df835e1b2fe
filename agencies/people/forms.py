"""The forms of people, roles and the front door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from agencies import roles
from agencies.models import Agency, FrontDoor, MailDomain, Membership, Person
from agencies.people.owing import NAME_FIRST
from agencies.queries import PERSON_STATES
from audit_project.forms import AuditForm, PageForm, offer
from audit_project.model_forms import AuditModelForm, asked_as

NAMED = "full_name"  # how an agency is called where one is chosen
NO_TIME = {"invalid": "Enter a time of the day, like 8:45 or 16:45."}


class PersonForm(AuditModelForm):
    """Somebody who signs in."""

    class Meta:
        model = Person
        fields = ("name", "email")


class PeopleFilter(AuditForm):
    """Narrows the list of people."""

    asked_later: ClassVar = frozenset({"q", "agency", "role", "state"})
    q = asked_as(Person, "name", label="Name or e-mail address", required=False)
    agency: Any = forms.ModelChoiceField(
        label="Agency", queryset=Agency.objects.none(), required=False, to_field_name="uid"
    )
    role = forms.ChoiceField(label="Role", choices=[("", "Every role"), *roles.CHOICES], required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Every state"), *PERSON_STATES.items()], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["agency"], in_order(Agency.objects.filter(merged_into=None)), "Every agency", named=NAMED)


class MailDomainForm(AuditModelForm):
    """A domain of work addresses."""

    button = "Add the domain"

    class Meta:
        model = MailDomain
        fields = ("domain",)


class RoleForm(AuditModelForm):
    """A role in an agency, from one day to another."""

    button = "Give the role"

    class Meta:
        model = Membership
        fields = ("agency", "role", "since", "until")
        widgets: ClassVar = {"role": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_roles(self, in_order(Agency.objects.active()), roles.ALL)


class PersonLeavingForm(AuditForm):
    """Before an account or a role ends: is somebody there to take over what its holder alone leads?"""

    button_class = "govuk-button--warning"
    required_words: ClassVar = {"nobody_yet": NAME_FIRST}
    nobody_yet = forms.BooleanField(label="Nobody is there yet. The leads are asked to propose somebody")

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["nobody_yet"]


class FrontDoorForm(AuditModelForm):
    """Whom to ring, and when the first of the two answers."""

    made_when_saved = True
    asked = frozenset(("number", "duty_number"))

    class Meta:
        model = FrontDoor
        fields = ("name", "number", "opens", "closes", "duty_name", "duty_number")
        error_messages: ClassVar = {"opens": NO_TIME, "closes": NO_TIME}


def in_order(agencies: Any) -> Any:
    return agencies.select_related("parent").order_by("sector__order", "name")


def offer_roles(form: PageForm, agencies: Any, given: Iterable[roles.Role]) -> None:
    """Let a person choose one of these roles, each explained, in one of these agencies."""
    offer(form.fields["agency"], agencies, "Choose an agency", named=NAMED)
    role: Any = form.fields["role"]
    role.choices = [(one.code, f"{one.name}: {one.sentence}") for one in given]
