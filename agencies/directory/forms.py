"""The forms of agencies and their services."""

from __future__ import annotations

from typing import Any

from django import forms

from agencies.models import Agency, Sector
from agencies.queries import people_of
from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, choices_of, offer
from audit_project.model_forms import AuditModelForm, asked_as

ASKED: tuple[str, ...] = ("name", "sector", "only_by_sector", "is_out_of_area", "wants_approval")


class AgencyForm(AuditModelForm):
    """An organisation or a service that is added."""

    button = "Add"

    class Meta:
        model = Agency
        fields = ASKED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["sector"], Sector.objects.filter(is_active=True), "Choose a sector")


class EditAgencyForm(AgencyForm):
    """An agency as it stands; its deputy is one of its own people."""

    button = "Save"

    class Meta(AgencyForm.Meta):
        fields = (*ASKED, "deputy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["deputy"], people_of(self.instance), "Nobody yet")
        self.fields["name"].help_text = "A name that you change is kept, so that it is still found by the old one."


class SeenForm(AuditForm):
    """Whether the list of what is still owed was read: the act says so where it was not."""

    seen = forms.BooleanField(label="I have seen what is still owed", required=False)


class AgencySearchForm(AuditForm):
    """What the list of agencies is narrowed by."""

    asked_later = frozenset({"q", "sector", "use"})  # a list is narrowed or not: nothing to call optional
    q = asked_as(Agency, "name", label="Name, now or earlier", required=False)
    sector = forms.ChoiceField(label="Sector", required=False)
    use = forms.ChoiceField(
        label="In use", required=False, choices=(("", "Either"), ("yes", "In use"), ("no", "No longer in use"))
    )

    def __init__(self, *args: Any, sectors: list[Sector], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = choices_of(sectors, "All sectors")


class AgencyIntoForm(AuditForm):
    """Which agency another is merged into."""

    into: Any = forms.ModelChoiceField(
        label="Merge it into", queryset=Agency.objects.none(), to_field_name="uid", empty_label="Choose an agency",
        help_text="The one that stays. Everything of the first goes there.",
    )  # fmt: skip
    required_words = {"into": "Choose the agency that stays."}

    def __init__(self, *args: Any, one: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        # Itself and its services are refused with their own sentence; the list only offers what may work.
        field.queryset = Agency.objects.select_related("sector", "parent__sector")
        offered = field.queryset.filter(is_active=True, is_partnership=False).exclude(pk=one.pk).exclude(parent=one)
        rows = sorted(offered, key=lambda agency: agency.full_name.casefold())
        field.widget.choices = [("", field.empty_label), *((str(row.uid), row.full_name) for row in rows)]


class AgencyMergeForm(AgencyIntoForm):
    """The one confirmation: into which, and what was shown."""

    mark = CharField(max_length=64, widget=forms.HiddenInput)
