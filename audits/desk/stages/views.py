"""The page that says where an audit and its cases stand, and what is in the way."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.models import Person
from audits.desk.stages.shown import case_stages, cases_with_returns, next_of, stages_of, went_back
from audits.scope.models import Audit
from audits.scope.rules import leads

PER_PAGE = 50


def stages(request: HttpRequest, audit: Audit) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    page = Paginator(cases_with_returns(audit, person), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "audit": audit,
        "stages": stages_of(audit),
        "nexts": next_of(audit),
        "page": page,
        "cases": case_stages(audit, rows),
        "went_back": went_back(audit, rows),
        "leads": leads(person, audit),
    }
    return render(request, "desk/stages.html", context)
