"""The page of an audit's activity log."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from agencies.person_request import PersonRequest
from audits.desk.activity.forms import ActivityFilter
from audits.desk.activity.listed import case_numbers, choices_of, log_page
from audits.scope.models import Audit


def activity(request: PersonRequest, audit: Audit) -> HttpResponse:
    numbers = case_numbers(audit)
    form = ActivityFilter(request.GET, choices=choices_of(audit, numbers))
    given = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    log = log_page(audit, numbers, **given)
    kept = {name: value for name, value in given.items() if name != "before"}
    context = {
        "audit": audit,
        "form": form,
        "log": log,
        "narrowed": bool(kept),
        "newest": f"?{urlencode(kept)}" if "before" in given else "",
        "older": f"?{urlencode(kept | {'before': log.older})}" if log.older else "",
    }
    return render(request, "desk/activity.html", context)
