"""What is asked about how a list is read: what is in doubt, or all of it where somebody wants to answer anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audit_project.list_words import column_called, of_line, shortened
from audit_project.listed import NO_HEADING, QUESTIONS, Listed
from audit_project.text import counted

HEADINGS_OFFERED = 6
IN, OUT = "in", "out"


class ReadingForm(AuditForm):
    """How a list is read, which travels with the form. `flags` says of a row what it looks like; a list of one column
    asks for `column` as well, one of `columns`."""

    button = "Read the list this way"
    asked_later: ClassVar = frozenset({"left_out"})
    required_words: ClassVar = {
        "sheet": "Choose the sheet.",
        "heading": "Choose the row that names the columns.",
        "column": "Choose the column.",
        "hidden": "Say whether the hidden rows are meant.",
    }
    rows = CharField(widget=forms.HiddenInput, strip=False)
    sheet = forms.TypedChoiceField(label="Which sheet holds the list?", coerce=int, widget=forms.RadioSelect)
    heading = forms.TypedChoiceField(label="Which row names the columns?", coerce=int, widget=forms.RadioSelect)
    hidden = forms.ChoiceField(label="Are the hidden rows meant?", widget=forms.RadioSelect)
    left_out = forms.TypedMultipleChoiceField(
        label="Which of these are no rows of the list?",
        help_text="Ticked ones are left out.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        listed: Listed,
        flags: Mapping[int, str],
        columns: Mapping[int, str] | None = None,
        headed: bool = True,
        **kwargs: Any,
    ) -> None:
        how = listed.how
        initial = {"sheet": how.sheet, "heading": how.heading, "left_out": how.left_out, "column": how.column}
        hidden = {True: IN, False: OUT}.get(how.hidden) if how.hidden is not None else None
        super().__init__(*args, initial=initial | {"hidden": hidden, **kwargs.pop("initial", {})}, **kwargs)
        choices: dict[str, list[tuple[Any, str]]] = {
            "sheet": sheets_offered(listed),
            "heading": headings_offered(listed, headed),
            "column": [(at, words) for at, words in (columns or {}).items()],
            "hidden": hidden_offered(listed),
            "left_out": [(at, words) for at, words in flags.items()],
        }
        for name in QUESTIONS:
            least = 1 if name in ("hidden", "left_out") else 2
            if name not in self.fields:
                continue
            if (how.asked and name not in how.asked) or len(choices[name]) < least:
                del self.fields[name]
            else:
                self.fields[name].choices = choices[name]
        self.order_fields(QUESTIONS)

    @property
    def answers(self) -> dict[str, Any]:
        """What was said, as `answered` takes it."""
        given = {name: self.cleaned_data[name] for name in QUESTIONS if name in self.fields}
        if "hidden" in given:
            given["hidden"] = given["hidden"] == IN
        return given | ({"left_out": tuple(given["left_out"])} if "left_out" in given else {})


def sheets_offered(listed: Listed) -> list[tuple[int, str]]:
    found = []
    for at in listed.offered:
        sheet = listed.sheets[at]
        rows = counted(len(sheet.lines), "row")
        found.append((at, f"{shortened(sheet.name)} ({rows}{', hidden' if sheet.hidden else ''})"))
    return found


def headings_offered(listed: Listed, headed: bool) -> list[tuple[int, str]]:
    top = listed.sheet.lines[:HEADINGS_OFFERED]
    if listed.heading_line and listed.heading_line not in top:
        top = (*top, listed.heading_line)
    rows = [(line.number, f"Row {line.number}: {of_line(line)}") for line in top]
    return rows if headed else [*rows, (NO_HEADING, "None: the first row is a row like the others")]


def hidden_offered(listed: Listed) -> list[tuple[str, str]]:
    hidden = len(listed.hidden)
    if not hidden:
        return []
    shown = len(listed.under) - hidden
    return [
        (OUT, f"No: only the {counted(shown, 'row')} in sight"),
        (IN, f"Yes: all {counted(shown + hidden, 'row')}, the hidden ones too"),
    ]


def column_offered(listed: Listed, column: int, like: str) -> str:
    words = column_called(listed, column)
    return f"{words[:1].upper()}{words[1:]}" + (f", like {shortened(like)}" if like else "")
