"""The page on which one agency is merged into another: choose, look, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.directory.forms import AgencyIntoForm, AgencyMergeForm
from agencies.merging.acts import MergeChanged, Plan, merge_agencies, plan
from agencies.models import Agency
from agencies.person_request import PersonRequest
from audit_project.refused import Refused


def agency_merge(request: PersonRequest, agency: Agency) -> HttpResponse:
    if request.method == "POST":
        return confirmed(request, agency)
    form = AgencyIntoForm(request.GET if "into" in request.GET else None, one=agency)
    return shown(request, agency, form)


def confirmed(request: PersonRequest, agency: Agency) -> HttpResponse:
    form = AgencyMergeForm(request.POST, one=agency)
    if not form.is_valid():
        return shown(request, agency, form)
    other, mark = form.cleaned_data["into"], form.cleaned_data["mark"]
    try:
        merge_agencies(agency, other, by=request.user, now=timezone.now(), mark=mark)
    except MergeChanged as changed:
        form.add_error(None, changed.sentence)
        return shown(request, agency, form, other, status=409)
    except Refused:
        return shown(request, agency, form, other)  # the page says what stands in the way
    messages.success(request, f"{agency.full_name} is merged into {other.full_name}.")
    return redirect("agency", uid=other.uid)


def shown(
    request: PersonRequest, agency: Agency, form: AgencyIntoForm, other: Agency | None = None, status: int = 200
) -> HttpResponse:
    """The choice, and under it what would happen."""
    if other is None and form.is_bound and form.is_valid():
        other = form.cleaned_data["into"]
    found: Plan | None = plan(agency, other, by=request.user, now=timezone.now()) if other is not None else None
    context = {"agency": agency, "form": form, "plan": found}
    return render(request, "agencies/agency_merge.html", context, status=status)
