"""The page on which the lead decides, once for a case, whether its family is asked."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form
from audits.recognise.telling import tell_words
from audits.sample import acts
from audits.sample.forms import FamilyContactForm
from audits.sample.models import Case, FamilyContact
from audits.sample.views import back_to, of_case


def family_contact(request: PersonRequest, case: Case) -> HttpResponse:
    row = getattr(case, "family_contact", None) or FamilyContact(case=case)
    form = FamilyContactForm(posted(request), instance=row, back=back_to(case, "Back without deciding"))
    act = partial(acts.decide_family_contact, case, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The decision is saved. Every return of this case shows it.")
        tell_words(request, form)
        return redirect("case", case.audit.reference, case.number)
    journal.record(request.user, "read", case)
    return of_case(request, "sample/family_contact.html", case, form)
