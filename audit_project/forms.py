"""The base of every form: texts are cleaned, limits have sentences, and the markup comes from one template pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms

from audit_project.date_field import DateField, DateInputs
from audit_project.text import TextFault, clean_text

__all__ = ["AuditForm", "DateField", "DateInputs", "HintedRadios", "VersionMixin", "choices_of"]

STOCK_REQUIRED = str(forms.Field.default_error_messages["required"])


class HintedRadios(forms.RadioSelect):
    """Radio buttons whose answers are explained: `hints` gives the line under an answer by its value."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(str(value), "")}


class AuditForm(forms.Form):
    """A form of this site.

    `required_words` gives the sentence of each required field that is left empty ("Choose a grade."). Fields that
    have none say "Enter …" or "Choose …" with their label. `asked_later` names the fields that may be saved empty and
    must be filled before the work is handed in: they are not called optional.
    """

    required_words: ClassVar[dict[str, str]] = {}
    asked_later: ClassVar[frozenset[str]] = frozenset()
    error_css_class = "govuk-form-group--error"
    use_required_attribute = False  # the browser's own bubbles are not read out; the page's summary is

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reveals: dict[str, tuple[str, str]] = {}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's own form tag carries the token
        for name, field in self.fields.items():
            self.dress(name, field)

    def dress(self, name: str, field: forms.Field) -> None:
        """Give a field the sentences of its limits, and its own words when it is left empty."""
        label = str(field.label or name.replace("_", " "))
        chooses = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        field.asked_later = name in self.asked_later  # type: ignore[attr-defined]
        if name in self.required_words:
            field.error_messages["required"] = self.required_words[name]
        elif str(field.error_messages["required"]) == STOCK_REQUIRED:
            field.error_messages["required"] = empty_words(label, chooses=chooses)
        if isinstance(field, forms.CharField) and field.max_length:
            field.error_messages["max_length"] = f"Use {field.max_length:,} characters or fewer: it has %(show_value)s."
            # The page counts as it is typed; the limit holds on the server, so that nothing pasted is cut off.
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update(rows=field.widget.attrs.pop("lines", 5))
                field.widget.attrs["data-limit"] = field.max_length
        if chooses:
            field.error_messages["invalid_choice"] = "Choose one of the answers on the list."

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row's stored fields as this form asks for them, to show two people's texts side by side."""
        return stored

    def reveal(self, name: str, *, by: str, when: Iterable[str]) -> None:
        """Ask `name` only after one of the answers `when` to the question `by`. Without scripts it is always asked."""
        self.reveals[name] = (self.add_prefix(by), " ".join(when))

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


def empty_words(label: str, *, chooses: bool) -> str:
    """What an empty answer is told: "Enter the reason." A question stays a question: "Answer: did they attend?"."""
    lower = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if label.endswith("?"):
        return f"Answer the question: {lower}"
    return f"{'Choose' if chooses else 'Enter'} {lower}."
