"""A return is checked and handed in by its agency, accepted or sent back by the lead."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from audit_project.refused import Refused
from audit_project.saving import posted, save_form
from audits.returns import acts, rules
from audits.returns.forms import SendBackForm
from audits.returns.handing_in import what_advises, what_blocks
from audits.returns.models import AgencyReturn
from audits.returns.reading import url_of, whole
from audits.returns.shown import reader_of, show


def check(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    person = reader_of(request)
    rules.check_can_submit(person, agency_return)
    if request.method == "POST":
        try:
            acts.submit(agency_return, by=person, now=timezone.now())
        except Refused:
            agency_return.refresh_from_db()
            rules.check_can_submit(person, agency_return)  # another has submitted it meanwhile: that is said instead
        else:
            messages.success(request, "Your return is submitted. The audit's lead can read it now.")
            return redirect(url_of(agency_return, "return"))
    read = whole(agency_return)
    blocks = [(words, url_of(agency_return, name)) for words, name in what_blocks(agency_return, read)]
    advice = [(words, url_of(agency_return, name)) for words, name in what_advises(agency_return, read)]
    more: dict[str, Any] = {"whole": read, "blocks": blocks, "advice": advice, "tried": request.method == "POST"}
    return show(request, "returns/check.html", agency_return, **more)


def send_back(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    form = SendBackForm(posted(request))
    act = partial(acts.send_back, agency_return, by=reader_of(request), now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The return is sent back. The auditor reads your reason at its top.")
        return redirect(url_of(agency_return, "return"))
    return show(request, "returns/send_back.html", agency_return, form=form)


def accept(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    acts.accept(agency_return, by=reader_of(request), now=timezone.now())
    messages.success(request, "The return is accepted.")
    return redirect(url_of(agency_return, "return"))
