"""The lines of a page's error summary: every error of every form, each leading to the input that mends it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()


class ErrorLine(NamedTuple):
    words: str
    target: str


@register.simple_tag
def error_lines(forms: Iterable[Any] | None = None, form: Any = None) -> list[ErrorLine]:
    """All errors of `forms` and of `form`, once each, in the order of the page."""
    # One that is only looked at may be shown with a text that waits to be shortened, and what is wrong with it.
    every = [one for one in [*(forms or []), form] if isinstance(one, BaseForm) and (one.is_bound or one.errors)]
    lines: list[ErrorLine] = []
    for one in dict.fromkeys(every):
        first = next((field for field in one if not field.is_hidden), None)
        lines += [ErrorLine(str(words), first_input(first)) for words in one.non_field_errors()]
        for field in one:
            target = first_input(first if field.is_hidden else field)
            lines += [ErrorLine(str(words), target) for words in field.errors]
    return list(dict.fromkeys(lines))


def first_input(field: BoundField | None) -> str:
    """The id of a field's first input: of a group, its first box or button."""
    if field is None:
        return ""
    if getattr(field.field.widget, "is_date", False) or field.field.widget.use_fieldset:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id
