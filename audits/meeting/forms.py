"""What the meeting's pages ask for, each question with its own sentence when the answer is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from agencies.models import Agency
from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, DateField
from audits.codes.models import NOT_GRADED, AnswerState, PracticeDomain, Qualifier
from audits.meeting.models import AgreedFinding, AgreedGrade, Attendance, PanelView, Theme
from audits.returns.handling import is_kept_back
from audits.returns.models import Finding, Kind, Scope
from audits.scope.models import Audit
from audits.scope.tools import RatingBand

# Reasons for no grade that a meeting may give. "Answered" and "not answered" are none.
REASONS_FOR_NONE = (NOT_GRADED, "NA", "CANTTELL")


def text_field(label: str, limit: int, help_text: str = "", required: bool = True, lines: int = 5) -> CharField:
    widget = forms.Textarea(attrs={"lines": lines, "data-look": ""})  # looked through while it is written
    return CharField(label=label, max_length=limit, help_text=help_text, required=required, widget=widget)


def version_field() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)


class OpenForm(AuditForm):
    required_words: ClassVar = {"held_on": "Enter the day of the meeting."}
    held_on = DateField(label="Day of the meeting", help_text="For example, 27 3 2026")


class AttendanceForm(AuditForm):
    asks_for_names: ClassVar = frozenset(("name",))
    required_words: ClassVar = {"agency": "Choose the agency.", "name": "Enter the person's name."}
    version = version_field()
    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), empty_label="Choose an agency")
    name = CharField(label="Name", max_length=120)
    attended = forms.TypedChoiceField(
        label="Did they attend?",
        choices=[("yes", "Yes"), ("no", "No, apologies")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    disagreed = forms.BooleanField(label="They disagreed with what was agreed", required=False)
    disagreement = text_field("What they disagreed with, and why", 2000, required=False, lines=3)

    def __init__(self, *args: Any, agencies: Iterable[Agency], row: Attendance | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {
                "version": row.version,
                "agency": row.agency_id,
                "name": row.name,
                "attended": "yes" if row.attended else "no",
                "disagreed": row.disagreed,
                "disagreement": row.disagreement,
            }
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["agency"].label_from_instance = lambda agency: agency.full_name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("disagreed") and not data.get("disagreement"):
            self.add_error("disagreement", "Say what they disagreed with and why.")
        return data

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class GradeForm(AuditForm):
    """The agreed grade: a band of the audit's scale, or the reason why there is none."""

    required_words: ClassVar = {
        "grade": "Choose a grade, or say why there is none.",
        "reason": "Say why this was agreed.",
    }
    version = version_field()
    grade = forms.ChoiceField(label="Grade of the multi-agency practice", widget=forms.RadioSelect)
    qualifier = forms.ModelChoiceField(
        label="Words beside the grade",
        queryset=Qualifier.objects.filter(is_active=True),
        required=False,
        empty_label="None",
        help_text="They qualify the grade; they are not another grade.",
    )
    reason = text_field("Why this was agreed", 4000)

    def __init__(self, *args: Any, audit: Audit, row: AgreedGrade | None = None, **kwargs: Any) -> None:
        self.bands: dict[str, RatingBand] = {
            band.code: band for band in (audit.scale.bands.all() if audit.scale is not None else ())
        }
        self.states = {state.code: state for state in AnswerState.objects.filter(code__in=REASONS_FOR_NONE)}
        if row is not None:
            chosen = f"band-{row.band.code}" if row.band is not None else f"state-{row.state_id}"
            kwargs["initial"] = {
                "version": row.version, "grade": chosen, "qualifier": row.qualifier_id, "reason": row.reason,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        none = "No grade: {}" if self.bands else "{}"
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            *((f"band-{code}", band.label) for code, band in self.bands.items()),
            *((f"state-{code}", none.format(state.label.lower())) for code, state in self.states.items()),
        ]

    @property
    def said(self) -> dict[str, Any]:
        kind, _, code = self.cleaned_data["grade"].partition("-")
        return {
            "band": self.bands[code] if kind == "band" else None,
            "state": self.states[code] if kind == "state" else None,
            "qualifier": self.cleaned_data["qualifier"],
            "reason": self.cleaned_data["reason"],
        }

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        band = stored["band"]
        return {**stored, "grade": f"band-{band.code}" if band is not None else f"state-{stored['state_id']}"}


class ViewForm(AuditForm):
    """The panel's view of an agency's grade of its own practice."""

    required_words: ClassVar = {"view": "Choose whether the panel accepts or challenges the grade."}
    version = version_field()
    view = forms.ChoiceField(label="The panel's view", choices=PanelView.View.choices, widget=forms.RadioSelect)
    why = text_field("Why", 2000, "Needed when the grade is challenged.", required=False)
    band = forms.ModelChoiceField(
        label="The grade the panel would give",
        queryset=RatingBand.objects.none(),
        required=False,
        empty_label="Not said",
        help_text="Only when the grade is challenged.",
    )

    def __init__(self, *args: Any, audit: Audit, row: PanelView | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {"version": row.version, "view": row.view, "why": row.why, "band": row.band_id}
        super().__init__(*args, **kwargs)
        self.fields["band"].queryset = RatingBand.objects.filter(scale_id=audit.scale_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("view") == PanelView.View.CHALLENGED and not data.get("why"):
            self.add_error("why", "Say why the grade was challenged.")
        return data


class ProposeForm(AuditForm):
    """Tick what agencies found and write it as one finding."""

    required_words: ClassVar = {"sources": "Tick at least one finding from the returns."}
    sources = forms.MultipleChoiceField(label="Findings from the returns", widget=forms.CheckboxSelectMultiple)
    text = text_field(
        "The finding in one statement", 4000, "Leave empty to take over the words of the only one you tick.", False
    )
    domain = forms.ModelChoiceField(
        label="Domain", queryset=PracticeDomain.objects.all(), required=False, empty_label="As in the returns"
    )
    scope = forms.ChoiceField(label="How far it reaches", choices=[("", "Not said"), *Scope.choices], required=False)
    missed_opportunity = forms.BooleanField(label="It was a missed opportunity", required=False)
    exemplar = forms.BooleanField(label="Others could learn from it: an exemplar", required=False)

    def __init__(self, *args: Any, open_findings: Sequence[Finding], **kwargs: Any) -> None:
        self.open_findings = {str(row.pk): row for row in open_findings}
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = [(key, row.text) for key, row in self.open_findings.items()]  # type: ignore[attr-defined]
        self.fields["sources"].error_messages["invalid_choice"] = "One of these findings is already grouped, or gone."

    @property
    def ticks(self) -> list[tuple[Any, Finding]]:
        return list(zip(self["sources"], self.open_findings.values(), strict=True))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        sources = data.get("sources") or []
        if sources and not data.get("text") and "text" not in self.errors:
            if len(sources) > 1:
                self.add_error("text", "Write the finding in one statement.")
            else:
                only = self.open_findings[sources[0]]
                if is_kept_back(only):
                    self.add_error("text", "This finding is kept back: write it in words that the panel may read.")
                data["text"] = only.text
        return data

    @property
    def said(self) -> dict[str, Any]:
        sources = [self.open_findings[key] for key in self.cleaned_data["sources"]]
        said = {name: value for name, value in self.cleaned_data.items() if name != "sources"}
        return {**said, "sources": sources, "kind": sources[0].kind, "domain": said["domain"] or sources[0].domain}


class RegroupForm(AuditForm):
    """Which findings from the returns a proposed finding is grouped from."""

    required_words: ClassVar = {"sources": "Tick at least one finding from the returns."}
    version = version_field()
    sources = forms.MultipleChoiceField(label="Grouped from", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Sequence[Finding], **kwargs: Any) -> None:
        self.offered = {str(row.pk): row for row in offered}
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.agency.full_name}: {row.text}") for key, row in self.offered.items()
        ]


class ConfirmForm(AuditForm):
    version = version_field()


class RewordForm(AuditForm):
    required_words: ClassVar = {"text": "Write the finding."}
    version = version_field()
    text = text_field("The finding", 4000)


class MarkForm(AuditForm):
    version = version_field()
    exemplar = forms.BooleanField(label="Others could learn from it: an exemplar", required=False)
    missed_opportunity = forms.BooleanField(label="It was a missed opportunity", required=False)


class DeclineForm(AuditForm):
    required_words: ClassVar = {"declined_reason": "Say why the finding was declined."}
    version = version_field()
    declined_reason = text_field("Why it is declined", 2000, lines=3)


class PutUnderForm(AuditForm):
    version = version_field()
    theme = forms.ModelChoiceField(
        label="Theme of the audit", queryset=Theme.objects.none(), required=False, empty_label="No theme yet"
    )

    def __init__(self, *args: Any, finding: AgreedFinding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = Theme.objects.filter(audit_id=finding.audit_id, kind=finding.kind)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]


class ThemeForm(AuditForm):
    required_words: ClassVar = {
        "kind": "Choose good practice or area for development.",
        "statement": "Write the theme in a sentence.",
    }
    version = version_field()
    kind = forms.ChoiceField(label="Kind", choices=Kind.choices, widget=forms.RadioSelect)
    statement = text_field("The theme in one sentence", 600, lines=3)

    def __init__(self, *args: Any, row: Theme | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {"version": row.version, "statement": row.statement}
        super().__init__(*args, **kwargs)
        if row is not None:  # the kind stays: the findings under it are of that kind
            del self.fields["kind"]
