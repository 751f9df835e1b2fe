"""What is asked while an audit is set up, section by section: the terms of reference as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms

from agencies.models import Person
from audit_project.form_fields import CharField, NumberField, SlugField
from audit_project.forms import AuditForm, DateField, HintedRadios, VersionMixin
from audits.scope import choices
from audits.scope.lifecycle import MOVES, is_forward
from audits.scope.models import REFERENCE, Area, Audit, AuditTeam
from audits.scope.presets import BEGINNINGS, STAGE_WORDS, out_of_order

NO_NAMES = "Write no names, dates of birth, addresses or identifying numbers."


def long_text(label: str, limit: int, hint: str = "", lines: int = 5, *, look: bool = False) -> CharField:
    """`look`: others read it, so it is looked through for words that would identify somebody while it is written."""
    attrs = {"lines": lines, **({"data-look": ""} if look else {})}
    return CharField(label=label, max_length=limit, required=False, help_text=hint, widget=forms.Textarea(attrs))


def short_text(label: str, limit: int, hint: str = "", *, required: bool = False) -> CharField:
    return CharField(label=label, max_length=limit, required=required, help_text=hint)


def number(label: str, low: int, high: int, hint: str = "", *, required: bool = False) -> NumberField:
    return NumberField(label=label, min_value=low, max_value=high, required=required, help_text=hint)


def day(label: str, hint: str = "") -> DateField:
    return DateField(label=label, required=False, help_text=hint)


class NewAuditForm(AuditForm):
    preset = forms.ChoiceField(
        label="What kind of audit is it?",
        choices=Audit.Preset.choices,
        required=False,
        initial=Audit.Preset.DEEP_DIVE,
        widget=HintedRadios(hints={one.preset: one.hint for one in BEGINNINGS}),
    )
    follows: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="The earlier audit", queryset=None, required=False, empty_label="Choose an audit"
    )
    other_board = short_text("Name of the other board or area", 120)
    reference = CharField(
        label="Reference",
        max_length=30,
        validators=[REFERENCE],
        help_text="Neutral, like A-2026-01: it stands in addresses and file names, so it says nothing about the theme.",
    )
    theme = short_text("Theme", 200, "What the audit looks at.", required=True)
    why = long_text("Why this audit", 4000, "One paragraph a point. It opens the briefing.", look=True)
    asked_later: ClassVar = frozenset({"preset", "follows", "other_board"})

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].queryset = choices.audits_to_follow(person)  # type: ignore[attr-defined]
        self.reveal("follows", by="preset", when=[Audit.Preset.RE_AUDIT])
        self.reveal("other_board", by="preset", when=[Audit.Preset.JOINT])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        preset = given["preset"] = given.get("preset") or Audit.Preset.DEEP_DIVE
        if preset == Audit.Preset.RE_AUDIT and not given.get("follows"):
            self.add_error("follows", "Choose the earlier audit that this one follows.")
        if preset == Audit.Preset.JOINT and not given.get("other_board"):
            self.add_error("other_board", "Enter the name of the other board or area.")
        if preset != Audit.Preset.RE_AUDIT:
            given["follows"] = None
        if preset != Audit.Preset.JOINT:
            given["other_board"] = ""
        return given

    def clean_reference(self) -> str:
        reference: str = self.cleaned_data["reference"]
        if Audit.objects.filter(reference=reference).exists():
            raise forms.ValidationError("There is already an audit with this reference.")
        return reference


class SectionForm(VersionMixin, AuditForm):
    """A section of the set-up: its fields carry the names of the audit's own."""

    def __init__(self, *args: Any, audit: Audit, person: Person, **kwargs: Any) -> None:
        first = {name: getattr(audit, name) for name in (*self.base_fields, "version")}
        super().__init__(*args, initial=first | kwargs.pop("initial", {}), **kwargs)
        self.set_choices(audit, person)

    def set_choices(self, audit: Audit, person: Person) -> None:
        """Fill the choices that depend on the audit."""


class ThemeForm(SectionForm):
    theme = short_text("Theme", 200, required=True)
    why = long_text("Why this audit", 4000, "One paragraph a point. It opens the briefing.", look=True)
    drivers = long_text("Drivers", 4000, "What led here: reviews, data, what people said.")
    key_lines = long_text("Key lines of enquiry", 4000, "One a line.")


class TermsForm(SectionForm):
    asks_for_names: ClassVar = frozenset(("terms_chair",))
    terms_agreed_by = short_text("Group that agreed the terms of reference", 200)
    terms_agreed_on = day("Agreed on", "For example, 7 3 2026.")
    terms_chair = short_text("Chair of that group", 120, "A post or a name.")


class DatesForm(SectionForm):
    period_from = day("Period under review: first day", "For example, 1 10 2025.")
    period_to = day("Period under review: last day")
    facts_on = day("Date that ages and plans are stated at", "The same day for every case.")
    involvement_due = day(STAGE_WORDS["involvement_due"], "Five working days are usual.")
    returns_due = day(STAGE_WORDS["returns_due"], "Fifteen working days after that are usual.")
    pre_read_due = day(STAGE_WORDS["pre_read_due"])
    meeting_on = day(STAGE_WORDS["meeting_on"])
    report_due = day(STAGE_WORDS["report_due"])
    briefing_due = day(STAGE_WORDS["briefing_due"])
    action_review_due = day(STAGE_WORDS["action_review_due"])
    re_audit_due = day(STAGE_WORDS["re_audit_due"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("period_from"), given.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "The period under review must end on or after the day it begins.")
        for field, sentence in out_of_order((field, given.get(field)) for field in STAGE_WORDS):
            self.add_error(field, sentence)
        return given


class SelectionForm(SectionForm):
    required_words: ClassVar = {
        "unit_singular": "Enter what one of the units is called, like child.",
        "unit_plural": "Enter what several of the units are called, like children.",
        "selection": "Choose how the cases were selected.",
    }
    unit_singular = short_text("What is audited, one", 30, "Child, adult, family, contact, referral…", required=True)
    unit_plural = short_text("What is audited, several", 30, "Children, adults, families…", required=True)
    selection = forms.ChoiceField(
        label="How the cases are selected",
        choices=Audit.Selection.choices,
        widget=forms.RadioSelect,
        help_text="A draw that is made here sets this by itself.",
    )
    drawn_how = short_text(
        "Who drew the sample, and how", 200,
        "Where it was not drawn here: “The analyst, by random numbers.” Without it nothing is said to be random.",
    )  # fmt: skip
    selection_note = long_text("More about the selection", 2000, "Criteria, quotas, look-back.")
    cohort_size = number("Size of the cohort", 0, 1_000_000, "How many there were to select from.")
    cohort_words = short_text(
        "The cohort in words", 200, "Whom they were selected from: “children with a child protection plan in May”."
    )
    follows: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="The audit this one follows",
        queryset=None,
        required=False,
        empty_label="It follows none",
        help_text="For a re-audit: the round before.",
    )
    is_dip_sample = forms.BooleanField(
        label="This is a dip sample", required=False, help_text="One reader, few questions, no meeting."
    )

    def set_choices(self, audit: Audit, person: Person) -> None:
        self.fields["follows"].queryset = choices.earlier_audits(audit, person)  # type: ignore[attr-defined]


class ScaleForm(SectionForm):
    tool: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Audit tool",
        queryset=None,
        required=False,
        empty_label="Not chosen yet",
        help_text="It stays as it is once returns are open.",
    )
    scale: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Rating scale",
        queryset=None,
        required=False,
        empty_label="None: this audit is not graded",
        help_text="It stays as it is once returns are open.",
    )
    graded = forms.ChoiceField(
        label="What the agreed grade is about", choices=Audit.Graded.choices, widget=forms.RadioSelect, required=False,
        help_text="Its sentence says so: “multi-agency practice was graded good”.",
    )  # fmt: skip
    small_n = number("Percentages are shown from this many", 2, 100, "Below it: “3 of the 4”.", required=True)
    threshold = number(
        "Counts up to this number are held back", 1, 20, "In what is published about children.", required=True
    )

    def clean_graded(self) -> str:
        return self.cleaned_data["graded"] or Audit.Graded.NOT_STATED

    def set_choices(self, audit: Audit, person: Person) -> None:
        self.fields["tool"].queryset = choices.tools(audit)  # type: ignore[attr-defined]
        self.fields["scale"].queryset = choices.scales(audit)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Section:
    """One page of the set-up."""

    slug: str
    title: str
    form: type[SectionForm]


SECTIONS = (
    Section("theme", "Theme and why", ThemeForm),
    Section("terms", "Terms of reference", TermsForm),
    Section("dates", "Period and dates", DatesForm),
    Section("selection", "Unit and selection", SelectionForm),
    Section("scale", "Tool, scale and thresholds", ScaleForm),
)
BY_SLUG = {section.slug: section for section in SECTIONS}


class ReasonForm(AuditForm):
    """Why something goes back a stage."""

    required_words: ClassVar = {"reason": "Say why it goes back."}
    reason = CharField(
        label="Why does it go back?",
        max_length=1000,
        help_text=f"The reason stays with the audit. {NO_NAMES}",
        widget=forms.Textarea({"lines": 3, "data-look": ""}),
    )


class GoBackForm(ReasonForm):
    """To which earlier stage an audit goes back."""

    required_words: ClassVar = {**ReasonForm.required_words, "to": "Choose the stage it goes back to."}
    to = forms.ChoiceField(label="Back to which stage?", widget=forms.RadioSelect)
    field_order = ("to", "reason")

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back = [state for state in MOVES[audit.state] if not is_forward(audit.state, state)]
        self.fields["to"].choices = [(state, Audit.State(state).label) for state in back]  # type: ignore[attr-defined]
        if len(back) == 1:
            self.initial["to"] = back[0]


class PartForm(AuditForm):
    required_words: ClassVar = {"person": "Choose a person.", "part": "Choose the part they play."}
    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Person", queryset=None, empty_label="Choose a person"
    )
    part = forms.ChoiceField(label="Part in this audit", choices=AuditTeam.Part.choices, widget=forms.RadioSelect)
    since = day("First day", "Today when left empty.")
    until = day("Last day", "An independent scrutineer needs one.")

    def __init__(self, *args: Any, giver: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = choices.people_with_a_role(giver, on)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.name} ({one.email})"  # type: ignore[attr-defined]


class InviteForm(AuditForm):
    required_words: ClassVar = {"agencies": "Choose at least one agency."}
    agencies: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label="Agencies and services to invite", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, audit: Audit, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        field.queryset = choices.agencies_to_invite(audit, person)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.full_name} ({one.sector.label})"  # type: ignore[attr-defined]


class AreaForm(AuditForm):
    name = short_text("Name of the area or board", 120, required=True)


class StrandForm(AuditForm):
    code = SlugField(
        label="Code of the strand",
        max_length=20,
        help_text="Short, like north.",
        error_messages={"invalid": "Use letters, figures and hyphens only, like north-2."},
    )
    name = short_text("Name of the strand", 120, required=True)
    area: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Area", queryset=None, required=False, empty_label="None"
    )
    cohort_size = number("Size of its cohort", 0, 1_000_000)
    quota = number("How many cases are to come from it", 0, 1000, "Its quota of the sample.")
    in_headline = forms.BooleanField(label="Counts in the headline", required=False, initial=True)

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(audit=audit)  # type: ignore[attr-defined]
