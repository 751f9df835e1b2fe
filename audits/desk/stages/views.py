"""The page that says where an audit and its cases stand, and what is in the way."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from agencies.person_request import PersonRequest
from audits.desk.stages.shown import case_stages, cases_with_returns, next_of, stages_of, went_back
from audits.scope.models import Audit
from audits.scope.rules import leads

PER_PAGE = 50


def stages(request: PersonRequest, audit: Audit) -> HttpResponse:
    page = Paginator(cases_with_returns(audit, request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "audit": audit,
        "stages": stages_of(audit),
        "nexts": next_of(audit),
        "page": page,
        "cases": case_stages(audit, rows),
        "went_back": went_back(audit, rows),
        "leads": leads(request.user, audit),
    }
    return render(request, "desk/stages.html", context)
