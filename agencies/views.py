"""The administrator's pages of agencies and their services."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import acts
from agencies.forms import AgencyForm, EditAgencyForm, FrontDoorForm
from agencies.front_door import edit_front_door, front_door
from agencies.models import Agency, Person
from agencies.queries import organisations_listed
from audit_project.saving import posted, save_form, status_of

PER_PAGE = 40


def agencies(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    page = Paginator(organisations_listed(Agency, person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/agencies.html", {"page": page})


def agency_add(request: HttpRequest) -> HttpResponse:
    return add(request, None)


def service_add(request: HttpRequest, agency: Agency) -> HttpResponse:
    return add(request, agency)


def add(request: HttpRequest, parent: Agency | None) -> HttpResponse:
    form = AgencyForm(posted(request))
    person: Any = request.user
    now = timezone.now()
    if form.is_bound and save_form(form, lambda **given: acts.add_agency(by=person, now=now, parent=parent, **given)):
        messages.success(request, f"{form.cleaned_data['name']} is on the list.")
        return redirect("agencies")
    return render(request, "agencies/agency_form.html", {"form": form, "parent": parent})


def agency(request: HttpRequest, agency: Agency) -> HttpResponse:
    initial = {
        "name": agency.name, "sector": agency.sector_id, "is_out_of_area": agency.is_out_of_area,
        "wants_approval": agency.wants_approval, "deputy": agency.deputy_id,
        "version": agency.version,
    }  # fmt: skip
    form = EditAgencyForm(posted(request), initial=initial, agency=agency)
    person: Any = request.user
    now = timezone.now()
    if form.is_bound and save_form(form, lambda **given: acts.edit_agency(agency, by=person, now=now, **given)):
        messages.success(request, "The change is saved.")
        return redirect("agency", uid=agency.uid)
    services = agency.services.order_by("name")
    context = {"form": form, "agency": agency, "services": services}
    return render(request, "agencies/agency.html", context, status=status_of(form))


def agency_use(request: HttpRequest, agency: Agency) -> HttpResponse:
    act = acts.reactivate_agency if request.POST.get("use") == "yes" else acts.deactivate_agency
    act(agency, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, f"{agency.name} is {'in use again' if agency.is_active else 'no longer in use'}.")
    return redirect("agency", uid=agency.uid)


def front_door_numbers(request: HttpRequest) -> HttpResponse:
    """The numbers that are rung when a child may be at risk now."""
    person: Any = request.user
    door = front_door()
    form = FrontDoorForm(posted(request), initial=model_to_dict(door) | {"version": door.version})
    if form.is_bound and save_form(form, partial(edit_front_door, by=person, now=timezone.now())):
        messages.success(request, "The numbers are saved. They stand on every page for an immediate concern.")
        return redirect("front_door")
    return render(request, "agencies/front_door.html", {"form": form}, status=status_of(form))
