"""Pages on which the lead or the information governance lead says how information is handled and kept."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form, status_of
from audits.recognise.telling import tell_words
from audits.scope import rules
from audits.scope.information import acts as information
from audits.scope.information.forms import HoldForm, InformationForm, RetentionForm
from audits.scope.models import Audit


def information_handling(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    row = information.information_of(audit)
    form = InformationForm(posted(request), instance=row, back=to_set_up(audit))
    if request.method == "POST":
        rules.check_can_handle_information(person, audit)
        act = partial(information.write_information, audit, by=person, now=timezone.now())
        if save_form(form, act):
            missing = information.what_is_missing(audit)
            messages.success(request, "Saved. " + ("Returns may open." if not missing else "Not everything is there."))
            return redirect("audit_information", audit.reference)
    context = {
        "audit": audit,
        "form": form,
        "row": row,
        "missing": information.what_is_missing(audit),
        "may_edit": rules.can_handle_information(person, audit),
        "facts": information.facts_of(row),
    }
    return render(request, "scope/information.html", context, status=status_of(form))


def to_set_up(audit: Audit) -> tuple[str, str]:
    return reverse("audit_set_up", args=[audit.reference]), "Back to the set-up"


def retention(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    row = information.retention_of(audit)
    form = RetentionForm(posted(request), instance=row, back=to_set_up(audit))
    if request.method == "POST":
        rules.check_can_handle_information(person, audit)
        if save_form(form, partial(information.set_retention, audit, by=person, now=timezone.now())):
            messages.success(request, "The dates are saved.")
            return redirect("audit_retention", audit.reference)
    context = {
        "audit": audit,
        "form": form,
        "row": row,
        "is_set": row.pk is not None,
        "may_edit": rules.can_handle_information(person, audit),
        "may_hold": rules.can_hold(person, audit),
    }
    return render(request, "scope/retention.html", context, status=status_of(form))


def hold(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Put the audit on legal hold."""
    back = (reverse("audit_retention", args=[audit.reference]), "Back without a hold")
    form = HoldForm(posted(request), back=back)
    if request.method == "POST" and save_form(
        form, partial(information.put_on_hold, audit, by=request.user, now=timezone.now())
    ):
        messages.success(request, "This audit is on legal hold. Nothing of it is removed until it is lifted.")
        tell_words(request, form)
        return redirect("audit_retention", audit.reference)
    return render(request, "scope/hold.html", {"audit": audit, "form": form})


def hold_lift(request: PersonRequest, audit: Audit) -> HttpResponse:
    information.lift_hold(audit, by=request.user, now=timezone.now())
    messages.success(request, "The legal hold is lifted. The dates count again.")
    return redirect("audit_retention", audit.reference)
