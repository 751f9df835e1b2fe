"""One row of a return in its Word form: its form, its fields with their places, and the words that stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from audit_project.forms import KeptMixin
from audits.codes.models import NOT_ASKED, UNANSWERED


@dataclass(frozen=True)
class FormSlot:
    """One field of the form: its content control's tag, the row it stands in and which cell, what it may say.

    `adds` is for a tick among several: the value that "Yes" adds to the field. `instead` is for an answer that is
    written: the words that say why there is none.
    """

    tag: str
    row: str
    cell: int
    field: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    adds: str = ""
    instead: tuple[tuple[str, str], ...] = ()  # what may be written where there is no answer, by its code
    is_day: bool = False  # a day of the calendar


@dataclass
class FormPart:
    """One row of the return with its form. `name` is the form's prefix, the same in the file and on the page."""

    name: str
    heading: str
    form: Any  # unbound: holds what stands now, its version and its mark
    slots: tuple[FormSlot, ...]
    row: Any
    is_new: bool = False

    @property
    def what(self) -> str:
        """What is added, where the file has a new one."""
        return "finding" if self.name.startswith("finding-") else ""

    @property
    def version(self) -> int:
        return int(self.form.initial.get("version") or 1)

    @property
    def mark(self) -> str:
        mark: str = self.form.mark_of_initial()
        return mark

    def bound(self, data: Any) -> Any:
        """The part's form with what was sent."""
        made: Any = self.form.remake(data)
        if "given" in made.fields:
            made.fields["given"].label = "Answer"  # the question is the heading above it
        return made

    def words(self, slot: FormSlot) -> str:
        """What stands now in one field, as the Word form prints it."""
        return words_of(self.form, slot)


def remaking(form_class: type[KeptMixin], **given: Any) -> Any:
    """A form that can be made again with what was sent."""
    form: Any = form_class(None, **given)
    form.remake = lambda data: form_class(data, **given)
    return form


def pairs(form: forms.Form, name: str) -> tuple[tuple[str, str], ...]:
    field: Any = form.fields[name]
    return tuple((str(value), str(label)) for value, label in field.choices if value != "")


def words_of(form: Any, slot: FormSlot) -> str:
    """What stands in a field, in the words that the Word form uses."""
    value = form.get_initial_for_field(form.fields[slot.field], slot.field)
    if slot.adds:
        return "Yes" if slot.adds in value else "No" if value else ""
    if slot.instead:
        answer = form.answer
        return str(answer.words) if answer.state_id not in (UNANSWERED, NOT_ASKED) else ""
    if slot.is_day:
        return f"{value.day} {value:%B %Y}" if value else ""
    if isinstance(form.fields[slot.field], forms.BooleanField):
        return "Yes" if value else "No"
    return dict(slot.choices).get(str(value), "") if slot.choices else str(value or "")
