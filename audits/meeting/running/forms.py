"""What is asked while a meeting runs: how it begins, each member's own view, actions for the child."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from agencies.models import Person, Sector
from audit_project.form_fields import NumberField
from audit_project.forms import AuditForm, offer
from audit_project.model_fields import if_empty
from audit_project.model_forms import AuditModelForm, VersionField, asked_as
from audits.meeting.forms import FormOfAgencies, GradedForm, grade_of
from audits.meeting.models import Meeting
from audits.meeting.running.beginning import Quorum
from audits.meeting.running.models import CaseAction, IndependentView
from audits.scope.models import Audit


class BeginForm(AuditModelForm):
    """The start of the meeting: three things that everybody is asked, and the quorum."""

    asked = frozenset(("without_quorum_because",))

    class Meta:
        model = Meeting
        fields = ("nothing_records", "everyone_alone", "conflicts_asked", "conflicts", "without_quorum_because")

    def __init__(self, *args: Any, quorum: Quorum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if quorum.is_met:
            del self.fields["without_quorum_because"]


class RunningForm(AuditForm):
    """How the meetings of an audit run."""

    button = "Save"
    version = VersionField()
    quorum_agencies = NumberField(
        label="How many agencies must be there?",
        min_value=1,
        max_value=50,
        required=False,
        help_text="Services of one organisation are one agency. Leave empty if none is asked.",
    )
    quorum_sectors = forms.ModelMultipleChoiceField(
        label="Somebody from each of these",
        queryset=Sector.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    independent_views = forms.BooleanField(
        label="Each member gives a grade of their own before anybody speaks",
        help_text="Hidden from everybody until the last one has given theirs.",
        required=False,
    )

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": audit.version,
            "quorum_agencies": audit.quorum_agencies,
            "quorum_sectors": list(audit.quorum_sectors.values_list("pk", flat=True)),
            "independent_views": audit.independent_views,
        }
        super().__init__(*args, **kwargs)
        asked = Q(agencies__invitations__audit=audit) | Q(agencies__services__invitations__audit=audit)
        sectors = Sector.objects.filter(asked | Q(pk__in=kwargs["initial"]["quorum_sectors"])).distinct()
        self.fields["quorum_sectors"].queryset = sectors.order_by("order", "code")


class OwnViewForm(GradedForm):
    """The grade that a member would give, and why."""

    button = "Give your view"
    grade = grade_of(IndependentView)

    class Meta:
        model = IndependentView
        fields = ("reason",)


class WithoutForm(AuditForm):
    """That a member gives no view, and why."""

    button = "Save"
    required_words: ClassVar = {"person": "Choose the member."}
    person = forms.ModelChoiceField(label="Member", queryset=Person.objects.none())
    reason = asked_as(
        IndependentView,
        "reason",
        label="Why they give none",
        error_messages=if_empty("Say why this member gives no view."),
    )

    def __init__(self, *args: Any, people: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Person.objects.filter(pk__in=list(people)).order_by("name")
        offer(self.fields["person"], members, "Choose a member", named="name")


class CaseActionForm(FormOfAgencies):
    """What an agency does for this child, by when."""

    button = "Save the action"

    class Meta:
        model = CaseAction
        fields = ("text", "agency", "team", "days")


class HandOverForm(FormOfAgencies):
    """To which agency an action for a child goes."""

    button = "Give it to this agency"

    class Meta:
        model = CaseAction
        fields = ("agency", "team")


class CloseCaseActionForm(AuditModelForm):
    button = "Close the action"
    asked = frozenset(("outcome",))
    required_words: ClassVar = {"how": "Choose whether it was done or dropped."}
    how = forms.ChoiceField(
        label="What became of it?",
        choices=[("done", "It was done"), ("dropped", "It was dropped")],
        widget=forms.RadioSelect,
    )
    field_order = ("how",)

    class Meta:
        model = CaseAction
        fields = ("outcome",)

    @property
    def said(self) -> dict[str, Any]:
        return {**super().said, "dropped": self.cleaned_data["how"] == "dropped"}
