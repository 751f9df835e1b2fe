"""Pieces of a form's layout that crispy does not bring."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import TEMPLATE_PACK, LayoutObject
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class TickTable(LayoutObject):
    """Several fields with the same answers as one table: a line an answer, a column a field, a box in each cell.

    Each box keeps its own label for whoever hears the page. `columns` are the fields with what stands above them.
    """

    template = "audit_forms/layout/tick_table.html"

    def __init__(self, legend: str, **columns: str) -> None:
        self.legend, self.columns = legend, columns
        self.fields = list(columns)

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        asked: list[BoundField] = [form[name] for name in self.fields]
        form.rendered_fields.update(self.fields)
        rows = [
            (boxes[0].choice_label, list(zip(boxes, self.columns.values(), strict=True)))
            for boxes in zip(*asked, strict=True)
        ]
        told = {"legend": self.legend, "asked": asked, "columns": self.columns.values(), "rows": rows}
        return render_to_string(self.template, context.flatten() | told)


class EveryField(LayoutObject):
    """All fields that a person fills in, in the form's order, as they stand when the page is drawn."""

    def __init__(self) -> None:
        self.fields: list[str] = []

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        self.fields = [name for name, field in form.fields.items() if not field.widget.is_hidden]
        return self.get_rendered_fields(form, context, template_pack, **kwargs)


class AskedHere(LayoutObject):
    """Those of these fields that the form asks: some are left out of it where nobody wants to know."""

    def __init__(self, *fields: str) -> None:
        self.may_ask = fields
        self.fields: list[str] = []

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        self.fields = [name for name in self.may_ask if name in form.fields]
        return self.get_rendered_fields(form, context, template_pack, **kwargs)
