"""Every field is classed as identifying, narrative or safe, and what is not safe stays out of titles and addresses.

Identifying: says or helps to say who somebody is, a child or a professional. Narrative: free text about a case, about
practice, or an audit's theme. Safe: states, dates, codes, order, keys.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from agencies.models import JournalEntry, Person
from audit_project.pages import DECLARED

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "docs/fields.csv").read_text().splitlines()[1:]
CLASSES = {(model, name): kind for model, name, kind in csv.reader(LINES)}
MODELS = [model for app in ("agencies", "audits") for model in apps.get_app_config(app).get_models()]
# Their texts are the lists and tools that everybody shares.
SHARED = {"RatingBand", "Standard", "ToolMessage", "PlanType"}
LONG = 200
IN_TITLES = {
    "audit.reference",
    "content.reference",
    "case.number",
    "row.number",  # the first draw of an audit, the second
    "here.name",  # a room of the analysis
    "section.slot",
    "section.title",  # of the set-up pages: our own words
    "recommendation.order",
    "member",  # "Child 2"
}


def fields_of(model: type[models.Model]) -> list[models.Field]:
    return [*model._meta.concrete_fields, *model._meta.many_to_many]


def test_every_field_has_one_class_and_no_line_is_left_over() -> None:
    there = {(model._meta.label, field.name) for model in MODELS for field in fields_of(model)}
    assert there - set(CLASSES) == set(), "not in docs/fields.csv"
    assert set(CLASSES) - there == set(), "in docs/fields.csv, and gone from the models"
    assert set(CLASSES.values()) == {"identifying", "narrative", "safe"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_free_text_is_never_safe_and_a_person_is_identifying(model: type[models.Model]) -> None:
    for field in fields_of(model):
        kind = CLASSES[model._meta.label, field.name]
        if field.is_relation and field.related_model is Person:
            assert kind == "identifying", field.name
        long = isinstance(field, models.TextField) or (
            isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) >= LONG
        )
        if long and model.__name__ not in SHARED and not field.name.startswith("pgh_"):  # written by the triggers
            assert kind != "safe", field.name


def test_what_a_child_s_facts_are_is_identifying_in_the_history_too() -> None:
    for name in ("age_number", "sex", "ethnicity", "category", "in_sibling_group"):
        assert CLASSES["audits.CaseMember", name] == "identifying"
    assert CLASSES["audits.FindingEvent", "text"] == "narrative"


def test_the_journal_holds_no_text() -> None:
    kinds = {CLASSES["agencies.JournalEntry", field.name] for field in fields_of(JournalEntry)}
    assert kinds == {"safe", "identifying"}


def test_titles_hold_references_and_numbers_alone() -> None:
    for file in sorted((ROOT / "templates").rglob("*.html")):
        for title in re.findall(r"{% block title %}(.*?){% endblock %}", file.read_text(), re.DOTALL):
            used = set(re.findall(r"{{\s*([\w.]+)", title))
            assert used <= IN_TITLES, f"{file.relative_to(ROOT)}: {used - IN_TITLES}"


def test_addresses_are_found_by_keys_that_are_safe() -> None:
    for route in DECLARED.values():
        for lookup in route.by.values():
            model, *path, last = [route.of, *lookup.split("__")]
            assert model is not None
            for step in path:
                model = model._meta.get_field(step).related_model
            if (model, last) != (Person, "uid"):
                assert CLASSES[model._meta.label, last] == "safe", route.name
