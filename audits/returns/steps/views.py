"""What the agency recommends and has done: the list, add another, change, remove."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import done, save_form
from audits.returns import acts
from audits.returns.filling_in.keeping import key_of
from audits.returns.models import AgencyReturn
from audits.returns.reading import url_of
from audits.returns.shown import ask, saved, sent_page
from audits.returns.steps.forms import StepForm
from audits.returns.steps.models import AgencyStep
from audits.returns.steps.reading import added_as

BACK = "return_steps"


def steps(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    return ask(request, "returns/steps.html", agency_return, [], steps=list(agency_return.steps.all()))


def add(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    """A new row. The page may have added it already, while it was filled in: then it is that one which is saved."""
    key = key_of(request.POST)
    uid = added_as(agency_return, key) if key else None
    standing = agency_return.steps.filter(uid=uid).first() if uid else None
    if standing is not None:
        standing.agency_return = agency_return
        return edit(request, standing)
    form = StepForm(sent_page(request, agency_return), instance=AgencyStep(agency_return=agency_return))
    act = partial(acts.add_step, agency_return, by=request.user, now=timezone.now(), uid=uid)
    if done(form, lambda: act(**form.said)):
        return saved(request, agency_return, BACK)
    return ask(request, "returns/step.html", agency_return, [form], page="new_step")


def edit(request: PersonRequest, step: AgencyStep) -> HttpResponse:
    form = StepForm(sent_page(request, step.agency_return), instance=step)
    act = partial(acts.edit_step, step, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        return saved(request, step.agency_return, BACK, models=[AgencyStep])
    return ask(request, "returns/step.html", step.agency_return, [form], step=step, page=f"step-{step.uid}")


def remove(request: PersonRequest, step: AgencyStep) -> HttpResponse:
    if request.method == "POST":
        acts.remove_step(step, by=request.user, now=timezone.now())
        return redirect(url_of(step.agency_return, BACK))
    return ask(request, "returns/step_remove.html", step.agency_return, [], step=step)
