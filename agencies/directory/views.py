"""The administrator's pages of agencies and their services."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import rules
from agencies.directory import acts
from agencies.directory.forms import AgencyForm, EditAgencyForm, SearchForm, SeenForm
from agencies.directory.owing import owed_by
from agencies.directory.pages import organisations_found, page_of, sectors_listed
from agencies.models import Agency
from audit_project.saving import done, posted, status_of

PER_PAGE = 40


def agencies(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = SearchForm(request.GET, sectors=sectors_listed())
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = Paginator(organisations_found(person, **asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "asked": asked, "query": f"{urlencode(asked)}&" if asked else ""}
    return render(request, "agencies/agencies.html", context)


def agency_add(request: HttpRequest) -> HttpResponse:
    return add(request, None)


def service_add(request: HttpRequest, agency: Agency) -> HttpResponse:
    return add(request, agency)


def add(request: HttpRequest, parent: Agency | None) -> HttpResponse:
    form = AgencyForm(posted(request))
    by: Any = request.user
    if done(form, lambda: acts.add_agency(by=by, now=timezone.now(), parent=parent, **form.said)):
        messages.success(request, f"{form.cleaned_data['name']} is on the list.")
        return redirect("agency", uid=parent.uid) if parent else redirect("agencies")
    return render(request, "agencies/agency_form.html", {"form": form, "parent": parent})


def agency(request: HttpRequest, agency: Agency) -> HttpResponse:
    context = {
        "agency": agency, "shown": page_of(agency, timezone.localdate()),
        "may_change": rules.can_change_agency(request.user, agency),
    }  # fmt: skip
    return render(request, "agencies/agency.html", context)


def agency_edit(request: HttpRequest, agency: Agency) -> HttpResponse:
    form = EditAgencyForm(posted(request), instance=agency)
    by: Any = request.user
    now = timezone.now()
    if done(form, lambda: acts.edit_agency(agency, by=by, now=now, **form.changes)):
        messages.success(request, "The change is saved.")
        return redirect("agency", uid=agency.uid)
    return render(request, "agencies/agency_edit.html", {"form": form, "agency": agency}, status=status_of(form))


def agency_stop(request: HttpRequest, agency: Agency) -> HttpResponse:
    """What the agency still owes, before it goes out of use."""
    owed = owed_by(agency, timezone.localdate())
    form = SeenForm(posted(request))
    if not owed:
        del form.fields["seen"]
    by: Any = request.user
    act = partial(acts.deactivate_agency, agency, by=by, now=timezone.now())
    if done(form, lambda: act(seen=form.cleaned_data.get("seen", False))):
        messages.success(request, f"{agency.name} is no longer in use.")
        return redirect("agency", uid=agency.uid)
    return render(request, "agencies/agency_stop.html", {"form": form, "agency": agency, "owed": owed})


def agency_use(request: HttpRequest, agency: Agency) -> HttpResponse:
    acts.reactivate_agency(agency, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, f"{agency.name} is in use again.")
    return redirect("agency", uid=agency.uid)
