"""The pages of audits without a lead: the list, a proposal, what confirms it and what takes it back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form
from audits.scope.appointing import acts, rules
from audits.scope.appointing.forms import AppointmentForm
from audits.scope.appointing.models import Appointment
from audits.scope.appointing.queries import led_before, waiting_for, without_a_lead
from audits.scope.models import Audit

PER_PAGE = 40


def without(request: PersonRequest) -> HttpResponse:
    """Audits that nobody leads, and the proposals that wait, also beside a lead who leaves."""
    waiting = waiting_for(request.user)
    for one in waiting:
        one.may_confirm = rules.can_confirm(request.user, one)
    asked = {one.audit_id for one in waiting}
    page = Paginator(without_a_lead(timezone.localdate()).exclude(pk__in=asked), PER_PAGE).get_page(
        request.GET.get("page")
    )
    before = led_before(page)
    for audit in page:
        audit.led_before = before[audit.pk]
    return render(request, "scope/appointing/without.html", {"page": page, "waiting": waiting})


def propose(request: PersonRequest, reference: str) -> HttpResponse:
    person = request.user
    audit = get_object_or_404(Audit, reference=reference)
    rules.check_can_propose(person, audit)
    form = AppointmentForm(posted(request), instance=Appointment(audit=audit), by=person, on=timezone.localdate())
    if request.method == "POST" and save_form(form, partial(acts.propose_lead, audit, by=person, now=timezone.now())):
        messages.success(request, "Proposed. Another lead confirms it, and then the part begins.")
        return redirect("audits_without_lead")
    return render(request, "scope/appointing/propose.html", {"audit": audit, "form": form})


def confirm(request: PersonRequest, appointment: Appointment) -> HttpResponse:
    acts.confirm_lead(appointment, by=request.user, now=timezone.now())
    messages.success(request, f"{appointment.person.name} leads {appointment.audit.reference} from today.")
    return redirect("audits_without_lead")


def withdraw(request: PersonRequest, appointment: Appointment) -> HttpResponse:
    acts.withdraw_proposal(appointment, by=request.user, now=timezone.now())
    messages.success(request, "The proposal is taken back.")
    return redirect("audits_without_lead")
