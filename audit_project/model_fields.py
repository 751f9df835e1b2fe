"""Fields of models that hold text: the one home of a text's label, limit and sentences, and of how it is asked for.

To a migration they are Django's own: that a text is cleaned is no matter of the table.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from audit_project import form_fields
from audit_project.form_fields import too_long
from audit_project.text import TextFault, clean_text


def if_empty(sentence: str) -> dict[str, str]:
    """The `error_messages` of a field that must not be left empty: what a person is told, by form and act alike."""
    return {"blank": sentence, "null": sentence}


class KeptText:
    """What both fields do: clean the text when the row is checked, and count its length after that."""

    asks_with: type[forms.Field] = form_fields.CharField

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        if isinstance(value, str):
            try:
                value = clean_text(value)
            except TextFault as fault:
                raise ValidationError(str(fault), code="characters") from fault
            limit = getattr(self, "max_length", None)
            if limit and len(value) > limit:
                raise ValidationError(too_long(limit, f"{len(value):,}"), code="max_length")
        return super().clean(value, model_instance)  # type: ignore[misc]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.asks_with, **kwargs})  # type: ignore[misc]


class CharField(KeptText, models.CharField):
    """A short text, asked for on one line."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class TextField(KeptText, models.TextField):
    """A text of several lines. `lines` is how high it is asked for; `look`, whether it is looked through for words
    that would identify somebody while it is written."""

    def __init__(self, *args: Any, lines: int = 5, look: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.look = lines, look

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        attrs: dict[str, Any] = {"lines": self.lines, **({"data-look": ""} if self.look else {})}
        return super().formfield(**{"widget": forms.Textarea(attrs), **kwargs})
