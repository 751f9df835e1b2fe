"""What is asked about the key: where it is kept, or the references to seal."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audit_project.model_forms import AuditModelForm, asked_as
from audits.sample.draw.cohort import LONGEST_REFERENCE
from audits.sample.key.models import KeyHolding
from audits.sample.models import Case


class OutsideForm(AuditModelForm):
    made_when_saved = True
    asked = frozenset(("stored_at", "kept_by"))

    class Meta:
        model = KeyHolding
        fields = ("stored_at", "kept_by")


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
            self.fields[name].asked_later = True

    def pairs(self) -> list[tuple[Case, str]]:
        given = self.cleaned_data
        return [(case, given[f"case_{case.number}"]) for case in self.cases if given.get(f"case_{case.number}")]


class WipeForm(AuditForm):
    button = "Wipe it"
    required_words: ClassVar = {"sure": "Tick that the key is no longer needed."}
    reason = asked_as(KeyHolding, "wiped_because", required=True)
    sure = forms.BooleanField(label="Nobody needs to find these children again through this application")
