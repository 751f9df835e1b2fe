"""What is asked while an audit is set up, section by section: the terms of reference as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms

from agencies.models import Person
from audit_project.forms import AuditForm, HintedRadios, offer
from audit_project.model_forms import AuditModelForm, asked_as, chosen_as
from audits.scope import choices
from audits.scope.lifecycle import MOVES, is_forward
from audits.scope.models import REFERENCE, STAGES, Area, AskedOfPeople, Audit, AuditTeam, Strand
from audits.scope.presets import BEGINNINGS
from audits.scope.reopening.models import Reopening


class NewAuditForm(AuditForm):
    button = "Set up"
    preset = asked_as(
        Audit, "preset", required=False, widget=HintedRadios(hints={one.preset: one.hint for one in BEGINNINGS})
    )
    follows: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="The earlier audit", queryset=None, required=False, empty_label="Choose an audit"
    )
    other_board = asked_as(Area, "name", label="Name of the other board or area", required=False)
    reference = asked_as(Audit, "reference", validators=[REFERENCE])
    theme = asked_as(Audit, "theme", help_text="What the audit looks at.")
    why = asked_as(Audit, "why")
    asked_later: ClassVar = frozenset({"preset", "follows", "other_board"})

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].queryset = choices.audits_to_follow(person)
        self.reveal("follows", by="preset", when=[Audit.Preset.RE_AUDIT])
        self.reveal("other_board", by="preset", when=[Audit.Preset.JOINT])

    def clean(self) -> dict[str, Any]:
        """What belongs to another kind of audit is not taken along."""
        given = super().clean() or self.cleaned_data
        given["preset"] = given.get("preset") or Audit.Preset.DEEP_DIVE
        if given["preset"] != Audit.Preset.RE_AUDIT:
            given["follows"] = None
        if given["preset"] != Audit.Preset.JOINT:
            given["other_board"] = ""
        return given


class SectionForm(AuditModelForm):
    """A section of the set-up."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices(self.instance, person)

    def set_choices(self, audit: Audit, person: Person) -> None:
        """Fill the choices that depend on the audit."""


class ThemeSectionForm(SectionForm):
    class Meta:
        model = Audit
        fields = ("theme", "why", "drivers", "key_lines")


class TermsForm(SectionForm):
    asks_for_names: ClassVar = frozenset(("terms_chair",))

    class Meta:
        model = Audit
        fields = ("terms_agreed_by", "terms_agreed_on", "terms_chair")


class DatesForm(SectionForm):
    layout = (
        Fieldset("What is looked at", "period_from", "period_to", "facts_on"),
        Fieldset("Returns and meeting", "involvement_due", "returns_due", "pre_read_due", "meeting_on"),
        Fieldset("What comes of it", "report_due", "briefing_due", "action_review_due", "re_audit_due"),
    )

    class Meta:
        model = Audit
        fields = ("period_from", "period_to", "facts_on", *STAGES)


class SelectionForm(SectionForm):
    layout = (
        Fieldset("What is audited", "unit_singular", "unit_plural", "is_dip_sample", "follows"),
        Fieldset("The cohort", "cohort_size", "cohort_words"),
        Fieldset("The selection", "selection", "drawn_how", "selection_note"),
    )

    class Meta:
        model = Audit
        fields = (
            "unit_singular", "unit_plural", "selection", "drawn_how", "selection_note", "cohort_size", "cohort_words",
            "follows", "is_dip_sample",
        )  # fmt: skip
        widgets: ClassVar = {"selection": forms.RadioSelect}

    def set_choices(self, audit: Audit, person: Person) -> None:
        offer(self.fields["follows"], choices.earlier_audits(audit, person), "It follows none")


class ScaleForm(SectionForm):
    asks_of_people = chosen_as(
        Audit,
        "asks_of_people",
        forms.MultipleChoiceField,
        choices=AskedOfPeople.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Audit
        fields = ("tool", "scale", "grades_domains", "graded", "asks_of_people", "small_n", "threshold")
        widgets: ClassVar = {"graded": forms.RadioSelect}

    def set_choices(self, audit: Audit, person: Person) -> None:
        offer(self.fields["tool"], choices.tools(audit), "Not chosen yet")
        offer(self.fields["scale"], choices.scales(audit), "None: this audit is not graded")
        self.fields["graded"].required = False

    def clean_graded(self) -> str:
        return self.cleaned_data["graded"] or Audit.Graded.NOT_STATED


@dataclass(frozen=True)
class SetUpSection:
    """One page of the set-up."""

    slug: str
    title: str
    form: type[SectionForm]


SECTIONS = (
    SetUpSection("theme", "Theme and why", ThemeSectionForm),
    SetUpSection("terms", "Terms of reference", TermsForm),
    SetUpSection("dates", "Period and dates", DatesForm),
    SetUpSection("selection", "Unit and selection", SelectionForm),
    SetUpSection("scale", "Tool, scale and thresholds", ScaleForm),
)
BY_SLUG = {section.slug: section for section in SECTIONS}


class ReasonForm(AuditForm):
    """Why something goes back a stage."""

    reason = asked_as(Reopening, "reason")


class GoBackForm(ReasonForm):
    """To which earlier stage an audit goes back."""

    button = "Go back"
    required_words: ClassVar = {"to": "Choose the stage it goes back to."}
    to = forms.ChoiceField(label="Back to which stage?", widget=forms.RadioSelect)
    field_order = ("to", "reason")

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back = [state for state in MOVES[audit.state] if not is_forward(audit.state, state)]
        self.fields["to"].choices = [(state, Audit.State(state).label) for state in back]
        if len(back) == 1:
            self.initial["to"] = back[0]


class TeamPartForm(AuditForm):
    required_words: ClassVar = {"person": "Choose a person.", "part": "Choose the part they play."}
    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Person", queryset=None, empty_label="Choose a person"
    )
    part = asked_as(AuditTeam, "part", widget=forms.RadioSelect)
    since = asked_as(AuditTeam, "since", required=False)
    until = asked_as(AuditTeam, "until")

    def __init__(self, *args: Any, giver: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["person"], choices.people_with_a_role(giver, on), "Choose a person")
        self.fields["person"].label_from_instance = lambda one: f"{one.name} ({one.email})"


class InviteAgenciesForm(AuditForm):
    required_words: ClassVar = {"agencies": "Choose at least one agency."}
    agencies: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label="Agencies and services to invite", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, audit: Audit, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        field.queryset = choices.agencies_to_invite(audit, person)
        field.label_from_instance = lambda one: f"{one.full_name} ({one.sector.label})"


class AreaForm(AuditModelForm):
    button = "Add an area"

    class Meta:
        model = Area
        fields = ("name",)


class StrandForm(AuditModelForm):
    button = "Add a strand"

    class Meta:
        model = Strand
        fields = ("code", "name", "area", "cohort_size", "quota", "in_headline")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["area"], Area.objects.filter(audit=self.instance.audit), "None")
