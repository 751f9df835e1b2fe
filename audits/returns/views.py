"""The returns of an audit as a list, and one return: its short pages for those who write it, the whole for readers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.models import Person
from agencies.person_request import PersonRequest
from audits.concerns.views import raise_one
from audits.returns import acts, rules
from audits.returns.filling_in.asked import left_out
from audits.returns.filling_in.outline import outline_of
from audits.returns.filling_in.siblings import sibling_returns
from audits.returns.handing_in.views import show_nothing
from audits.returns.handling import keep_back
from audits.returns.listing.lines import lines_of
from audits.returns.listing.narrowing import narrowed
from audits.returns.listing.passing import submitted_returns
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.returns.reading import due_and_not_open, due_without_facts, grade_read, whole
from audits.returns.shown import show
from audits.returns.steps.models import AgencyStep
from audits.sample.listed import without_family_contact
from audits.scope.models import Audit
from audits.scope.rules import leads

PER_PAGE = 50


def returns(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    may_open = rules.can_open(person, audit)
    may_accept = rules.can_accept_all(person, audit)
    found = narrowed(request.GET, audit, person, timezone.localdate())
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    led = leads(person, audit)
    due = due_and_not_open(audit) if may_open else 0
    context = {
        "audit": audit,
        "page": page,
        "lines": lines_of(list(page.object_list), audit, person, timezone.localdate(), led),
        "form": found.form,
        "query": found.query,
        "narrowed": found,
        "may_remind": led and audit.state in rules.OPEN_AUDIT,
        "due": due,
        "bare": due_without_facts(audit) if due else [],
        "submitted": submitted_returns(audit) if may_accept else None,
        "undecided": without_family_contact(audit) if may_accept else [],
    }
    return render(request, "returns/returns.html", context)


def open_due(request: PersonRequest, audit: Audit) -> HttpResponse:
    opened = acts.open_returns(audit, by=request.user, now=timezone.now())
    messages.success(request, f"Returns opened: {len(opened)}." if opened else "Every return that is due is open.")
    return redirect("returns", audit.reference)


def one(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    person = request.user
    if agency_return.has_nothing_to_audit:
        return show_nothing(request, agency_return)
    return show(
        request,
        "returns/return.html",
        agency_return,
        **what_is_shown(person, agency_return),
        may_accept=rules.can_accept(person, agency_return),
        may_send_link=rules.can_send_link(person, agency_return),
        may_send_back=rules.can_send_back(person, agency_return),
        may_bring_back=rules.is_own(person, agency_return),
        may_open_key=rules.can_open_key(person, agency_return),
    )


def what_is_shown(person: Person, agency_return: AgencyReturn) -> dict[str, Any]:
    """Its pages in order for whoever writes it, the whole for the others."""
    if rules.can_write(person, agency_return):
        return {
            "outline": outline_of(agency_return),
            "siblings": sibling_returns(agency_return, person),
            "left_out": left_out(agency_return),
        }
    read = whole(agency_return, grade=grade_read(agency_return))
    answers = (answer for block in read.blocks for answer in block.answers)
    rows: list[Answer | Finding | AgencyStep] = [*read.findings, *read.steps, *answers]
    for row in rows:
        row.agency_return = agency_return
    keep_back(person, agency_return.audit, rows)
    return {"whole": read, "left_out": left_out(agency_return)}


def raise_concern(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    """An immediate concern raised from a return: its agency must see that somebody acts."""
    return raise_one(request, agency_return.case, agency_return.agency)
