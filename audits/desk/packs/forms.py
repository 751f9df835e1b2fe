"""The form that takes the file of an audit pack."""

from __future__ import annotations

from django import forms

from audit_project.forms import AuditForm
from audit_project.uploads import LONGEST_NAME, NAME_TOO_LONG


class PackForm(AuditForm):
    """A file with one audit."""

    button = "Check the pack"
    file = forms.FileField(
        label="The audit pack",
        help_text="A JSON file up to 2 MB. Whoever runs the server loads a larger one.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json", "class": "govuk-file-upload"}),
        error_messages={
            "required": "Choose the file of an audit pack.",
            "empty": "This file is empty. Choose the file of an audit pack.",
            "max_length": NAME_TOO_LONG,
        },
        max_length=LONGEST_NAME,
    )
