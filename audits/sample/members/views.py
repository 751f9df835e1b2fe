"""Pages on which a case's members are added, changed and taken out, as facts without names."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import done, posted, save_form
from audits.sample import acts
from audits.sample.forms import MemberForm
from audits.sample.models import Case, CaseMember
from audits.sample.views import back_to, of_case


def member_add(request: PersonRequest, case: Case) -> HttpResponse:
    form = MemberForm(posted(request), instance=CaseMember(case=case), back=back_to(case))
    if done(form, lambda: acts.add_member(case, by=request.user, now=timezone.now(), **form.said)):
        messages.success(request, f"Added to case {case.number}.")
        return redirect("case", case.audit.reference, case.number)
    return of_case(request, "sample/member.html", case, form)


def member_edit(request: PersonRequest, case: Case, member: int) -> HttpResponse:
    person = request.user
    found = the_member(case, member)
    form = MemberForm(posted(request), instance=found, back=back_to(case))
    if request.method == "POST" and save_form(form, partial(acts.edit_member, found, by=person, now=timezone.now())):
        messages.success(request, "Saved.")
        return redirect("case", case.audit.reference, case.number)
    journal.record(person, "read", case)
    return of_case(request, "sample/member.html", case, form, member=found)


def member_remove(request: PersonRequest, case: Case, member: int) -> HttpResponse:
    found = the_member(case, member)
    words = str(found)
    acts.remove_member(found, by=request.user, now=timezone.now())
    messages.success(request, f"{words} is taken out of case {case.number}.")
    return redirect("case", case.audit.reference, case.number)


def the_member(case: Case, number: int) -> CaseMember:
    """The member of this case with this number; 404 when there is none."""
    found: CaseMember = get_object_or_404(case.members, number=number)
    found.case = case
    return found
