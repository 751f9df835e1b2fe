"""Kinds of answer that are typed or ticked: a number with its unit, a day, several of a list, a short text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from audit_project.date_field import DateField
from audit_project.form_fields import short_input
from audits.tools.kinds.base import AnswerKind, Choices, TypedField, Unreadable
from audits.tools.kinds.chosen import option_faults

if TYPE_CHECKING:
    from audits.tools.models import Standard

LONGEST_TEXT = 500
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,2})?", re.ASCII)
PARTS_OF_A_DAY = re.compile(r"[\s/.,-]+")


class Entered(AnswerKind):
    """An answer whose words stand in `entered`; the code in `value` says of which kind it is, and no more."""

    is_chosen = False
    is_list: ClassVar[bool] = False
    value: ClassVar[str]

    def field(self) -> Any:
        return TypedField(self, widget=forms.TextInput({"class": "govuk-input govuk-input--width-20"}))

    def given(self, value: str, entered: str) -> Any:
        return self.words(value, entered) if entered else ""

    def words(self, value: str, entered: str) -> str:
        return entered


class Number(Entered):
    """A number with at most two places; the unit is said with it, and it lies within the limits the question sets."""

    code, value = "number", "NUMBER"
    hint = "A number with its unit: attendance in per cent, referrals in twelve months."
    settings: ClassVar = ("unit", "lowest", "highest")

    def field(self) -> Any:
        return TypedField(self, widget=short_input("decimal"))

    def kept(self, given: Any) -> tuple[str, str]:
        text = str(given).strip().replace(",", "")
        unit = self.standard.unit
        if unit and text.casefold().endswith(unit.casefold()):
            text = text[: -len(unit)].strip()
        if not PLAIN_NUMBER.fullmatch(text):
            raise Unreadable(self.how())
        number = Decimal(text)
        low, high = self.standard.lowest, self.standard.highest
        if (low is not None and number < low) or (high is not None and number > high):
            raise Unreadable(self.how())
        return self.value, plain(number)

    def given(self, value: str, entered: str) -> Any:
        return entered

    def words(self, value: str, entered: str) -> str:
        return f"{entered} {self.standard.unit}".strip()

    def how(self) -> str:
        low, high = self.standard.lowest, self.standard.highest
        unit = f" ({self.standard.unit})" if self.standard.unit else ""
        if low is not None and high is not None:
            return f"Enter a number from {plain(low)} to {plain(high)}{unit}."
        if low is not None:
            return f"Enter a number, {plain(low)} or more{unit}."
        if high is not None:
            return f"Enter a number, {plain(high)} or less{unit}."
        return f"Enter a number in figures{unit}, with two decimal places at most."

    @classmethod
    def faults(cls, standard: Standard) -> Iterator[tuple[str, str]]:
        low, high = standard.lowest, standard.highest
        if low is not None and high is not None and low >= high:
            yield "highest", "The highest number must be above the lowest."


def plain(number: Decimal | float) -> str:
    """ "12.5", "12": without noughts behind the point."""
    text = f"{Decimal(number):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def parts_of_a_day(text: str) -> list[str] | None:
    """Day, month as a number, and year of a date as it is typed on one line: in figures where it is a real day, as they
    stand where it is none. None where it has not three parts."""
    parts = [part for part in PARTS_OF_A_DAY.split(text.strip()) if part]
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    try:
        day = DateField(required=False).clean(parts)
    except forms.ValidationError:
        return parts
    return [str(day.day), str(day.month), str(day.year)] if day else None


class CalendarDay(Entered):
    """A day of the calendar, as people type it: 7 March 2026, 7/3/2026, 2026-03-07."""

    code, value = "date", "DATE"
    hint = "A day of the calendar."

    def kept(self, given: Any) -> tuple[str, str]:
        parts = parts_of_a_day(str(given))
        try:
            day = DateField(required=False).clean(parts) if parts is not None else None
        except forms.ValidationError as fault:
            raise Unreadable(" ".join(fault.messages)) from fault
        if day is None:
            raise Unreadable(self.how())
        return self.value, day.isoformat()

    def words(self, value: str, entered: str) -> str:
        day = date.fromisoformat(entered)
        return f"{day.day} {day:%B %Y}"

    def how(self) -> str:
        return "Enter a date, like 7 March 2026 or 7/3/2026."


class SeveralOf(Entered):
    """Several of a list, ticked; kept by their places."""

    code, value = "several_of", "SEVERAL"
    is_list = True
    hint = "Any number of a list that you write: all that apply."
    settings: ClassVar = ("options",)

    def choices(self) -> Choices:
        return [(str(place), label) for place, label in enumerate(self.standard.options, 1)]

    def field(self) -> Any:
        ticks = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            required=False, choices=self.choices(), widget=ticks, help_text="Tick all that apply."
        )

    def given(self, value: str, entered: str) -> Any:
        return entered.split(",") if entered else []

    def kept(self, given: Any) -> tuple[str, str]:
        """From what was ticked, or from the words of a paper: one a line, or parted by semicolons."""
        if isinstance(given, str):
            places = {label.casefold().rstrip("."): place for place, label in self.choices()}
            found = [places.get(one.strip().casefold().rstrip(".")) for one in re.split(r"[;\n]", given) if one.strip()]
        else:
            there = dict(self.choices())
            found = [place if place in there else None for place in map(str, given)]
        if not found or None in found:
            raise Unreadable(self.how())
        return self.value, ",".join(sorted({one for one in found if one}, key=int))

    def words(self, value: str, entered: str) -> str:
        labels = dict(self.choices())
        return "; ".join(labels.get(place, place) for place in entered.split(","))

    def how(self) -> str:
        return f"Write those that apply, parted by semicolons: {'; '.join(self.standard.options)}."

    @classmethod
    def faults(cls, standard: Standard) -> Iterator[tuple[str, str]]:
        yield from option_faults(standard.options)


class ShortText(Entered):
    """A short text. It is listed, and never counted."""

    code, value = "text", "TEXT"
    hint = "A short text. It is listed and never counted."

    def field(self) -> Any:
        return TypedField(self, max_length=LONGEST_TEXT, widget=forms.Textarea({"lines": 2}))

    def kept(self, given: Any) -> tuple[str, str]:
        text = str(given).strip()
        if not text or len(text) > LONGEST_TEXT:
            raise Unreadable(self.how())
        return self.value, text

    def how(self) -> str:
        return f"Write {LONGEST_TEXT} characters or fewer, without names."
