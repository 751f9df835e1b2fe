"""The administrator's pages of agencies and their services."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import rules
from agencies.directory import acts
from agencies.directory.forms import AgencyForm, AgencySearchForm, EditAgencyForm, SeenForm
from agencies.directory.owing import owed_by
from agencies.directory.pages import organisations_found, page_of, sectors_listed
from agencies.models import Agency
from agencies.person_request import PersonRequest
from audit_project.saving import done, posted, status_of

PER_PAGE = 40


def agencies(request: PersonRequest) -> HttpResponse:
    form = AgencySearchForm(request.GET, sectors=sectors_listed())
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = Paginator(organisations_found(request.user, **asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "asked": asked, "query": f"{urlencode(asked)}&" if asked else ""}
    return render(request, "agencies/agencies.html", context)


def agency_add(request: PersonRequest) -> HttpResponse:
    return add(request, None)


def service_add(request: PersonRequest, agency: Agency) -> HttpResponse:
    return add(request, agency)


def add(request: PersonRequest, parent: Agency | None) -> HttpResponse:
    form = AgencyForm(posted(request))
    if done(form, lambda: acts.add_agency(by=request.user, now=timezone.now(), parent=parent, **form.said)):
        messages.success(request, f"{form.cleaned_data['name']} is on the list.")
        return redirect("agency", uid=parent.uid) if parent else redirect("agencies")
    return render(request, "agencies/agency_form.html", {"form": form, "parent": parent})


def agency(request: PersonRequest, agency: Agency) -> HttpResponse:
    context = {
        "agency": agency, "shown": page_of(agency, timezone.localdate()),
        "may_change": rules.can_change_agency(request.user, agency),
    }  # fmt: skip
    return render(request, "agencies/agency.html", context)


def agency_edit(request: PersonRequest, agency: Agency) -> HttpResponse:
    form = EditAgencyForm(posted(request), instance=agency)
    now = timezone.now()
    if done(form, lambda: acts.edit_agency(agency, by=request.user, now=now, **form.changes)):
        messages.success(request, "The change is saved.")
        return redirect("agency", uid=agency.uid)
    return render(request, "agencies/agency_edit.html", {"form": form, "agency": agency}, status=status_of(form))


def agency_stop(request: PersonRequest, agency: Agency) -> HttpResponse:
    """What the agency still owes, before it goes out of use."""
    owed = owed_by(agency, timezone.localdate())
    form = SeenForm(posted(request))
    if not owed:
        del form.fields["seen"]
    act = partial(acts.deactivate_agency, agency, by=request.user, now=timezone.now())
    if done(form, lambda: act(seen=form.cleaned_data.get("seen", False))):
        messages.success(request, f"{agency.name} is no longer in use.")
        return redirect("agency", uid=agency.uid)
    return render(request, "agencies/agency_stop.html", {"form": form, "agency": agency, "owed": owed})


def agency_use(request: PersonRequest, agency: Agency) -> HttpResponse:
    acts.reactivate_agency(agency, by=request.user, now=timezone.now())
    messages.success(request, f"{agency.name} is in use again.")
    return redirect("agency", uid=agency.uid)
