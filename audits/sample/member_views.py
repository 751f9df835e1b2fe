"""Pages on which a case's members are added, changed and taken out, as facts without names."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.saving import posted, save_form
from audits.sample import acts
from audits.sample.forms import EditMemberForm, MemberForm, facts_of
from audits.sample.models import Case, CaseMember
from audits.sample.views import of_case


def member_add(request: HttpRequest, case: Case) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = MemberForm(posted(request), initial={"kind": "child", "is_subject": True})
    if request.method == "POST" and save_form(form, partial(acts.add_member, case, by=person, now=timezone.now())):
        messages.success(request, f"Added to case {case.number}.")
        return redirect("case", case.audit.reference, case.number)
    return of_case(request, "sample/member.html", case, form)


def member_edit(request: HttpRequest, case: Case, member: int) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    found = the_member(case, member)
    form = EditMemberForm(posted(request), initial=facts_of(found))
    if request.method == "POST" and save_form(form, partial(acts.edit_member, found, by=person, now=timezone.now())):
        messages.success(request, "Saved.")
        return redirect("case", case.audit.reference, case.number)
    journal.record(person, "read", case)
    return of_case(request, "sample/member.html", case, form, member=found)


def member_remove(request: HttpRequest, case: Case, member: int) -> HttpResponse:
    found = the_member(case, member)
    words = str(found)
    acts.remove_member(found, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, f"{words} is taken out of case {case.number}.")
    return redirect("case", case.audit.reference, case.number)


def the_member(case: Case, number: int) -> CaseMember:
    """The member of this case with this number; 404 when there is none."""
    found: CaseMember = get_object_or_404(case.members, number=number)
    found.case = case
    return found
