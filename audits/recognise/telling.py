"""The quiet line after a save of a text that goes further: what it may hold. It is saved all the same."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.contrib import messages

from agencies.person_request import PersonRequest
from audit_project.form_fields import CharField
from audit_project.forms import PageForm
from audits.recognise.find import notice
from audits.recognise.known import known_places


def tell_words(request: PersonRequest, form: PageForm) -> bool:
    """Say once, without the words, what the texts of this form may hold; returns whether anything was said."""
    texts = list(texts_of(form))
    said = notice(texts, known_places()) if texts else ""
    if said:
        messages.info(request, said, extra_tags="quiet")
    return bool(said)


def texts_of(form: PageForm) -> Iterator[str]:
    """What somebody wrote in their own words. A field that asks for a person's name passes."""
    for name, field in form.fields.items():
        own = type(field) is CharField and not isinstance(field.widget, forms.HiddenInput)
        if own and name not in form.asks_for_names and (text := form.cleaned_data.get(name)):
            yield str(text)
