"""A form of a model's row: labels, limits, choices and sentences come from the model, the groups from its layout."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS as ALL
from django.db import models
from django.utils.text import capfirst

from audit_project.forms import PageForm

NO_VERSION = "This page was sent without its version, or with another. Open it again, then save."


class VersionField(forms.IntegerField):
    """The version of the row that a page was opened with. It comes from what was posted; none is 0, which no row has,
    so that what was not opened is never written over."""

    def __init__(self, *, only: int | None = None) -> None:
        super().__init__(
            widget=forms.HiddenInput,
            required=bool(only),
            min_value=only or 0,
            max_value=2_000_000_000 if only is None else only,
            error_messages=dict.fromkeys(("required", "min_value", "max_value"), NO_VERSION),
        )

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class AuditModelForm(PageForm, forms.ModelForm):
    """A form whose `Meta` names a model and its fields. `asked` names fields that the model lets be empty and this form
    does not: they say the model's sentence.

    A form of a row that stands carries its version. So does one of a row that is made when it is first saved
    (`made_when_saved`), which somebody else may do meanwhile: the version of the row it was given, or none.
    The row in hand stays as it is, whatever is typed: an invalid form of Django's would change it under the page.
    """

    button: ClassVar[str] = "Save"
    asked: ClassVar[frozenset[str]] = frozenset()
    made_when_saved: ClassVar[bool] = False

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=copy(instance) if instance is not None else None, **kwargs)
        kept = hasattr(self.instance, "version") and not self.instance._state.adding
        if kept or self.made_when_saved or "version" in self.fields:
            version = 0 if instance is None else instance.version
            # No row could tell yet that the page of one to be made was sent with another version than its own.
            only = version if self.made_when_saved and self.instance._state.adding else None
            self.fields["version"] = VersionField(only=only)
            self.initial.setdefault("version", version)

    def dress(self, name: str, field: forms.Field) -> None:
        """The model's own sentence for a field that is left empty."""
        if name in self.asked:
            field.required = True
        if name in (self._meta.fields or ()):
            field.error_messages.update(words_if_empty(self._meta.model._meta.get_field(name)))
        super().dress(name, field)

    def add_error(self, field: str | None, error: Any) -> None:
        """What the model says of fields that this form does not write stands in nobody's way."""
        if field is None and hasattr(error, "error_dict"):
            here = {*(self._meta.fields or ()), ALL}
            error = forms.ValidationError({name: said for name, said in error.error_dict.items() if name in here})
        super().add_error(field, error)

    @property
    def said(self) -> dict[str, Any]:
        """What was given for each of the row's fields that the form asks for."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    @property
    def changes(self) -> dict[str, Any]:
        """What was given, with the version of the row that it was given for."""
        return self.said | {"version": self.cleaned_data.get("version") or 0}


def asked_as(model: type[models.Model], name: str, **kwargs: Any) -> Any:
    """A model's field in a form that is no row's: its limit and its input, with words of its own where they differ."""
    field: Any = model._meta.get_field(name)
    words = words_if_empty(field) | kwargs.pop("error_messages", {})
    made = field.formfield(**kwargs, **({"error_messages": words} if words else {}))
    made.of_model = field  # where it comes from, for the test that no field is said twice
    return made


def words_if_empty(field: Any) -> dict[str, Any]:
    """The model's own sentence for a field that is left empty; nothing where it has none."""
    words = field.error_messages["blank"]
    return {} if str(words) == str(models.Field.default_error_messages["blank"]) else {"required": words}


def chosen_as(model: type[models.Model], name: str, kind: type[forms.Field] = forms.ChoiceField, **kwargs: Any) -> Any:
    """A model's field asked for by choices that the form lists itself: its label and hint are the model's."""
    field: Any = model._meta.get_field(name)
    told = {"label": capfirst(field.verbose_name), "help_text": field.help_text, "required": not field.blank}
    made: Any = kind(**{**told, **kwargs})
    made.error_messages.update(words_if_empty(field))
    made.of_model = field
    return made
