"""The quiet line after a save of a text that goes further: what it may hold. It is saved all the same."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from audit_project.forms import AuditForm
from audits.recognise.find import notice
from audits.recognise.known import known_places


def tell_words(request: HttpRequest, *saved: AuditForm) -> None:
    """Say once, without the words, what the texts of these forms may hold; nothing where they hold nothing."""
    texts = [text for form in saved for text in texts_of(form)]
    if texts and (said := notice(texts, known_places())):
        messages.info(request, said)


def texts_of(form: AuditForm) -> Iterator[str]:
    """What somebody wrote in their own words. A field that asks for a person's name passes."""
    for name, field in form.fields.items():
        own = type(field) is forms.CharField and not isinstance(field.widget, forms.HiddenInput)
        if own and name not in form.asks_for_names and (text := form.cleaned_data.get(name)):
            yield str(text)
