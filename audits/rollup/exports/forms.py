"""What the page asks before it makes a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import AuditForm
from audit_project.model_forms import asked_as
from audits.rollup.exports.acts import BOARD, FINDINGS, FORMATS, TABLES
from audits.rollup.exports.models import Export
from audits.rollup.facts import INSIDE, PUBLISHED

AS = (
    ("xlsx", "Spreadsheet (XLSX), with charts"),
    ("csv", "CSV, a row for each cell"),
    ("json", "JSON, for another program"),
    ("svg", "Picture (SVG), of the board"),
    ("print", "Page to print, of the board"),
)


FOR_THE_BOARD = "The board leaves as a picture or as a page to print. Choose one of these."
FOR_TABLES = "Tables and findings leave as a spreadsheet, CSV or JSON. Choose one of these."


class ExportForm(AuditForm):
    button = "Make the file"
    required_words: ClassVar = {"what": "Choose what to take.", "format": "Choose a format."}
    what = forms.ChoiceField(label="What to take", widget=forms.RadioSelect)
    reason = asked_as(Export, "reason")
    format = forms.ChoiceField(label="Format", choices=AS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, whole: bool, with_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"what": f"{TABLES}-{INSIDE}", "format": "xlsx"}, **kwargs)
        choices = [(f"{TABLES}-{INSIDE}", "The tables with exact counts, for the audit's team only")]
        if whole:
            choices += [
                (f"{TABLES}-{PUBLISHED}", "The tables as they may be published"),
                (f"{BOARD}-{PUBLISHED}", "The board as it may be published"),
            ]
        if with_text:
            exact = f"{BOARD}-{INSIDE}"
            choices += [(exact, "The board with exact counts"), (FINDINGS, "The agreed findings with their text")]
            self.reveal("reason", by="what", when=[FINDINGS, exact])
        else:
            del self.fields["reason"]
        self.fields["what"].choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        what, format = found.get("what", "").partition("-")[0], found.get("format", "")
        if what and format and format not in FORMATS[what]:
            self.add_error("format", FOR_THE_BOARD if what == BOARD else FOR_TABLES)
        return found

    @property
    def said(self) -> dict[str, str]:
        what, _, tier = self.cleaned_data["what"].partition("-")
        said = {"what": what, "format": self.cleaned_data["format"], "tier": tier or INSIDE}
        return said | {"reason": self.cleaned_data.get("reason", "")}
