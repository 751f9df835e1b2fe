"""What the page asks before it makes a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audits.rollup.exports.acts import FINDINGS, NO_REASON, TABLES
from audits.rollup.facts import INSIDE, PUBLISHED

FORMATS = (
    ("xlsx", "Spreadsheet (XLSX), with charts"),
    ("csv", "CSV, a row for each cell"),
    ("json", "JSON, for another program"),
)


class ExportForm(AuditForm):
    required_words: ClassVar = {"what": "Choose what to take.", "format": "Choose a format."}
    what = forms.ChoiceField(label="What to take", widget=forms.RadioSelect)
    reason = CharField(
        label="Why you need the text",
        max_length=1000,
        required=False,
        help_text="It is kept with your name. Not needed for tables.",
        widget=forms.Textarea(attrs={"lines": 3, "data-look": ""}),
    )
    format = forms.ChoiceField(label="Format", choices=FORMATS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, whole: bool, with_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"what": f"{TABLES}-{INSIDE}", "format": "xlsx"}, **kwargs)
        choices = [(f"{TABLES}-{INSIDE}", "The tables with exact counts, for the audit's team only")]
        if whole:
            choices.append((f"{TABLES}-{PUBLISHED}", "The tables as they may be published"))
        if with_text:
            choices.append((FINDINGS, "The agreed findings with their text"))
            self.reveal("reason", by="what", when=[FINDINGS])
        else:
            del self.fields["reason"]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("what") == FINDINGS and not given.get("reason", "").strip():
            self.add_error("reason", NO_REASON)
        return given

    @property
    def said(self) -> dict[str, str]:
        what, _, tier = self.cleaned_data["what"].partition("-")
        said = {"what": what, "format": self.cleaned_data["format"], "tier": tier or INSIDE}
        return said | {"reason": self.cleaned_data.get("reason", "")}
