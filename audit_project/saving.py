"""What a page does with what an act says: go on, say why not, or show both texts when two people wrote at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import formats, timezone

from audit_project.date_field import DateField
from audit_project.forms import KeptMixin, PageForm
from audit_project.refused import Refused, Stale


def posted(request: HttpRequest) -> Any:
    """What was sent, an empty form too; None when the page is only being looked at."""
    return request.POST if request.method == "POST" else None


def sent(request: HttpRequest, act: str) -> Any:
    """What was posted for the form of this act, on a page that has several; None for the others."""
    return request.POST if request.method == "POST" and request.POST.get("act") == act else None


def done(form: PageForm, act: Callable[[], Any]) -> bool:
    """Whether a form was sent, is valid, and its act was carried out."""
    return form.is_valid() and carry_out(form, act)


def save_form(form: PageForm, act: Callable[..., Any]) -> bool:
    """Run the act with the form's cleaned fields; False when the page must be shown again.

    A form of a row that was opened and sent on as it was writes nothing: whoever changed the row meanwhile did.
    """
    if not form.is_valid():
        return False
    if getattr(form, "untouched", False):
        return True
    return carry_out(form, lambda: act(**words_of(form)))


def save_each(rows: Iterable[tuple[KeptMixin, Callable[..., Any]]]) -> bool:
    """Save the forms of a page that were changed, each by its act, all or none."""
    current: KeptMixin | None = None
    try:
        with transaction.atomic():
            for current, act in rows:
                if not current.untouched:
                    act(**words_of(current))
    except Stale as clash:
        assert current is not None
        show_clash(current, clash)
        return False
    except Refused as refusal:
        assert current is not None
        current.add_error(None, refusal.sentence)
        return False
    return True


def words_of(form: PageForm) -> dict[str, Any]:
    """What a person gave, with the version they had before them; the form's own mark is nobody's answer."""
    return {name: value for name, value in form.cleaned_data.items() if name != "opened"}


def carry_out(form: PageForm, act: Callable[[], Any]) -> bool:
    """Run the act for a valid form; False when the page must be shown again.

    A refusal becomes the form's first error. After a clash the person's words stay in the form, `form.conflict_rows`
    holds both texts, and the form carries the version that now stands: saving again is a decision.
    """
    try:
        act()
    except Stale as clash:
        show_clash(form, clash)
        return False
    except Refused as refusal:
        say_refusal(form, refusal)
        return False
    return True


def say_refusal(form: PageForm, refusal: Refused) -> None:
    """The sentences of a refusal beside the fields they are of, if the form asks for all of these; else above it."""
    if refusal.on and all(map(form.place_of, refusal.on)):
        for name, sentences in refusal.on.items():
            form.add_error(name, sentences)
    else:
        form.add_error(None, refusal.sentence)


def show_clash(form: PageForm, clash: Stale) -> None:
    """Put both texts beside the form, and into it the version that now stands."""
    form.conflict_rows = conflict_rows(form, clash)
    if isinstance(form, KeptMixin):
        form.carry_on_from(clash.version, clash.theirs)
    else:
        form.data[form.add_prefix("version")] = str(clash.version)


def status_of(*forms: forms.BaseForm) -> int:
    """The status of a page that is shown again: 409 where somebody else saved first, otherwise 200."""
    return 409 if any(hasattr(form, "conflict_rows") for form in forms) else 200


def conflict_rows(form: PageForm, clash: Stale) -> list[dict[str, str]]:
    """The fields in which the two texts differ, in the form's order."""
    both = form.as_asked(clash.theirs), form.as_asked(clash.yours)
    rows = []
    for name, field in form.fields.items():
        key = name if name in both[0] else f"{name}_id"
        if key not in both[0]:
            continue
        theirs, yours = (in_words(field, side[key]) for side in both)
        if theirs != yours:
            rows.append({"label": str(field.label or name), "theirs": theirs, "yours": yours})
    return rows


def in_words(field: forms.Field, value: Any) -> str:
    """A value as a person would read it: the words of a choice, a date, yes or no."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, DateField) and isinstance(value, list):
        value = day_typed(field, value)
    if value is None or value == "" or value == []:
        return "Left empty"
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices  # what Django calls them is wider than pairs
        words = {str(key): str(label) for key, label in choices}
        several = value if isinstance(value, list | tuple) else [value]
        return ", ".join(words.get(str(one), str(one)) for one in several)
    return str(value)


def day_typed(field: DateField, parts: list[Any]) -> Any:
    """The day that was typed in three boxes; what was typed, where it is none."""
    try:
        return field.clean(parts)
    except forms.ValidationError:
        return " ".join(str(part or "") for part in parts).strip()
