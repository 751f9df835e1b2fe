"""What the pages of actions ask for, each question with its own sentence when the answer is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms

from agencies.models import Agency
from audit_project.forms import AuditForm, DateField, VersionMixin
from audits.actions.models import Action, Recommendation
from audits.meeting.forms import text_field, version_field
from audits.meeting.models import Theme
from audits.scope.models import Audit


class RecommendationForm(AuditForm):
    required_words: ClassVar = {"text": "Write what should change."}
    version = version_field()
    text = text_field("What should change", 1000, lines=3)
    theme = forms.ModelChoiceField(
        label="The theme that says why", queryset=Theme.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, audit: Audit, row: Recommendation | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {"version": row.version, "text": row.text, "theme": row.theme_id}
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.filter(audit=audit)  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "theme": self.cleaned_data["theme"]}


class ActionForm(AuditForm):
    required_words: ClassVar = {
        "owner": "Choose the agency that owns the action.",
        "text": "Write what will be done.",
        "due": "Enter the day it is due.",
    }
    version = version_field()
    owner = forms.ModelChoiceField(
        label="Agency that owns it", queryset=Agency.objects.none(), empty_label="Choose an agency"
    )
    text = text_field("What will be done", 1000, lines=3)
    due = DateField(label="Due", help_text="For example, 27 3 2027")

    def __init__(
        self, *args: Any, agencies: Iterable[Agency], today: date, row: Action | None = None, **kwargs: Any
    ) -> None:
        self.today, self.row = today, row
        if row is not None:
            kwargs["initial"] = {"version": row.version, "owner": row.owner_id, "text": row.text, "due": row.due}
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = lambda agency: agency.full_name  # type: ignore[attr-defined]

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < self.today and (self.row is None or due != self.row.due):
            raise forms.ValidationError("The day an action is due must be today or later.")
        return due

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("owner", "text", "due")}


class ProgressForm(AuditForm):
    required_words: ClassVar = {"text": "Say how far it has got."}
    text = text_field("How far it has got", 2000, lines=4)


class CloseForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"evidence": "Say what shows that the action is done."}
    evidence = text_field("What shows that it is done", 2000, "Evidence closes an action. No names.", lines=4)


class DropForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"reason": "Say why the action is dropped."}
    reason = text_field("Why it is dropped", 2000, lines=3)
