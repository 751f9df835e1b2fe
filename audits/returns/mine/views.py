"""An auditor's own list of returns over all audits."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audits.returns.mine.listed import STATES, lines_of, my_returns

PER_PAGE = 25


def mine(request: PersonRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    person = request.user
    page = Paginator(my_returns(person, state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(page.object_list, person, timezone.localdate()),
        "states": [("", "All"), *((key, words) for key, (words, _) in STATES.items())],
        "state": state,
        "query": f"state={state}&" if state else "",
    }
    return render(request, "returns/mine.html", context)
