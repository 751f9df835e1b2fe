"""The page on which two themes of an audit are merged: choose, look, confirm once."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.forms import AuditForm
from audit_project.refused import Refused
from audits.meeting.models import Theme
from audits.meeting.themes import merging


class ThemeIntoForm(AuditForm):
    """The theme that this one is merged into."""

    required_words: ClassVar = {"into": merging.NO_THEME}
    into = forms.ChoiceField(label="Merge it into", widget=forms.RadioSelect)

    def __init__(self, *args: Any, themes: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(str(one.uid), one.statement) for one in themes]


def merge(request: PersonRequest, theme: Theme) -> HttpResponse:
    """What would happen, and then everything at once."""
    person = request.user
    now, fault = timezone.now(), ""
    uid = request.POST.get("into") or request.GET.get("into", "")
    shown = merging.look(theme, uid, by=person) if uid else None
    if request.method == "POST" and shown is not None:
        try:
            merging.merge_themes(theme, shown.into, by=person, now=now, **versions(request))
        except Refused as refusal:
            fault = refusal.sentence
        else:
            messages.success(request, "The two themes are one.")
            return redirect("themes", theme.audit.reference)
    journal.record(person, "read", theme, now=now)
    asked = request.GET if "into" in request.GET and shown is None else None
    form = ThemeIntoForm(asked, initial={"into": uid}, themes=merging.others_of(theme))
    context = {"audit": theme.audit, "theme": theme, "form": form, "shown": shown, "fault": fault}
    return render(request, "meeting/theme_merge.html", context, status=409 if fault == merging.CHANGED else 200)


def versions(request: PersonRequest) -> dict[str, int]:
    """The versions that were confirmed; what is no number was changed on the way."""
    said = {name: request.POST.get(name, "") for name in ("version", "into_version")}
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in said.values()):
        raise Refused(merging.CHANGED)
    return {name: int(text) for name, text in said.items()}
