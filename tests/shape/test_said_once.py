"""A sentence, a limit, a label, a rule: each is said in one place, and what nothing calls is not said at all."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models

from audit_project.forms import PageForm
from benchmarks.house import limits_outside_models, said_again

ROOT = Path(__file__).resolve().parents[2]
# Limits of what no model keeps, by file: what is typed here is looked for, compared, or read and let go.
LIMITS_OF_NO_MODEL = {
    "agencies/directory/forms.py": 1,  # what a page showed, sent back
    "agencies/invitations/forms.py": 2,  # a password, twice: only its hash is kept
    "audits/recognise/forms.py": 1,  # what a page showed, sent back
    "audits/returns/links/forms.py": 1,  # a code: only its hash is kept
    "audits/rollup/chosen/forms.py": 1,  # which of the things on the page
    "audits/across/forms.py": 1,  # words to look for
    "audits/sample/draw/forms.py": 4,  # a list of references, its columns, its strand, those chosen from it
    "audits/tools/forms.py": 1,  # many messages in one box; each has its model's limit
    "audit_project/date_field.py": 1,  # a part of a date
}
# What Django and its packages call by name, so that no line of ours does.
CALLED_BY_NAME = {
    "every_route_is_declared", "the_template_can_be_filled",  # system checks
    "error_lines", "asked_after", "field_input", "csrf_token", "how_names_go", "crossed_rows",  # template tags
    "form_expired", "refuse_demo_as_production", "site", "sign_in_to_save", "no_longer_open", "once",  # settings
}  # fmt: skip


def test_no_sentence_stands_in_two_files() -> None:
    assert said_again(ROOT) == {}


def test_a_text_s_limit_is_its_model_s() -> None:
    found = Counter(place.partition(":")[0] for place in limits_outside_models(ROOT))
    assert dict(found) == LIMITS_OF_NO_MODEL


def forms_of_the_site() -> Iterator[type[PageForm]]:
    for path in sorted(ROOT.glob("a*/**/*.py")):
        if path.stem.endswith("forms") and "audit_project" not in path.parts:
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    kinds = [PageForm]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.split(".")[0] in ("agencies", "audits"):
            yield kind


def room_of(kind: type) -> str:
    return ".".join(kind.__module__.split(".")[:2]) if kind.__module__.startswith("audits.") else "agencies"


def labels_of_models() -> dict[tuple[str, str], set[str]]:
    """The words that a model of a room has for a field of this name, where they are more than the name."""
    found: dict[tuple[str, str], set[str]] = {}
    for model in apps.get_models():
        if model._meta.app_label in ("agencies", "audits") and not model.__name__.endswith("Event"):
            for field in model._meta.fields:
                words = str(field.verbose_name).lower()
                if words != field.name.replace("_", " "):
                    found.setdefault((room_of(model), field.name), set()).add(words)
    return found


def test_a_field_that_a_model_has_too_comes_from_it() -> None:
    """By its name and its label: typed anew in a form, one of the two would be forgotten when the other is changed."""
    labels, twins = labels_of_models(), []
    for form in forms_of_the_site():
        meta: Any = getattr(form, "_meta", None)
        of_row = set(getattr(meta, "fields", None) or ())
        for name, field in getattr(form, "base_fields", {}).items():
            typed = not hasattr(field, "of_model") and name not in of_row
            if typed and str(field.label or "").lower() in labels.get((room_of(form), name), set()):
                twins.append(f"{form.__module__}.{form.__name__}.{name}")
    assert twins == []


def test_every_form_of_a_row_takes_its_labels_from_there() -> None:
    """A label said anew in a `Meta` says something else than the model, or it would be said twice."""
    for form in forms_of_the_site():
        meta: Any = getattr(form, "_meta", None)
        for name, label in (getattr(meta, "labels", None) or {}).items():
            field = meta.model._meta.get_field(name)
            assert isinstance(field, models.Field)
            assert label.lower() != str(field.verbose_name).lower(), f"{form.__name__}.{name}"


def test_nothing_is_written_that_nothing_calls() -> None:
    """Functions that no line of ours calls: a rule that nobody asks, a sentence that nobody says."""
    found = subprocess.run(
        [sys.executable, "-m", "vulture", "agencies", "audits", "audit_project", "--min-confidence", "60",
         "--exclude", "*/migrations/*"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert found.stderr == ""
    lines = found.stdout.splitlines()
    functions = [line for line in lines if "unused function" in line or "unused variable 'can_" in line]
    assert [line for line in functions if line.split("'")[1] not in CALLED_BY_NAME] == []


@pytest.mark.parametrize("kind", [forms.CharField, forms.EmailField, forms.SlugField, forms.TimeField])
def test_a_form_asks_for_texts_with_fields_that_clean_them(kind: type[forms.Field]) -> None:
    class Form(PageForm, forms.Form):
        text = kind()

    with pytest.raises(TypeError, match="form_fields"):
        Form()


def names_of(kind: type[ast.AST], files: Iterable[Path]) -> dict[str, list[str]]:
    """The names of the classes or functions at the top of these files, each with the files that have it."""
    found: dict[str, list[str]] = {}
    for file in files:
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, kind):
                found.setdefault(node.name, []).append(str(file.relative_to(ROOT)))  # type: ignore[attr-defined]
    return found


def ours(pattern: str) -> list[Path]:
    rooms = ("agencies", "audits", "audit_project")
    return [file for room in rooms for file in sorted((ROOT / room).rglob(pattern)) if "migrations" not in file.parts]


def test_no_class_has_a_name_that_another_has() -> None:
    """But a command, as Django asks, and a field of a form with its twin of a model, as Django has them."""
    found = names_of(ast.ClassDef, ours("*.py"))
    twins = {name: files for name, files in found.items() if len(files) > 1 and name != "Command"}
    fields = {"audit_project/form_fields.py", "audit_project/date_field.py", "audit_project/model_fields.py"}
    assert {name: files for name, files in twins.items() if not set(files) <= fields} == {}


def test_no_act_has_a_name_that_another_has() -> None:
    found = names_of(ast.FunctionDef, [*ours("acts.py"), *ours("*_acts.py")])
    assert {name: files for name, files in found.items() if len(files) > 1} == {}
