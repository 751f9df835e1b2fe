"""The base of every form: texts are cleaned, limits have sentences, and the markup comes from one template pack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from audit_project.text import TextFault, clean_text

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.Select, "govuk-select"),
    (forms.HiddenInput, ""),
    (forms.TextInput, "govuk-input"),
)


class DateInputs(forms.MultiWidget):
    """A date in three boxes: day, month, year. The template pack draws the boxes."""

    is_date = True
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs) for part in ("day", "month", "year")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class DateField(forms.MultiValueField):
    """A day of the calendar, typed as day, month and year; its faults are said in words."""

    widget = DateInputs
    default_error_messages: ClassVar = {
        "required": "Enter the date.",
        "incomplete": "Enter the day, the month and the year.",
        "invalid": "Enter a real date, like 7 3 2026.",
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(max_length=4, required=False) for _ in range(3)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        parts = [part.strip() for part in data_list] if data_list else []
        if not any(parts):
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, month, year = (int(part) for part in parts)
            if not 1900 <= year <= 2100:
                raise ValueError("the year is out of range")
            return date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def clean(self, value: Any) -> date | None:
        if not value or not any(str(part or "").strip() for part in value):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self.compress([str(part or "") for part in value])

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [str(part) for part in DateInputs().decompress(initial)] if initial else ["", "", ""]
        return before != [str(part or "") for part in (data or ["", "", ""])]


class AuditForm(forms.Form):
    """A form of this site.

    `required_words` gives the sentence of each required field that is left empty ("Choose a grade."). Fields that
    have none say "Enter …" or "Choose …" with their label.
    """

    required_words: ClassVar[dict[str, str]] = {}
    error_css_class = "govuk-form-group--error"
    use_required_attribute = False  # the browser's own bubbles are not read out; the page's summary is

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's own form tag carries the token
        for name, field in self.fields.items():
            self.dress(name, field)

    def dress(self, name: str, field: forms.Field) -> None:
        """Give a field its class, its limits' sentences and its own words when it is left empty."""
        for kind, css in CLASSES:
            if isinstance(field.widget, kind):
                field.widget.attrs.setdefault("class", css)
                break
        label = str(field.label or name.replace("_", " "))
        chooses = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        words = f"{'Choose' if chooses else 'Enter'} {label[:1].lower()}{label[1:]}.".replace("?.", ".")
        if name in self.required_words or not isinstance(field, DateField):
            field.error_messages["required"] = self.required_words.get(name, words)
        if isinstance(field, forms.CharField) and field.max_length:
            field.error_messages["max_length"] = f"Use {field.max_length:,} characters or fewer: it has %(show_value)s."
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update(rows=field.widget.attrs.pop("lines", 5))
                # The page counts as it is typed; the limit holds on the server, so that nothing pasted is cut off.
                field.widget.attrs.pop("maxlength", None)
                field.widget.attrs["data-limit"] = field.max_length
            else:
                field.widget.attrs.pop("maxlength", None)
        if chooses:
            field.error_messages["invalid_choice"] = "Choose one of the answers on the list."

    def _clean_fields(self) -> None:
        """Clean texts before any limit counts them."""
        if self.is_bound:
            self.data = self.cleaned_data_of(self.data)
        super()._clean_fields()  # type: ignore[misc]
        for name, sentence in getattr(self, "text_faults", {}).items():
            if name not in self.errors:
                self.add_error(name, sentence)

    def cleaned_data_of(self, data: Any) -> Any:
        """The posted data with each text field's text as it will be kept; faults are noted for later."""
        self.text_faults: dict[str, str] = {}
        copy = data.copy()
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            value = copy.get(key)
            if not isinstance(field, forms.CharField) or not isinstance(value, str):
                continue
            try:
                copy[key] = clean_text(value)
            except TextFault as fault:
                self.text_faults[name] = str(fault)
                copy[key] = "".join(sign for sign in value if sign >= " " or sign == "\n")
        return copy


class VersionMixin(forms.Form):
    """A form of a row that others may be editing: it carries the version it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def choices_of(rows: Iterable[Any], empty: str = "") -> list[tuple[str, str]]:
    """(key, words) pairs of code entries or other rows for a choice field, with an empty one first when named."""
    pairs = [(str(row.pk), str(row)) for row in rows]
    return [("", empty), *pairs] if empty else pairs
