"""Pages of an audit's themes: what was found across its cases, in the lead's words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import done, posted, status_of
from audits.meeting import acts, rules
from audits.meeting.forms import EditThemeForm, MeetingThemeForm
from audits.meeting.models import Theme
from audits.meeting.pages import themes_of
from audits.meeting.running.going_further import words_of_themes
from audits.recognise.telling import tell_words
from audits.scope.models import Audit


def themes(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The themes with the cases under each, the agreed findings under none, and a form for a new one."""
    person = request.user
    if request.method == "POST":
        rules.check_can_edit_themes(person, audit)
    form = MeetingThemeForm(posted(request), instance=Theme(audit=audit))
    if done(form, lambda: acts.add_theme(audit, by=person, now=timezone.now(), **form.said)):
        messages.success(request, "The theme is added.")
        tell_words(request, form)
        return redirect("themes", audit.reference)
    lines, loose = themes_of(audit, person)
    journal.record(person, "read", audit, now=timezone.now(), kind="themes")
    may = rules.can_edit_themes(person, audit)
    context = {"audit": audit, "lines": lines, "loose": loose, "form": form, "may_edit": may}
    context["words"] = words_of_themes(lines) if may else None
    return render(request, "meeting/themes.html", context)


def theme(request: PersonRequest, row: Theme) -> HttpResponse:
    """Change a theme's words, or take it away when nothing stands under it."""
    now, removes = timezone.now(), request.POST.get("act") == "remove"
    form = EditThemeForm(posted(request), instance=row)

    def change() -> None:
        if removes:
            acts.remove_theme(row, by=request.user, now=now, version=form.changes["version"])
        else:
            acts.edit_theme(row, by=request.user, now=now, **form.changes)

    if done(form, change):
        messages.success(request, "The theme is taken away." if removes else "The theme is saved.")
        if not removes:
            tell_words(request, form)
        return redirect("themes", row.audit.reference)
    context = {"audit": row.audit, "theme": row, "form": form}
    return render(request, "meeting/theme.html", context, status=status_of(form))
