"""A form of a model's row: labels, limits, choices and sentences come from the model, the groups from its layout."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django import forms
from django.db import models

from audit_project.forms import PageForm


def version_field() -> forms.IntegerField:
    """The version of the row that a page was opened with. It comes from what was posted, and none is none."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)


class AuditModelForm(PageForm, forms.ModelForm):
    """A form whose `Meta` names a model and its fields. `asked` names fields that the model lets be empty and this form
    does not: they say the model's sentence.

    The row in hand stays as it is, whatever is typed: an invalid form of Django's would change it under the page.
    """

    button: ClassVar[str] = "Save"
    asked: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=copy(instance) if instance is not None else None, **kwargs)
        if hasattr(self.instance, "version") and (not self.instance._state.adding or "version" in self.initial):
            self.fields["version"] = version_field()
            self.initial.setdefault("version", self.instance.version)

    def dress(self, name: str, field: forms.Field) -> None:
        """The model's own sentence for a field that is left empty."""
        if name in self.asked:
            field.required = True
        if name in (self._meta.fields or ()):
            words = self._meta.model._meta.get_field(name).error_messages["blank"]
            if str(words) != str(models.Field.default_error_messages["blank"]):
                field.error_messages["required"] = words
        super().dress(name, field)

    @property
    def said(self) -> dict[str, Any]:
        """What was given for each of the row's fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def version(self) -> int:
        """The version of the row that the page was opened with; 0 where it was not sent, which no row has."""
        return self.cleaned_data.get("version") or 0


def asked_as(model: type[models.Model], name: str, **kwargs: Any) -> Any:
    """A model's field in a form that is no row's: its limit and its input, with words of its own where they differ."""
    field: Any = model._meta.get_field(name)
    return field.formfield(**kwargs)
