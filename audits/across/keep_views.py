"""Pages that keep the themes across audits: their words, and the merging of two; and the search of agreed findings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import done, posted, status_of
from audits.across import acts
from audits.across.forms import FindingSearchForm, ThemeMergeForm, ThemeWordsForm
from audits.across.keeping import could_take_in, preview
from audits.across.models import PracticeTheme
from audits.across.search import search
from audits.recognise.telling import tell_words


def reword(request: PersonRequest, row: PracticeTheme) -> HttpResponse:
    """Change the words of a theme."""
    if row.merged_into is not None:
        return redirect("practice_theme", row.merged_into.uid)
    form = ThemeWordsForm(posted(request), instance=row)
    if done(form, lambda: acts.reword_practice_theme(row, by=request.user, now=timezone.now(), **form.changes)):
        messages.success(request, "The theme is saved.")
        tell_words(request, form)
        return redirect("practice_theme", row.uid)
    return render(request, "across/reword.html", {"theme": row, "form": form}, status=status_of(form))


def merge(request: PersonRequest, row: PracticeTheme) -> HttpResponse:
    """Choose the theme, look at what would happen, confirm once."""
    person = request.user
    if row.merged_into is not None:
        return redirect("practice_theme", row.merged_into.uid)
    uid = request.POST.get("into") or request.GET.get("into", "")
    shown, fault = preview(row, uid, person) if uid else None, ""
    if request.method == "POST" and shown is not None:
        try:
            into = acts.merge_practice_themes(row, shown.into, by=person, now=timezone.now(), **versions(request))
        except Refused as refusal:
            fault = refusal.sentence
        else:
            messages.success(request, "The two themes are one.")
            return redirect("practice_theme", into.uid)
    asked = request.GET if "into" in request.GET and shown is None else None
    form = ThemeMergeForm(asked, initial={"into": uid}, themes=could_take_in(row, person))
    context = {"theme": row, "form": form, "shown": shown, "fault": fault}
    return render(request, "across/merge.html", context, status=409 if fault == acts.CHANGED else 200)


def versions(request: PersonRequest) -> dict[str, int]:
    """The versions that were confirmed; what is no number was changed on the way."""
    found = {}
    for name in ("version", "into_version"):
        said = request.POST.get(name, "")
        if not said.isascii() or not said.isdigit() or len(said) > 9:
            raise Refused(acts.CHANGED)
        found[name] = int(said)
    return found


def search_page(request: PersonRequest) -> HttpResponse:
    """Search. The words come by POST, so that they stand in no address and no log; a page of the results likewise."""
    person = request.user
    form = FindingSearchForm(posted(request))
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        lines, page = search(person, form.cleaned_data["words"], request.POST.get("page"))
        journal.record_each(person, "read", [line.finding for line in lines], now=timezone.now())
        context |= {"lines": lines, "page": page, "searched": True}
    else:
        journal.record(person, "read", now=timezone.now(), kind="practice_search")
    return render(request, "across/search.html", context)
