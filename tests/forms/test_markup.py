"""The template pack: every field can be read aloud, and nothing that was typed becomes markup."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, DateField, HintedRadios

NASTY = '<script>alert(1)</script>"&'


class WholeForm(AuditForm):
    """One field of each kind, with labels, hints and answers that came from data."""

    name = CharField(label=NASTY, help_text=NASTY, max_length=50)
    reason = CharField(label="Reason", help_text="Say why.", max_length=100, widget=forms.Textarea)
    grade = forms.ChoiceField(
        label="Grade", choices=[("G", NASTY), ("RI", "Requires improvement")], widget=HintedRadios(hints={"RI": NASTY})
    )
    parts = forms.MultipleChoiceField(
        label="Parts", help_text="Any.", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    agency = forms.ChoiceField(label="Agency", choices=[("", "Choose"), ("p", NASTY)])
    held = DateField(label="Day of the meeting", help_text="For example, 27 3 2026")
    sure = forms.BooleanField(label="I am sure")
    secret = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reveal("reason", by="grade", when=["RI"])


class Page(HTMLParser):
    """The elements of a piece of HTML, in order: (tag, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.found if attrs.get("id")]

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.found if tag in tags]


def render(form: forms.Form) -> str:
    template = Template(
        '{% load crispy_forms_tags %}{% include "audit_forms/error_summary.html" %}{{ form|crispy }}{% crispy form %}'
    )
    once = Template('{% load crispy_forms_tags %}{% include "audit_forms/error_summary.html" %}{{ form|crispy }}')
    assert template.render(Context({"form": form}))  # the tag and the filter both find their templates
    return once.render(Context({"form": form}))


@pytest.fixture(params=["new", "refused", "filled"])
def html(request: pytest.FixtureRequest) -> str:
    data = {"new": None, "refused": {}, "filled": {"name": NASTY, "reason": NASTY, "held_day": NASTY, "agency": NASTY}}
    return render(WholeForm(data[request.param]))


def test_nothing_from_data_becomes_markup(html: str) -> None:
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_every_input_has_a_label_and_no_id_comes_twice(html: str) -> None:
    page = Page(html)
    labelled = {attrs.get("for") for attrs in page.of("label")}
    shown = [attrs for attrs in page.of("input", "textarea", "select") if attrs.get("type") != "hidden"]
    assert len(shown) == 11
    assert [attrs["id"] for attrs in shown if attrs["id"] not in labelled] == []
    assert len(page.ids()) == len(set(page.ids()))


def test_every_description_that_is_named_is_there(html: str) -> None:
    page = Page(html)
    named = [word for _, attrs in page.found for word in str(attrs.get("aria-describedby") or "").split()]
    assert "id_name_helptext" in named
    assert "id_reason-info" in named
    assert "id_grade_1-hint" in named
    assert [word for word in named if word not in page.ids()] == []


def test_groups_have_a_legend(html: str) -> None:
    legends = re.findall(r"<legend[^>]*>\s*([^<]+?)\s*<", html)
    assert legends == ["Grade", "Parts", "Day of the meeting"]


def test_the_summary_names_every_fault_and_leads_to_its_first_input() -> None:
    page = Page(render(WholeForm({})))
    links = [str(attrs["href"]) for attrs in page.of("a")]
    fields = ["name", "reason", "grade_0", "parts_0", "agency", "held_0", "sure"]
    # The last is the hidden field's: nobody can mend that one, so its sentence leads to the first input.
    assert links == [f"#id_{field}" for field in [*fields, "name"]]
    inputs = {attrs.get("id") for attrs in page.of("input", "textarea", "select")}
    assert [link for link in links if link[1:] not in inputs] == []


def test_a_refused_field_says_so_where_it_stands() -> None:
    page = Page(render(WholeForm({})))
    name = next(attrs for attrs in page.of("input") if attrs.get("id") == "id_name")
    assert name["aria-invalid"] == "true"
    assert "govuk-input--error" in str(name["class"])
    assert name["aria-describedby"] == "id_name_helptext id_name_error"


def test_a_long_text_counts_its_characters() -> None:
    page = Page(render(WholeForm()))
    counter = next(attrs for _, attrs in page.found if attrs.get("data-module") == "govuk-character-count")
    assert counter["data-maxlength"] == "100"
    text = page.of("textarea")[0]
    assert "govuk-js-character-count" in str(text["class"])
    assert "maxlength" not in text


def test_a_question_that_depends_on_another_says_on_which() -> None:
    page = Page(render(WholeForm(prefix=None)))
    part = next(attrs for _, attrs in page.found if attrs.get("data-reveal-by"))
    assert (part["data-reveal-by"], part["data-reveal-when"]) == ("grade", "RI")


def test_a_summary_takes_all_forms_of_the_page_once() -> None:
    class One(AuditForm):
        title = CharField(error_messages={"required": "Enter the title."})

    first, second = One({}, prefix="a"), One({}, prefix="b")
    html = Template('{% include "audit_forms/error_summary.html" %}').render(Context({"forms": [first, second, first]}))
    assert [attrs["href"] for attrs in Page(html).of("a")] == ["#id_a-title", "#id_b-title"]
