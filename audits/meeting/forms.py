"""What the meeting's pages ask for: the questions and their sentences are those of the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Field
from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.text import capfirst

from agencies.models import Agency
from audit_project.forms import AuditForm, Button, offer
from audit_project.model_forms import AuditModelForm, VersionField, words_if_empty
from audits.codes.models import NOT_GRADED, AnswerState, PracticeDomain, Qualifier
from audits.meeting.models import AgreedFinding, AgreedGrade, Attendance, Meeting, PanelView, Theme
from audits.meeting.rules import NO_SOURCES
from audits.returns.handling import is_kept_back
from audits.returns.models import Finding, Scope
from audits.scope.models import Audit
from audits.tools.models import RatingBand

# Reasons for no grade that a meeting may give. "Answered" and "not answered" are none.
REASONS_FOR_NONE = (NOT_GRADED, "NA", "CANTTELL")


class OpenMeetingForm(AuditModelForm):
    button = "Open the meeting"
    asked = frozenset(("held_on",))

    class Meta:
        model = Meeting
        fields = ("held_on",)


class FormOfAgencies(AuditModelForm):
    """A form of a row that is of one of these agencies."""

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["agency"], agencies, "Choose an agency", named="full_name")


class AttendanceForm(FormOfAgencies):
    asks_for_names = frozenset(("name",))

    class Meta:
        model = Attendance
        fields = ("agency", "name", "attended", "disagreed", "disagreement")


def grade_of(model: type[models.Model]) -> forms.ChoiceField:
    """One question for the grade of a row, and for the reason why there is none."""
    band: Any = model._meta.get_field("band")
    words = words_if_empty(band)
    return forms.ChoiceField(label=capfirst(band.verbose_name), widget=forms.RadioSelect, error_messages=words)


class GradedForm(AuditModelForm):
    """A grade of the audit's scale, or the reason why there is none, and why."""

    asked = frozenset(("reason",))
    asked_by: ClassVar = {"band": "grade", "state": "grade"}
    field_order = ("grade",)

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        self.bands: dict[str, RatingBand] = {
            band.code: band for band in (audit.scale.bands.all() if audit.scale is not None else ())
        }
        self.states = {state.code: state for state in AnswerState.objects.filter(code__in=REASONS_FOR_NONE)}
        row = kwargs["instance"]
        super().__init__(*args, initial={"grade": chosen(row.band, row.state_id)}, **kwargs)
        self.fields["grade"].choices = [
            *((f"band-{code}", band.label) for code, band in self.bands.items()),
            *((f"state-{code}", self.none.format(state.label.lower())) for code, state in self.states.items()),
        ]

    @property
    def none(self) -> str:
        return "No grade: {}"

    @property
    def said(self) -> dict[str, Any]:
        kind, _, code = self.cleaned_data["grade"].partition("-")
        band = self.bands[code] if kind == "band" else None
        return {**super().said, "band": band, "state": self.states[code] if kind == "state" else None}

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**stored, "grade": chosen(stored["band"], stored["state_id"])}


def chosen(band: RatingBand | None, state: str) -> str:
    """The answer that stands for a grade, or for the reason why there is none."""
    return f"band-{band.code}" if band is not None else f"state-{state}"


class AgreedGradeForm(GradedForm):
    """The agreed grade."""

    made_when_saved = True
    button = "Save the agreed grade"
    grade = grade_of(AgreedGrade)

    class Meta:
        model = AgreedGrade
        fields = ("qualifier", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["qualifier"], Qualifier.objects.filter(is_active=True), "None")

    @property
    def none(self) -> str:
        return super().none if self.bands else "{}"


class ViewForm(AuditModelForm):
    """The panel's view of an agency's grade of its own practice."""

    made_when_saved = True
    button = "Save the panel's view"

    class Meta:
        model = PanelView
        fields = ("view", "why", "band")
        widgets: ClassVar = {"view": forms.RadioSelect}

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["band"], RatingBand.objects.filter(scale_id=audit.scale_id), "Not said")


class ProposeForm(AuditModelForm):
    """Tick what agencies found and write it as one finding."""

    button = "Propose this finding"
    layout = (
        Field("sources", template="meeting/pieces/ticks.html"),
        "text",
        "domain",
        "scope",
        "missed_opportunity",
        "exemplar",
    )
    sources = forms.MultipleChoiceField(
        label="Findings from the returns",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_SOURCES},
    )
    field_order = ("sources",)

    class Meta:
        model = AgreedFinding
        fields = ("text", "domain", "scope", "missed_opportunity", "exemplar")
        labels: ClassVar = {"text": "The finding in one statement"}
        help_texts: ClassVar = {"text": "Leave empty to take over the words of the only one you tick."}

    def __init__(
        self, *args: Any, open_findings: Sequence[Finding], practices: QuerySet[PracticeDomain], **kwargs: Any
    ) -> None:
        self.open_findings = {str(row.pk): row for row in open_findings}
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["sources"].choices = [(key, row.text) for key, row in self.open_findings.items()]
        self.fields["sources"].error_messages["invalid_choice"] = "One of these findings is already grouped, or gone."
        self.fields["scope"].choices = [("", "Not said"), *Scope.choices]
        offer(self.fields["domain"], practices, "As in the returns")

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
        said, sources = super().said, [self.open_findings[key] for key in self.cleaned_data["sources"]]
        return {**said, "sources": sources, "kind": sources[0].kind, "domain": said["domain"] or sources[0].domain}


class SeenRowForm(AuditForm):
    """What is done with a row as somebody saw it."""

    version = VersionField()


class ConfirmFindingForm(SeenRowForm):
    button = "Confirm the finding"
    button_class = ""


class UngroupForm(SeenRowForm):
    button = "Take it away"


class RegroupForm(SeenRowForm):
    """Which findings from the returns a proposed finding is grouped from."""

    button = "Save the grouping"
    sources = forms.MultipleChoiceField(
        label="Grouped from", widget=forms.CheckboxSelectMultiple, error_messages={"required": NO_SOURCES}
    )

    def __init__(self, *args: Any, offered: Sequence[Finding], **kwargs: Any) -> None:
        self.offered = {str(row.pk): row for row in offered}
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = [
            (key, f"{row.agency.full_name}: {row.text}") for key, row in self.offered.items()
        ]

    @property
    def said(self) -> dict[str, Any]:
        return {**super().said, "sources": [self.offered[key] for key in self.cleaned_data["sources"]]}


class RewordForm(AuditModelForm):
    button = "Save the words"

    class Meta:
        model = AgreedFinding
        fields = ("text",)


class MarkForm(AuditModelForm):
    button = "Save the marks"

    class Meta:
        model = AgreedFinding
        fields = ("exemplar", "missed_opportunity")


class DeclineForm(AuditModelForm):
    button = "Decline the finding"
    asked = frozenset(("declined_reason",))

    class Meta:
        model = AgreedFinding
        fields = ("declined_reason",)


class PutUnderForm(AuditModelForm):
    button = "Save the theme"

    class Meta:
        model = AgreedFinding
        fields = ("theme",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        offer(self.fields["theme"], Theme.objects.filter(audit_id=row.audit_id, kind=row.kind), "No theme yet")


class MeetingThemeForm(AuditModelForm):
    button = "Add the theme"

    class Meta:
        model = Theme
        fields = ("kind", "statement")
        widgets: ClassVar = {"kind": forms.RadioSelect}


class EditThemeForm(AuditModelForm):
    """The words of a theme. Its kind stays: the findings under it are of that kind."""

    button = "Save the theme"
    more_buttons = (Button("act", "Take the theme away", sends="remove", css_class="govuk-button--warning"),)

    class Meta:
        model = Theme
        fields = ("statement",)
