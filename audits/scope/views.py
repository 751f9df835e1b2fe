"""Pages on which an audit is set up: new, overview, a section at a time, and its stages."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import posted, save_form, status_of
from audits.recognise.telling import tell_words
from audits.scope import acts, rules
from audits.scope.beginning import begin_audit
from audits.scope.forms import BY_SLUG, GoBackForm, NewAuditForm
from audits.scope.information.acts import what_is_missing
from audits.scope.models import Audit
from audits.scope.overview import set_up_in_words, steps_for
from audits.scope.queries import entry_to_begin


def audit_new(request: PersonRequest) -> HttpResponse:
    person = request.user
    entry = entry_to_begin(person, request.GET.get("entry", ""))
    first = {"theme": entry.theme, "why": entry.reason} if entry else {}
    form = NewAuditForm(posted(request), person=person, initial=first)
    if request.method == "POST" and save_form(form, partial(begin_audit, by=person, now=timezone.now(), entry=entry)):
        messages.success(request, "The audit is set up, with its dates. You are its lead.")
        return redirect("audit_set_up", form.cleaned_data["reference"])
    return render(request, "scope/new.html", {"form": form, "entry": entry})


def set_up(request: PersonRequest, audit: Audit, moved: str = "") -> HttpResponse:
    context = {
        "audit": audit,
        "parts": set_up_in_words(audit),
        "steps": steps_for(audit, request.user),
        "may_edit": rules.can_set_up(request.user, audit),
        "refused": moved,
        "missing": what_is_missing(audit) if audit.origin == Audit.Origin.WORKED else [],
    }
    return render(request, "scope/set_up.html", context)


def section(request: PersonRequest, audit: Audit, section: str) -> HttpResponse:
    found = BY_SLUG.get(section)
    if found is None:
        raise Http404
    back = (reverse("audit_set_up", args=[audit.reference]), "Back without saving")
    form = found.form(posted(request), instance=audit, person=request.user, back=back)
    act = partial(acts.edit_scope, audit, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, f"{found.title}: saved.")
        tell_words(request, form)
        return redirect("audit_set_up", audit.reference)
    return render(
        request,
        "scope/section.html",
        {"audit": audit, "section": found, "form": form},
        status=status_of(form),
    )


def go_back(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Take the audit back a stage, with the reason."""
    back = (reverse("audit_stages", args=[audit.reference]), "Stay where it is")
    form = GoBackForm(posted(request), audit=audit, back=back)
    act = partial(acts.move_audit, audit, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, f"This audit is again: {audit.get_state_display().lower()}.")
        tell_words(request, form)
        return redirect("audit_stages", audit.reference)
    return render(request, "scope/go_back.html", {"audit": audit, "form": form})


def move(request: PersonRequest, audit: Audit) -> HttpResponse:
    try:
        acts.move_audit(audit, request.POST.get("to", ""), by=request.user, now=timezone.now())
    except Refused as refusal:
        audit.refresh_from_db()
        return set_up(request, audit, refusal.sentence)
    messages.success(request, f"This audit is now: {audit.get_state_display().lower()}.")
    return redirect("audit_set_up", audit.reference)
