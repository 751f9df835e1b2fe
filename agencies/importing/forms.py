"""The form that takes the file of a list."""

from __future__ import annotations

from django import forms

from audit_project.forms import AuditForm
from audit_project.uploads import LONGEST_NAME, NAME_TOO_LONG


class ListForm(AuditForm):
    """A file with a list."""

    button = "Show what it would do"
    file = forms.FileField(
        label="The list",
        help_text="A CSV file or a workbook (.xlsx), up to 2 MB and 10,000 rows.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx", "class": "govuk-file-upload"}),
        error_messages={
            "required": "Choose a CSV file or a workbook.",
            "empty": "This file is empty.",
            "max_length": NAME_TOO_LONG,
        },
        max_length=LONGEST_NAME,
    )
