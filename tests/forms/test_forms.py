"""The base of every form: what a person is told, and what is kept."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, DateField, VersionMixin
from audits.across.comparing.models import ChangeJudgement
from audits.actions.compare_forms import JudgeForm


class ReturnForm(VersionMixin, AuditForm):
    required_words = {"grade": "Choose a grade."}
    grade = forms.ChoiceField(choices=[("RI", "Requires improvement"), ("G", "Good")], widget=forms.RadioSelect)
    reason = CharField(label="Reason", max_length=10, widget=forms.Textarea({"lines": 3}))
    seen = forms.ChoiceField(label="Was the child seen?", choices=[("y", "Yes")], widget=forms.RadioSelect)
    on = DateField(label="Day", required=False)


def errors(**data: Any) -> dict[str, list[str]]:
    form = ReturnForm({"version": "1", **data})
    form.is_valid()
    return {name: list(map(str, said)) for name, said in form.errors.items()}


def test_each_empty_field_says_its_own_sentence() -> None:
    said = errors()
    assert said["grade"] == ["Choose a grade."]
    assert said["reason"] == ["Enter reason."]
    assert said["seen"] == ["Answer the question: was the child seen?"]
    assert "on" not in said


def test_a_field_that_brings_its_own_sentence_keeps_it() -> None:
    class Form(AuditForm):
        name = CharField(error_messages={"required": "Say who it was."})

    form = Form({})
    assert not form.is_valid()
    assert form.errors["name"] == ["Say who it was."]


def test_line_ends_count_once() -> None:
    form = ReturnForm({"version": "1", "grade": "G", "seen": "y", "reason": "12345\r\n789"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["reason"] == "12345\n789"


def test_too_long_a_text_is_refused_and_nothing_is_cut_off() -> None:
    said = errors(reason="x" * 1_000_000)
    assert said["reason"] == ["Use 10 characters or fewer: it has 1000000."]


def test_a_sign_that_nobody_sees_is_taken_out_and_the_page_shows_the_rest() -> None:
    form = ReturnForm({"version": "1", "grade": "G", "seen": "y", "reason": "a\x00\tb\x0bc"})
    assert form.is_valid()
    assert form.cleaned_data["reason"] == "a\tb\nc"
    assert form["reason"].value() == "a\tb\nc"


def test_an_answer_off_the_list_is_refused_without_repeating_it() -> None:
    said = errors(grade="<b>Excellent</b>")
    assert said["grade"] == ["Choose one of the answers on the list."]


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("31", "2", "2026", "Enter a real date, like 7 3 2026."),
        ("x", "2", "2026", "Enter a real date, like 7 3 2026."),
        ("1_0", "2", "2026", "Enter a real date, like 7 3 2026."),
        ("1", "", "2026", "The date must include a month."),
        ("1", "", "", "The date must include a month and a year."),
        ("1", "2", "26", "Enter a year of four figures, like 2026."),
    ],
)
def test_a_date_that_cannot_be_is_explained(day: str, month: str, year: str, sentence: str) -> None:
    assert errors(on_day=day, on_month=month, on_year=year)["on"] == [sentence]


@pytest.mark.parametrize("month", ["3", "03", "March", "mar"])
def test_a_month_may_be_typed_as_a_number_or_a_name(month: str) -> None:
    form = ReturnForm(
        {"version": "1", "grade": "G", "seen": "y", "reason": "a", "on_day": "7", "on_month": month, "on_year": "2026"}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2026, 3, 7)


def test_radio_buttons_of_a_model_have_no_empty_one() -> None:
    form = JudgeForm()
    assert [key for key, _ in form.fields["change"].choices] == ChangeJudgement.Change.values  # type: ignore[attr-defined]


def test_a_sentence_about_a_row_lands_where_it_is_asked_for_and_never_on_a_field_at_fault() -> None:
    form = ReturnForm({"version": "1", "grade": "G", "seen": "y", "reason": "much too long"})
    form.asked_by = {"band": "grade"}  # type: ignore[misc]
    form.add_error(None, ValidationError({"band": "No such band.", "reason": "Say why.", "other": "Not asked here."}))
    assert form.errors["grade"] == ["No such band."]
    assert form.errors["reason"] == ["Use 10 characters or fewer: it has 13."]
    assert form.non_field_errors() == ["Not asked here."]
