"""What the pages of a re-audit ask for: a round known from paper, a figure it published, a word on a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms

from audit_project.model_forms import AuditModelForm, chosen_as
from audits.across.comparing.models import ChangeJudgement
from audits.rollup.models import EarlierRound, PublishedFigure


class RoundForm(AuditModelForm):
    button = "Save the round"

    class Meta:
        model = EarlierRound
        fields = ("label", "held", "cases", "unit_plural", "scale_name", "note")


class FigureForm(AuditModelForm):
    button = "Save the figure"
    key = chosen_as(PublishedFigure, "key")
    layout = (
        "text",
        "key",
        Fieldset("The figure as it was published", "numerator", "denominator", "percentage", "amount_as_given"),
        "more_is_better",
    )

    class Meta:
        model = PublishedFigure
        fields = ("text", "key", "numerator", "denominator", "percentage", "amount_as_given", "more_is_better")

    def __init__(self, *args: Any, measures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Something else"), *measures]
        if self.instance.key not in dict(choices):
            choices.append((self.instance.key, "As it was brought in"))
        self.fields["key"].choices = choices


class JudgeForm(AuditModelForm):
    made_when_saved = True
    button = "Save what I see"

    class Meta:
        model = ChangeJudgement
        fields = ("change", "why")
        widgets: ClassVar = {"change": forms.RadioSelect}
