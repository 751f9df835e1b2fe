"""A form of a model's row: labels, limits, choices and sentences come from the model, the groups from its layout."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from crispy_forms.layout import Hidden, Layout, Submit
from django import forms
from django.db import models

from audit_project.forms import PageForm


class Button(Submit):
    """The button that sends a form. `Submit` brings the classes of another design."""

    field_classes = ""


def version_field() -> forms.IntegerField:
    """The version of the row that a page was opened with. It comes from what was posted, and none is none."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)


class AuditModelForm(PageForm, forms.ModelForm):
    """A form whose `Meta` names a model and its fields. It is a whole form on the page: tag, token, button.

    `layout` groups the fields with crispy's own objects; without it they stand in the order of `Meta.fields`. `button`
    is what the button says. Where a page has several forms each has its `act`, which is posted along, and its fields
    are named after it. `asked` names fields that the model lets be empty and this form does not: they say the model's
    sentence.

    The row in hand stays as it is, whatever is typed: an invalid form of Django's would change it under the page.
    """

    layout: ClassVar[Sequence[Any]] = ()
    button: ClassVar[str] = "Save"
    asked: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, instance: Any = None, act: str = "", button: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("prefix", act or None)
        super().__init__(*args, instance=copy(instance) if instance is not None else None, **kwargs)
        if any(field.name == "version" for field in self.instance._meta.concrete_fields):
            self.fields["version"] = version_field()
            self.initial["version"] = 0 if self.instance._state.adding else self.instance.version
        self.helper.form_tag = True
        self.helper.disable_csrf = False
        self.helper.render_hidden_fields = True
        self.helper.layout = Layout(
            *([Hidden("act", act)] if act else []),
            *(self.layout or self._meta.fields or ()),
            Button("", button or self.button, css_class="govuk-button--secondary" if act else ""),
        )

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
        """What was given for each of the row's fields, and the version that the page was opened with."""
        said = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return said | ({"version": self.cleaned_data["version"] or 0} if "version" in self.fields else {})
