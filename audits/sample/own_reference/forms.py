"""What is asked for to be sealed for an agency: its own reference, or who the case is."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audit_project.model_forms import VersionField
from audits.sample.draw.cohort import LONGEST_REFERENCE
from audits.sample.own_reference.acts import LONGEST_LINES


class OwnReferenceForm(AuditForm):
    button = "Keep it sealed"
    asks_for_names: ClassVar = frozenset({"reference"})
    reference = CharField(
        label="Your own reference",
        max_length=LONGEST_REFERENCE,
        help_text="The number of this case in your agency’s own system. No name, no date of birth, no NHS number.",
        error_messages={"required": "Enter your own reference."},
        widget=forms.TextInput({"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}),
    )
    version = VersionField()


class LinesForm(AuditForm):
    button = "Seal the lines"
    asks_for_names: ClassVar = frozenset({"lines"})
    lines = CharField(
        label="Identifying lines",
        max_length=LONGEST_LINES,
        help_text="What this agency needs to find the record, and no more: name, date of birth, address.",
        error_messages={"required": "Enter the identifying lines."},
        widget=forms.Textarea({"lines": 4, "autocomplete": "off"}),
    )
    version = VersionField()
