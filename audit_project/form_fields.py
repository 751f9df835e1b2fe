"""Fields of forms that hold text: what is typed is cleaned before anything counts or compares it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from audit_project.text import TextFault, as_seen, clean_text
from audit_project.uploads import LONGEST_NAME, NAME_TOO_LONG


def too_long(limit: int, has: str) -> str:
    return f"Use {limit:,} characters or fewer: it has {has}."


def kept_text(value: Any) -> Any:
    """A text as it is kept; what is no text stays as it is. Raises `ValidationError` for what can't be kept."""
    try:
        return clean_text(value) if isinstance(value, str) else value
    except TextFault as fault:
        raise ValidationError(str(fault), code="characters") from fault


class Cleaned(forms.Field):
    """A field whose text is cleaned as `clean_text` has it. What can't be kept is said in a sentence, and the page is
    shown again with everything that was typed but the signs that no page can show."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(kept_text(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        value = super().bound_data(data, initial)
        return as_seen(value) if isinstance(value, str) else value


class CharField(Cleaned, forms.CharField):
    """A text; its length is counted after it is cleaned, and the browser cuts off nothing that was pasted."""


class LinesField(CharField):
    """Several short texts, one a line; empty lines are none. What a model's field of several asks for."""

    def __init__(self, *, base_field: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]


class EmailField(Cleaned, forms.EmailField):
    """An e-mail address."""


NO_LINK = "Enter a link that begins with https:// or http://."


class URLField(Cleaned, forms.URLField):
    """A link."""


class SlugField(Cleaned, forms.SlugField):
    """A short name in an address."""


class TimeField(Cleaned, forms.TimeField):
    """A time of day."""


def file_field(label: str, accept: str, *, required: str, empty: str, help_text: str = "") -> forms.FileField:
    """One file to choose; `required` and `empty` are what is said without one, and of one that holds nothing."""
    return forms.FileField(
        label=label,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": accept, "class": "govuk-file-upload"}),
        error_messages={"required": required, "empty": empty, "max_length": NAME_TOO_LONG},
        max_length=LONGEST_NAME,
    )


def out_of_range(least: int, most: int) -> str:
    return f"Enter a whole number from {least:,} to {most:,}."


def short_input(mode: str) -> forms.TextInput:
    """A box for a few figures. Not the browser's own for numbers, which changes them when somebody scrolls."""
    return forms.TextInput({"inputmode": mode, "class": "govuk-input govuk-input--width-5"})


class NumberField(forms.IntegerField):
    """A whole number from one to another; one sentence says so, whatever is wrong."""

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        words = dict.fromkeys(("invalid", "min_value", "max_value"), out_of_range(min_value, max_value))
        kwargs = {"widget": short_input("numeric"), **kwargs}
        super().__init__(min_value=min_value, max_value=max_value, error_messages=words, **kwargs)


class YesNoField(forms.TypedChoiceField):
    """Yes or no, each in its own words; nothing is ticked until somebody has said which."""

    def __init__(self, *, yes: str = "Yes", no: str = "No", **kwargs: Any) -> None:
        kwargs = {"widget": forms.RadioSelect, "empty_value": None, **kwargs}
        super().__init__(choices=[("yes", yes), ("no", no)], coerce=lambda value: value == "yes", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


NO_PERCENTAGE = "Enter a percentage from 0 to 100, with one decimal place at most."


class PercentageField(forms.DecimalField):
    """A percentage, with one decimal place at most."""

    def __init__(self, **kwargs: Any) -> None:
        codes = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
        kwargs = {"widget": short_input("decimal"), **kwargs, "min_value": 0, "max_value": 100}
        super().__init__(error_messages=dict.fromkeys(codes, NO_PERCENTAGE), **kwargs)
