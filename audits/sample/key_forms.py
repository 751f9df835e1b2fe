"""What is asked about the key: where it is kept, or the references to seal."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, VersionMixin
from audits.sample.draw.cohort import LONGEST_REFERENCE
from audits.sample.key_models import KeyHolding
from audits.sample.models import Case
from audits.scope.forms import short_text


class OutsideForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"stored_at": "Say where the key is stored.", "kept_by": "Say who keeps it."}
    stored_at = short_text(
        "Where is the key stored?",
        200,
        "A place, never the key itself: the QA team’s secure drive.",
        required=True,
    )
    kept_by = short_text("Who keeps it?", 120, "A post: business manager of the partnership.", required=True)

    def __init__(self, *args: Any, holding: KeyHolding | None, **kwargs: Any) -> None:
        first = {"version": 1}
        if holding is not None:
            first = {name: getattr(holding, name) for name in ("stored_at", "kept_by", "version")}
        super().__init__(*args, initial=first, **kwargs)


class SealForm(AuditForm):
    """A reference for each case that has none here; any of them may stay empty."""

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        for case in cases:
            name = f"case_{case.number}"
            self.fields[name] = CharField(
                label=f"Reference of case {case.number}", max_length=LONGEST_REFERENCE, required=False,
                widget=forms.TextInput({"class": "govuk-input govuk-input--width-10", "autocomplete": "off"}),
            )  # fmt: skip
            self.dress(name, self.fields[name])
            self.fields[name].asked_later = True  # type: ignore[attr-defined]

    def pairs(self) -> list[tuple[Case, str]]:
        given = self.cleaned_data
        return [(case, given[f"case_{case.number}"]) for case in self.cases if given.get(f"case_{case.number}")]


class WipeForm(AuditForm):
    required_words: ClassVar = {"sure": "Tick that the key is no longer needed.", "reason": "Say why the key is wiped."}
    reason = short_text("Why is it wiped?", 200, "It stands on the page of the key. Write no names.", required=True)
    sure = forms.BooleanField(label="Nobody needs to find these children again through this application")
