"""What the pages of a re-audit ask for: a round known from paper, a figure it published, a word on a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from audit_project.forms import AuditForm
from audits.meeting.forms import text_field, version_field
from audits.rollup.compare_models import ChangeJudgement
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.scope.forms import long_text, number, short_text

MOST = 10_000_000
WAYS = (("", "Nobody has said"), ("more", "More is better"), ("fewer", "Fewer is better"))
BETTER = {"more": True, "fewer": False}


class RoundForm(AuditForm):
    required_words: ClassVar = {"label": "Name the round, for example “First round”."}
    version = version_field()
    label = short_text("Name of the round", 120, "For example “First round, 2022”.", required=True)
    held = short_text("When it was held", 60, "As the source says it: “autumn 2022”.")
    cases = number("How many it looked at", 0, MOST, "Leave it empty where the source does not say.")
    unit_plural = short_text("What it counted", 30, "In the plural: “audits”, “children”, “contacts”.")
    scale_name = short_text("Name of its grading scale", 80, "Grades are compared only where the scale is the same.")
    note = long_text("Note", 2000, "Where the figures come from.", lines=3, look=True)

    def __init__(self, *args: Any, row: EarlierRound | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class FigureForm(AuditForm):
    required_words: ClassVar = {"text": "Write what the figure says."}
    version = version_field()
    text = text_field("What was published", 400, "In a sentence of your own.", lines=2)
    key = forms.ChoiceField(
        label="What it measures here",
        required=False,
        help_text="It is set beside this. Choose “Something else” for a figure that is only kept.",
    )
    numerator = number("How many", 0, MOST)
    denominator = number("Out of how many", 1, MOST)
    percentage = forms.DecimalField(
        label="Percentage as published",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=1,
        help_text="As it was printed, also where it is not that of the two numbers.",
        widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input govuk-input--width-5"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            "Enter a percentage from 0 to 100, with one decimal place at most.",
        ),
    )
    amount_as_given = short_text(
        "Amount in words", 60, "Where the source gave no number: “some”, “a number of”. It is never made into one."
    )
    way = forms.ChoiceField(
        label="Which way is good",
        choices=WAYS,
        required=False,
        help_text="Grades, answers and themes know their way. This is for other figures.",
    )

    def __init__(
        self,
        *args: Any,
        measures: Iterable[tuple[str, str]],
        row: PublishedFigure | None = None,
        **kwargs: Any,
    ) -> None:
        choices = [("", "Something else"), *measures]
        if row is not None:
            names = [name for name in self.base_fields if name != "way"]
            way = {True: "more", False: "fewer", None: ""}[row.more_is_better]
            kwargs["initial"] = {**{name: getattr(row, name) for name in names}, "way": way}
            if row.key not in dict(choices):
                choices.append((row.key, "As it was brought in"))
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = choices  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        names = ("text", "key", "numerator", "denominator", "percentage", "amount_as_given")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "more_is_better": BETTER.get(self.cleaned_data["way"]),
        }


class JudgeForm(AuditForm):
    required_words: ClassVar = {"change": "Choose what became of it.", "why": "Say what you go by."}
    version = version_field()
    change = forms.ChoiceField(
        label="What became of it", choices=ChangeJudgement.Change.choices, widget=forms.RadioSelect
    )
    why = text_field("What you go by", 2000, "It stands beside the computed change. No names.", lines=4)
