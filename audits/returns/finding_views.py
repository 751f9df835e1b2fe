"""The findings of a return: the list, add another, change, remove, up and down."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from audit_project.saving import posted, save_form
from audits.returns import acts
from audits.returns.forms import FindingEditForm, FindingForm
from audits.returns.models import AgencyReturn, Finding
from audits.returns.reading import url_of
from audits.returns.shown import ask, reader_of


def findings(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    listed = list(agency_return.findings.select_related("domain"))
    return ask(request, "returns/findings.html", agency_return, [], findings=listed)


def add(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    form = FindingForm(posted(request), agency_return=agency_return)
    act = partial(acts.add_finding, agency_return, by=reader_of(request), now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        return redirect(url_of(agency_return, "return_findings"))
    return ask(request, "returns/finding.html", agency_return, [form])


def edit(request: HttpRequest, finding: Finding) -> HttpResponse:
    form = FindingEditForm(posted(request), finding=finding)
    act = partial(acts.edit_finding, finding, by=reader_of(request), now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        return redirect(url_of(finding.agency_return, "return_findings"))
    return ask(request, "returns/finding.html", finding.agency_return, [form], finding=finding)


def remove(request: HttpRequest, finding: Finding) -> HttpResponse:
    if request.method == "POST":
        acts.remove_finding(finding, by=reader_of(request), now=timezone.now())
        return redirect(url_of(finding.agency_return, "return_findings"))
    return ask(request, "returns/finding_remove.html", finding.agency_return, [], finding=finding)


def move(request: HttpRequest, finding: Finding) -> HttpResponse:
    up = request.POST.get("direction") == "up"
    acts.move_finding(finding, by=reader_of(request), now=timezone.now(), up=up)
    return redirect(url_of(finding.agency_return, "return_findings"))
