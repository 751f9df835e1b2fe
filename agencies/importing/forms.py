"""The form that takes the file of a list."""

from __future__ import annotations

from audit_project.form_fields import file_field
from audit_project.forms import AuditForm


class ListForm(AuditForm):
    """A file with a list."""

    button = "Show what it would do"
    file = file_field(
        "The list",
        ".csv,.xlsx",
        required="Choose a CSV file or a workbook.",
        empty="This file is empty.",
        help_text="A CSV file or a workbook (.xlsx), up to 2 MB and 10,000 rows.",
    )
