"""Fields of forms that hold text: what is typed is cleaned before anything counts or compares it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from audit_project.text import TextFault, clean_text

BELOW_SPACE = re.compile("[\x00-\x09\x0b-\x1f]")  # but for the end of a line


def too_long(limit: int, has: str) -> str:
    return f"Use {limit:,} characters or fewer: it has {has}."


class Cleaned:
    """A field whose text is cleaned as `clean_text` has it. What can't be kept is said in a sentence, and the page is
    shown again with everything that was typed but the signs that no page can show."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = clean_text(value)
            except TextFault as fault:
                raise ValidationError(str(fault), code="characters") from fault
        return super().to_python(value)  # type: ignore[misc]

    def bound_data(self, data: Any, initial: Any) -> Any:
        value = super().bound_data(data, initial)  # type: ignore[misc]
        return BELOW_SPACE.sub("", value.replace("\r\n", "\n")) if isinstance(value, str) else value


class CharField(Cleaned, forms.CharField):
    """A text; its length is counted after it is cleaned, and the browser cuts off nothing that was pasted."""


class EmailField(Cleaned, forms.EmailField):
    """An e-mail address."""


class URLField(Cleaned, forms.URLField):
    """A link."""


class SlugField(Cleaned, forms.SlugField):
    """A short name in an address."""


class TimeField(Cleaned, forms.TimeField):
    """A time of day."""
