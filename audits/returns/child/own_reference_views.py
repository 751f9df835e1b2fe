"""The agency's own reference of the case a return is about, for the auditor who holds the return."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from agencies.person_request import PersonRequest
from audits.returns.models import AgencyReturn
from audits.sample.own_reference import pages


def addresses_of(agency_return: AgencyReturn) -> pages.Addresses:
    args = [agency_return.audit.reference, agency_return.uid]
    own = "return_own_reference"
    page, keep, remove = (reverse(name, args=args) for name in (own, f"{own}_keep", f"{own}_remove"))
    return pages.Addresses(page, keep, remove, reverse("return", args=args))


def return_own_reference(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    return pages.shown(request, agency_return.involvement, addresses_of(agency_return))


def return_own_reference_keep(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    return pages.kept(request, agency_return.involvement, addresses_of(agency_return))


def return_own_reference_remove(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    return pages.removed(request, agency_return.involvement, addresses_of(agency_return))
