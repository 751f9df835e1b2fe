"""What is asked about how an audit's information is handled, until when it is kept, and why it is held."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField, URLField
from audit_project.forms import AuditForm, VersionMixin
from audits.scope.forms import day, long_text, short_text
from audits.scope.information import DATES, DEFAULT_BASIS, FIELDS
from audits.scope.information_models import InformationHandling, Retention


class InformationForm(VersionMixin, AuditForm):
    """The facts carry the names of the row's own fields; any of them may be filled in later."""

    controllers = long_text("Controllers", 1000, "The organisations that decide why and how it is used, one a line.", 4)
    host = short_text("Host", 200, "Who runs this application for the audit.")
    contacts = long_text("Whom to ask", 1000, "Posts and addresses, one a line: the data protection officer first.", 3)
    dpia_reference = short_text("Data protection impact assessment: reference", 120)
    dpia_review_on = day("Impact assessment is reviewed on")
    sharing_reference = short_text("Information sharing agreement: reference", 120)
    sharing_review_on = day("Sharing agreement is reviewed on")
    lawful_basis = long_text(
        "Lawful basis", 4000, "A suggestion stands here at first. Change it to what your partnership was advised.", 9
    )
    confirms_basis = forms.BooleanField(label="This lawful basis is our partnership’s own", required=False)
    privacy_notice = URLField(
        label="Privacy notice", max_length=300, required=False, assume_scheme="https",
        help_text="The whole address of the page, beginning with https://.",
        error_messages={"invalid": "Enter a whole web address, beginning with https://."},
    )  # fmt: skip
    asked_later: ClassVar = frozenset({*FIELDS, "confirms_basis"}) - {"privacy_notice"}

    def __init__(self, *args: Any, row: InformationHandling, **kwargs: Any) -> None:
        first = {name: getattr(row, name) for name in (*FIELDS, "version")}
        first["confirms_basis"] = row.lawful_basis_confirmed_at is not None
        super().__init__(*args, initial=first, **kwargs)
        if row.lawful_basis == DEFAULT_BASIS and row.lawful_basis_confirmed_at is None:
            self.fields["lawful_basis"].help_text = (
                "This is only a suggestion, written with the application. Change it to what your partnership was "
                "advised, then confirm it below."
            )


class RetentionForm(VersionMixin, AuditForm):
    key_review_on = day("The key", "Which number is which child. Suggested: 90 days after the report.")
    returns_review_on = day("Returns as they were handed in", "Suggested: a year after the report.")
    findings_review_on = day("Agreed findings", "Suggested: three years after the report.")
    report_review_on = day("The report and what was published", "Suggested: ten years after the report.")

    def __init__(self, *args: Any, row: Retention, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(row, name) for name in (*DATES, "version")}, **kwargs)


class HoldForm(AuditForm):
    required_words: ClassVar = {"reason": "Say why the audit is held."}
    reason = CharField(
        label="Why is this audit held?",
        max_length=1000,
        help_text="For example, an inquest, a review or a claim. Write no names.",
        widget=forms.Textarea({"lines": 3, "data-look": ""}),
    )
