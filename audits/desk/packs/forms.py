"""The form that takes the file of an audit pack."""

from __future__ import annotations

from audit_project.form_fields import file_field
from audit_project.forms import AuditForm


class PackForm(AuditForm):
    """A file with one audit."""

    button = "Check the pack"
    file = file_field(
        "The audit pack",
        ".json,application/json",
        required="Choose the file of an audit pack.",
        empty="This file is empty. Choose the file of an audit pack.",
        help_text="A JSON file up to 2 MB. Whoever runs the server loads a larger one.",
    )
