"""What a page does with what an act says: go on, say why not, or show both texts when two people wrote at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import formats, timezone

from audit_project.refused import Refused, Stale


def posted(request: HttpRequest) -> Any:
    """What was sent, an empty form too; None when the page is only being looked at."""
    return request.POST if request.method == "POST" else None


def save_form(form: forms.Form, act: Callable[..., Any]) -> bool:
    """Run the act with the form's cleaned fields; False when the page must be shown again.

    A refusal becomes the form's first error. After a clash the person's words stay in the form, `form.conflict_rows`
    holds both texts, and the form carries the version that now stands: saving again is a decision.
    """
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except Stale as clash:
        form.conflict_rows = conflict_rows(form, clash)  # type: ignore[attr-defined]
        form.data[form.add_prefix("version")] = str(clash.version)  # type: ignore[index]
        return False
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def conflict_rows(form: forms.Form, clash: Stale) -> list[dict[str, str]]:
    """The fields in which the two texts differ, in the form's order."""
    rows = []
    for name, field in form.fields.items():
        key = name if name in clash.theirs else f"{name}_id"
        if key not in clash.theirs:
            continue
        theirs, yours = in_words(field, clash.theirs[key]), in_words(field, clash.yours[key])
        if theirs != yours:
            rows.append({"label": str(field.label or name), "theirs": theirs, "yours": yours})
    return rows


def in_words(field: forms.Field, value: Any) -> str:
    """A value as a person would read it: the words of a choice, a date, yes or no."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value is None or value == "" or value == []:
        return "Left empty"
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(label) for key, label in list(field.choices)}  # type: ignore[arg-type]
        several = value if isinstance(value, list | tuple) else [value]
        return ", ".join(words.get(str(one), str(one)) for one in several)
    return str(value)
