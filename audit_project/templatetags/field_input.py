"""The input of one field: its class, its error state, and the texts that describe it to a screen reader."""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.widgets.Input, "govuk-input"),
)


@register.filter
def counts_characters(field: BoundField) -> bool:
    """Whether the page says how many characters are left: long texts with a limit."""
    return isinstance(field.field.widget, forms.Textarea) and bool(getattr(field.field, "max_length", None))


@register.filter
def asked_after(field: BoundField) -> tuple[str, str] | None:
    """(question, answers) when this field is asked only after certain answers to another question."""
    reveals: dict[str, tuple[str, str]] = getattr(field.form, "reveals", {})
    return reveals.get(field.name)


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """The field's input, dressed. Django escapes the value and the attributes."""
    widget = field.field.widget
    base = next((css for kind, css in CLASSES if isinstance(widget, kind)), "")
    names = dict.fromkeys([base, *str(widget.attrs.get("class", "")).split()])
    if field.errors and base in ("govuk-input", "govuk-textarea", "govuk-select"):
        names[f"{base}--error"] = None
    described = [field.aria_describedby or ""]
    if counts_characters(field):
        names["govuk-js-character-count"] = None
        described.append(f"{field.auto_id}-info")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, names))}
    if any(described):
        attrs["aria-describedby"] = " ".join(filter(None, described))
    return field.as_widget(attrs=attrs)
