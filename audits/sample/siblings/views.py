"""The page on which the lead marks a case as a brother's or sister's of others."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form
from audits.sample import acts
from audits.sample.forms import SiblingsForm
from audits.sample.models import Case
from audits.sample.views import back_to, of_case


def siblings(request: PersonRequest, case: Case) -> HttpResponse:
    form = SiblingsForm(posted(request), instance=case, back=back_to(case, "Back without a change"))
    act = partial(acts.mark_siblings, case, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, f"The mark of case {case.number} is saved.")
        return redirect("case", case.audit.reference, case.number)
    journal.record(request.user, "read", case)
    return of_case(request, "sample/siblings.html", case, form)
