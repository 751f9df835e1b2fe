"""Pages of the sample: its cases, one case, its context, the agencies asked about it, an agency's answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import allowed
from audit_project.saving import done, posted, save_form, status_of
from audits.recognise.telling import tell_words
from audits.sample import acts, rules
from audits.sample.forms import AskAgenciesForm, AuditorForm, CaseForm, ContextForm, InvolvementForm
from audits.sample.key.rules import check_can_read_key
from audits.sample.listed import case_page, cases_listed
from audits.sample.members.acts import to_recognise
from audits.sample.models import Case, CaseContext, Involvement
from audits.sample.transfers.told import told_of
from audits.scope.models import Audit

PER_PAGE = 50


def cases(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    form = CaseForm(posted(request), instance=Case(audit=audit)) if rules.can_add_case(person, audit) else None
    if request.method == "POST":
        rules.check_can_add_case(person, audit)
        form = form or CaseForm(request.POST, instance=Case(audit=audit))
        added: list[Case] = []
        if done(form, lambda: added.append(acts.add_case(audit, by=person, now=timezone.now(), **form.said))):
            messages.success(request, f"Case {added[0].number} is added. Now add its members.")
            return redirect("case", audit.reference, added[0].number)
    found = Paginator(cases_listed(audit, person), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "audit": audit,
        "page": found,
        "form": form,
        "may_read_answers": rules.can_read_answers(person, audit),
        "may_read_key": allowed(check_can_read_key, person, audit),
        "may_read_draws": rules.can_read_draws(person, audit),
    }
    return render(request, "sample/cases.html", context)


def case(request: PersonRequest, case: Case) -> HttpResponse:
    person = request.user
    journal.record(person, "read", case)
    return render(request, "sample/case.html", {"audit": case.audit, "case": case, "shown": case_page(case, person)})


def context(request: PersonRequest, case: Case) -> HttpResponse:
    person = request.user
    form = ContextForm(posted(request), instance=context_of(case), back=back_to(case))
    if request.method == "POST" and save_form(form, partial(acts.write_context, case, by=person, now=timezone.now())):
        messages.success(request, "The context is saved.")
        tell_words(request, form)
        return redirect("case", case.audit.reference, case.number)
    journal.record(person, "read", case)
    return of_case(request, "sample/context.html", case, form)


def context_of(case: Case) -> CaseContext:
    return getattr(case, "context", None) or CaseContext(case=case)


def back_to(case: Case, words: str = "Back without saving") -> tuple[str, str]:
    return reverse("case", args=[case.audit.reference, case.number]), words


def ask(request: PersonRequest, case: Case) -> HttpResponse:
    form = AskAgenciesForm(posted(request), case=case)

    def ask_all(agencies: Any) -> None:
        with transaction.atomic():
            for agency in agencies:
                acts.ask_agency(case, agency, by=request.user, now=timezone.now())

    if request.method == "POST" and save_form(form, ask_all):
        messages.success(request, "The agencies are asked. They see the question in their work.")
        return redirect("case", case.audit.reference, case.number)
    return of_case(request, "sample/ask.html", case, form)


def involvement(request: PersonRequest, involvement: Involvement) -> HttpResponse:
    person = request.user
    case = involvement.case
    form = InvolvementForm(posted(request), instance=involvement, on=timezone.localdate())
    act = partial(acts.answer_involvement, involvement, by=person, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, f"The answer for case {case.number} is saved.")
        return redirect("case", case.audit.reference, case.number)
    members = to_recognise().filter(case=case)
    told = told_of(involvement, person) if rules.is_contact(person, involvement.agency) else None
    return of_case(request, "sample/involvement.html", case, form, involvement=involvement, members=members, told=told)


def of_case(request: PersonRequest, template: str, case: Case, form: Any, **more: Any) -> HttpResponse:
    """A page that asks something about a case; 409 when somebody else has just saved."""
    return render(request, template, {"audit": case.audit, "case": case, "form": form, **more}, status=status_of(form))


def auditor(request: PersonRequest, involvement: Involvement) -> HttpResponse:
    """Name who audits an agency's records for a case, or somebody else than before."""
    case = involvement.case
    back = (reverse("my_work"), "Back without a change")
    form = AuditorForm(posted(request), instance=involvement, on=timezone.localdate(), back=back)
    act = partial(acts.assign_auditor, involvement, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, f"Who audits case {case.number} is saved.")
        if rules.is_contact(request.user, involvement.agency):
            return redirect("agency_desk")
        return redirect("case", case.audit.reference, case.number)
    handed_in = rules.is_handed_in(involvement)
    return of_case(request, "sample/auditor.html", case, form, involvement=involvement, handed_in=handed_in)
