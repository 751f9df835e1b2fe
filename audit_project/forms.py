"""The base of every form: texts are cleaned, limits have sentences, and the markup comes from one template pack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Hidden, Layout, Submit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.choices import BlankChoiceIterator
from django.utils.datastructures import MultiValueDict

from audit_project.date_field import DateField, DateInputs
from audit_project.form_fields import CharField, Cleaned, too_long
from audit_project.layout import EveryField

__all__ = [
    "AuditForm",
    "DateField",
    "DateInputs",
    "HintedRadios",
    "KeptMixin",
    "PageForm",
    "VersionMixin",
    "choices_of",
    "offer",
]

MARK_LENGTH = 16
STOCK_REQUIRED = str(forms.Field.default_error_messages["required"])


class Button(Submit):
    """The button that sends a form, with what it `sends`, and the way back beside it. `Submit` brings the classes of
    another design."""

    field_classes = ""

    def __init__(
        self, name: str, words: str, *, sends: str = "", css_class: str = "", back: tuple[str, str] | None = None
    ) -> None:
        super().__init__(name, words, css_class=css_class)
        self.sends, self.back = sends, back


class HintedRadios(forms.RadioSelect):
    """Radio buttons whose answers are explained: `hints` gives the line under an answer by its value."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(str(value), "")}


class PageForm(forms.BaseForm):
    """What every form of this site does.

    `required_words` gives the sentence of each required field that is left empty ("Choose a grade."). Fields that
    have none say "Enter …" or "Choose …" with their label. `asked_later` names the fields that may be saved empty and
    must be filled before the work is handed in: they are not called optional. `asks_for_names` names the fields that
    ask for a person's name or for references: they belong there.

    With a `button` it is a whole form on the page: tag, token, fields, button, and beside it the way `back`, an address
    with its words. `layout` groups the fields with crispy's own objects; without it they stand in their order.
    `more_buttons` stand beside the first. Where a page has several forms each has its `act`, which is posted along, and
    its fields are named after it. `button_class` is for a button that is neither the page's first nor one of several.
    Crispy reads legends and buttons as templates: they are words of ours, never of a person.

    `asked_by` names the field that asks for a row's field where it has another name: its sentences land there.
    """

    required_words: ClassVar[dict[str, str]] = {}
    asked_later: ClassVar[frozenset[str]] = frozenset()
    asks_for_names: ClassVar[frozenset[str]] = frozenset()
    asked_by: ClassVar[dict[str, str]] = {}
    button: ClassVar[str] = ""
    button_class: ClassVar[str | None] = None
    more_buttons: ClassVar[Sequence[Button]] = ()
    layout: ClassVar[Sequence[Any]] = ()
    error_css_class = "govuk-form-group--error"
    # Which of its fields has choices or rows, a form knows by their names; Django's own types do not.
    fields: dict[str, Any]
    # What was sent, as a copy: a clash puts the newer version into it.
    data: MultiValueDict[str, Any]
    # The fields in which two people's texts differ; there only after a clash.
    conflict_rows: list[dict[str, str]]
    use_required_attribute = False  # the browser's own bubbles are not read out; the page's summary is

    def __init__(
        self, *args: Any, act: str = "", button: str = "", back: tuple[str, str] | None = None, **kwargs: Any
    ) -> None:
        if act:
            kwargs.setdefault("prefix", act)
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = self.data.copy()
        self.reveals: dict[str, tuple[str, str]] = {}
        self.helper = FormHelper()
        if button := button or self.button:
            self.lay_out(act, button, back)
        else:
            self.helper.form_tag = False
            self.helper.disable_csrf = True  # the page's own form tag carries the token
        for name, field in self.fields.items():
            self.dress(name, field)

    def lay_out(self, act: str, button: str, back: tuple[str, str] | None) -> None:
        """The whole form, as crispy draws it; the fields are looked up when it is drawn.

        Drawing writes values into the layout, so each form has its own.
        """
        self.helper.render_hidden_fields = True
        among = "govuk-button--secondary" if act else ""
        first = Button("", button, css_class=among if self.button_class is None else self.button_class, back=back)
        self.helper.layout = Layout(
            *([Hidden("act", act)] if act else []),
            *(deepcopy(self.layout) or [EveryField()]),
            Div(first, *deepcopy(self.more_buttons), css_class="govuk-button-group") if self.more_buttons else first,
        )

    def dress(self, name: str, field: forms.Field) -> None:
        """Give a field the sentences of its limits, and its own words when it is left empty."""
        label = str(field.label or name.replace("_", " "))
        chooses = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        self.fields[name].asked_later = name in self.asked_later
        if name in self.required_words:
            field.error_messages["required"] = self.required_words[name]
        elif str(field.error_messages["required"]) == STOCK_REQUIRED:
            field.error_messages["required"] = empty_words(label, chooses=chooses)
        if isinstance(field, forms.CharField | forms.TimeField) and not isinstance(field, Cleaned | forms.UUIDField):
            raise TypeError(f"{name} of {type(self).__name__} is no field of audit_project.form_fields.")
        if isinstance(field, forms.CharField) and field.max_length:
            field.error_messages["max_length"] = too_long(field.max_length, "%(show_value)s")
            # The page counts as it is typed; the limit holds on the server, so that nothing pasted is cut off.
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update(rows=field.widget.attrs.pop("lines", 5))
                field.widget.attrs["data-limit"] = field.max_length
        offered = getattr(field, "choices", ())
        if isinstance(field.widget, forms.RadioSelect) and isinstance(offered, BlankChoiceIterator):
            # Not the empty answer that Django adds; one that a model names ("Not recorded") is an answer.
            self.fields[name].choices = [pair for pair in offered if pair not in BLANK_CHOICE_DASH]
        if chooses:
            field.error_messages["invalid_choice"] = "Choose one of the answers on the list."

    @property
    def said(self) -> dict[str, Any]:
        """What was given, as the form's act takes it."""
        return dict(self.cleaned_data)

    def add_error(self, field: str | None, error: Any) -> None:
        """A sentence lands on the field that asks for what it is about, or above the form. A field that is at fault
        already keeps its first sentence: the row was checked without it."""
        said = error if isinstance(error, ValidationError) else ValidationError(error)
        by_field = said.error_dict if hasattr(said, "error_dict") else {field or NON_FIELD_ERRORS: said.error_list}
        for name, sentences in by_field.items():
            place = self.place_of(name)
            if place not in self.errors:
                super().add_error(place, sentences)

    def place_of(self, name: str) -> str | None:
        """The field of this form that asks for a row's field; None where it asks for none such."""
        place = self.asked_by.get(name, name)
        return place if place in self.fields else None

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row's stored fields as this form asks for them, to show two people's texts side by side."""
        return stored

    def reveal(self, name: str, *, by: str, when: Iterable[str]) -> None:
        """Ask `name` only after one of the answers `when` to the question `by`. Without scripts it is always asked."""
        self.reveals[name] = (self.add_prefix(by), " ".join(when))


class AuditForm(PageForm, forms.Form):
    """A form of this site that is no row's."""


class VersionMixin(PageForm, forms.Form):
    """A form of a row that others may be editing: it carries the version it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class KeptMixin(VersionMixin):
    """A form that is saved while it is filled in: beside the version it carries a mark of the words it was opened with.

    The mark tells what somebody changed from what they only looked at, so that two people may fill in two halves of
    one page: what nobody touched is not written back over the other's words. A form sent without it was touched.
    """

    opened = CharField(widget=forms.HiddenInput, required=False, max_length=MARK_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened"] = self.mark_of_initial

    @property
    def filled_in(self) -> list[str]:
        """The fields that a person fills in."""
        return [name for name, field in self.fields.items() if not isinstance(field.widget, forms.HiddenInput)]

    def mark_of(self, values: Callable[[str], Any]) -> str:
        """A short mark of the fields' values, the same for what is stored and for what a browser sends of it."""
        plain = {name: as_sent(self.fields[name], values(name)) for name in self.filled_in}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:MARK_LENGTH]

    def mark_of_initial(self) -> str:
        """The mark of the words the form is shown with; asked for when it is drawn, as its fields stand by then."""
        return self.mark_of(lambda name: self.get_initial_for_field(self.fields[name], name))

    def begin_with(self, name: str, text: str, sentence: str) -> None:
        """Show a text that is not the row's in a form that is only looked at, and what is wrong with it. The mark stays
        that of the row."""
        self.initial["opened"] = self.get_initial_for_field(self.fields["opened"], "opened")
        self.initial[name] = text
        if not self.errors:
            self.cleaned_data = {}
        self.add_error(name, sentence)

    def mark_of_sent(self) -> str:
        """The mark of what was sent, its texts as they were cleaned. Asked of a form whose fields were looked at."""
        given, texts = self.cleaned_data, {name for name, field in self.fields.items() if isinstance(field, Cleaned)}
        return self.mark_of(lambda name: given[name] if name in given and name in texts else self[name].data)

    def mark_of_stored(self, stored: Mapping[str, Any]) -> str:
        """The mark of a row's fields, by their own names."""
        shown = self.as_asked(stored)
        return self.mark_of(lambda name: shown.get(name, shown.get(f"{name}_id")))

    @property
    def untouched(self) -> bool:
        """Whether nothing was changed since the form was opened. Asked of a form that was sent and is valid."""
        opened = self.cleaned_data.get("opened")
        return bool(opened) and opened == self.mark_of_sent()

    def carry_on_from(self, version: int, stored: Mapping[str, Any]) -> None:
        """Let a form that is shown again stand on the row as it is now: saving it next is a decision about that."""
        self.data[self.add_prefix("version")] = str(version)
        self.data[self.add_prefix("opened")] = self.mark_of_stored(stored)


def as_sent(field: forms.Field, value: Any) -> Any:
    """A value as a browser sends it: text with plain line ends, a date in three parts, ticks in one order."""
    if value is None or value is False or value == "":
        return ""
    if isinstance(field, DateField):
        parts = DateInputs().decompress(value) if isinstance(value, date) else value
        sent = [str(part or "").strip() for part in parts]
        return sent if any(sent) else ""
    if isinstance(value, list | tuple | set):
        return sorted(map(str, value)) or ""
    return str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def offer(field: Any, rows: Iterable[Any], empty: str | None = None, *, named: str = "") -> None:
    """Let a person choose one of these rows: `empty` is what stands where none is chosen, `named` the attribute that
    names a row."""
    field.queryset = rows
    field.empty_label = empty
    if named:
        field.label_from_instance = attrgetter(named)


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
