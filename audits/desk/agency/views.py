"""The page of an agency's contact over all audits."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.invitations.listed import first_lines
from agencies.person_request import PersonRequest
from audits.desk.activity.forms import AgencyFilter
from audits.desk.agency import pages

PER_PAGE = 25


def agency(request: PersonRequest) -> HttpResponse:
    person = request.user
    on = timezone.localdate()
    form = AgencyFilter(request.GET, audits=pages.audits_of(person))
    given = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = Paginator(pages.returns_of(person, **given), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "agencies": pages.agencies_of(person),
        "piles": pages.waiting_piles(person, on),
        "form": form,
        "page": page,
        "lines": pages.agency_lines(page.object_list, person, on),
        "query": f"{urlencode(given)}&" if given else "",
        "narrowed": bool(given),
        "invitations": first_lines(person, timezone.now()),
        "auditors": pages.auditors_there(person, on),
    }
    return render(request, "desk/agency.html", context)
