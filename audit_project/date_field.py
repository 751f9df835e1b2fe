"""A day of the calendar as people type it: three boxes, and a sentence for whatever is missing or impossible."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST, LATEST = 1900, 2100


class DateInputs(forms.MultiWidget):
    """A date in three boxes: day, month, year. The template pack draws the boxes."""

    is_date = True
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {part: forms.TextInput(attrs) for part in PARTS}
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
        "incomplete": "The date must include a %(missing)s.",
        "invalid": "Enter a real date, like 7 3 2026.",
        "year": "Enter a year of four figures, like 2026.",
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(max_length=20, required=False) for _ in PARTS]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in (value or [])]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self.compress(parts)

    def compress(self, data_list: list[str]) -> date | None:
        missing = [name for name, part in zip(PARTS, data_list, strict=True) if not part]
        if missing:
            words = {"missing": " and a ".join(missing)}
            raise ValidationError(self.error_messages["incomplete"], code="incomplete", params=words)
        try:
            day, month, year = whole(data_list[0]), month_number(data_list[1]), whole(data_list[2])
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not EARLIEST <= year <= LATEST:
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            return date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        first = initial.date() if isinstance(initial, datetime) else initial
        before = [str(part) for part in DateInputs().decompress(first)] if first else ["", "", ""]
        return before != [str(part or "") for part in (data or ["", "", ""])]


def whole(text: str) -> int:
    """A number typed in plain figures; int() alone would take "1_0" and figures of other scripts."""
    if not (text.isascii() and text.isdigit()) or len(text) > 4:
        raise ValueError("not a number of a date")
    return int(text)


def month_number(text: str) -> int:
    """The month, typed as a number or as its name."""
    return MONTHS.index(text[:3].lower()) + 1 if text.isalpha() and len(text) > 2 else whole(text)
