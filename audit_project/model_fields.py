"""Fields of models that hold text: the one home of a text's label, limit and sentences, and of how it is asked for.

To a migration they are Django's own: that a text is cleaned is no matter of the table.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models

from audit_project import date_field, form_fields
from audit_project.form_fields import NO_LINK, kept_text, out_of_range, too_long


def if_empty(sentence: str) -> dict[str, str]:
    """The `error_messages` of a field that must not be left empty: what a person is told, by form and act alike."""
    return {"required": sentence, "blank": sentence, "null": sentence}


def limit_of(model: type[models.Model], name: str) -> int:
    """The longest text that a field of a model takes."""
    field: Any = model._meta.get_field(name)
    return int(field.max_length)


class PlainInMigrations:
    """A field that a migration writes as the field of Django's that it is made of.

    What is mixed in here stands before a field of Django's, whose own methods it calls: `above`.
    """

    def deconstruct(self) -> Any:
        above: Any = super()
        name, _, args, kwargs = above.deconstruct()
        plain = next(kind for kind in type(self).__mro__ if kind.__module__.startswith("django.db.models."))
        return name, f"django.db.models.{plain.__name__}", args, kwargs


class KeptText(PlainInMigrations):
    """What both fields do: clean the text when the row is checked, and count its length after that."""

    asks_with: type[forms.Field] = form_fields.CharField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self
        field.validators[:] = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
        if field.max_length:
            field.validators.append(MaxLengthValidator(field.max_length, too_long(field.max_length, "%(show_value)s")))

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        above: Any = super()
        return above.clean(kept_text(value), model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        above: Any = super()
        return above.formfield(**{"form_class": self.asks_with, **kwargs})


class CharField(KeptText, models.CharField):
    """A short text, asked for on one line."""


class SlugField(KeptText, models.SlugField):
    """A short name in an address or a file."""

    asks_with = form_fields.SlugField

    def formfield(self, **kwargs: Any) -> Any:
        """As a short name; as a text with rules of its own where another field is asked for."""
        if "form_class" in kwargs:
            return models.CharField.formfield(self, **kwargs)
        return super().formfield(**kwargs)


class URLField(KeptText, models.URLField):
    """A link to a page."""

    asks_with = form_fields.URLField
    default_validators: Any = (URLValidator(schemes=("http", "https"), message=NO_LINK),)

    def formfield(self, **kwargs: Any) -> Any:
        words = {"invalid": self.error_messages.get("invalid", NO_LINK), **kwargs.pop("error_messages", {})}
        return super().formfield(**{"assume_scheme": "https", "error_messages": words, **kwargs})


class EmailField(KeptText, models.EmailField):
    """An e-mail address."""

    asks_with = form_fields.EmailField

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """One address, whatever its capitals."""
        return super().clean(value.lower() if isinstance(value, str) else value, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        """Nobody is kept under an address that they could not sign in with."""
        kept = super().get_prep_value(value)
        return kept.lower() if isinstance(kept, str) else kept


class TimeField(PlainInMigrations, models.TimeField):
    """A time of day, as hours and minutes."""

    def formfield(self, **kwargs: Any) -> Any:
        asked = {
            "form_class": form_fields.TimeField,
            "widget": forms.TimeInput({"class": "govuk-input--width-5"}, format="%H:%M"),
        }
        return super().formfield(**{**asked, **kwargs})


class DateField(PlainInMigrations, models.DateField):
    """A day, asked for in three boxes."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": date_field.DateField, **kwargs})


class KeptNumber(PlainInMigrations):
    """A whole number from `least` to `most`: one sentence, whatever is wrong with it."""

    def __init__(self, *args: Any, least: int = 0, most: int = 2_000_000_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        above: Any = super()
        number = above.to_python(value)
        if number is not None and not self.least <= number <= self.most:
            raise ValidationError(out_of_range(self.least, self.most), code="invalid")
        return above.clean(number, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        asked = {"form_class": form_fields.NumberField, "min_value": self.least, "max_value": self.most}
        above: Any = super()
        return above.formfield(**{**asked, **kwargs})


class NumberField(KeptNumber, models.PositiveIntegerField):
    """A whole number."""


class SmallNumberField(KeptNumber, models.PositiveSmallIntegerField):
    """A whole number that is never above 32,767."""


class YesNoField(PlainInMigrations, models.BooleanField):
    """A question that takes yes or no, asked as two answers in words of their own."""

    def __init__(self, *args: Any, yes: str = "Yes", no: str = "No", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.yes, self.no = yes, no

    def formfield(self, **kwargs: Any) -> Any:
        asked = {"form_class": form_fields.YesNoField, "yes": self.yes, "no": self.no, "required": not self.blank}
        return super().formfield(**{**asked, **kwargs})


class TickField(PlainInMigrations, models.BooleanField):
    """A box that must be ticked before anything goes on; its sentence says when to tick it."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        if not value:
            raise ValidationError(self.error_messages["blank"], code="blank")
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"required": True, **kwargs})


class PercentageField(PlainInMigrations, models.DecimalField):
    """A percentage as somebody published it, with one decimal place at most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 5, "decimal_places": 1, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.PercentageField, **kwargs})


class TextField(KeptText, models.TextField):
    """A text of several lines. `lines` is how high it is asked for; `look`, whether it is looked through for words
    that would identify somebody while it is written."""

    def __init__(self, *args: Any, lines: int = 5, look: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.look = lines, look

    def formfield(self, **kwargs: Any) -> Any:
        attrs: dict[str, Any] = {"lines": self.lines, **({"data-look": ""} if self.look else {})}
        return super().formfield(**{"widget": forms.Textarea(attrs), **kwargs})
