"""Pages that say who takes part in an audit: its team, the agencies it invites, its areas and strands."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form, sent
from audits.scope import acts, choices, rules
from audits.scope.forms import AreaForm, InviteAgenciesForm, StrandForm, TeamPartForm
from audits.scope.models import Area, Audit, Strand


def team(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    on = timezone.localdate()
    form = TeamPartForm(posted(request), giver=person, on=on)
    if request.method == "POST":
        rules.check_can_give_part(person, audit)
        if save_form(form, partial(acts.give_part, audit, by=person, now=timezone.now())):
            messages.success(request, "The part is given.")
            return redirect("audit_team", audit.reference)
    parts = audit.team.select_related("person").order_by("until", "part", "since", "pk")
    context = {"audit": audit, "form": form, "parts": parts, "on": on, "may_edit": rules.can_give_part(person, audit)}
    return render(request, "scope/team.html", context)


def part_end(request: PersonRequest, audit: Audit, uid: UUID) -> HttpResponse:
    part = get_object_or_404(audit.team.select_related("person", "audit"), uid=uid)
    acts.end_part(part, by=request.user, now=timezone.now())
    messages.success(request, "The part ends today.")
    return redirect("audit_team", audit.reference)


def agencies(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    form = InviteAgenciesForm(posted(request), audit=audit, person=person)

    def invite_all(agencies: Any) -> None:
        with transaction.atomic():
            for agency in agencies:
                acts.invite_agency(audit, agency, by=person, now=timezone.now())

    if request.method == "POST":
        rules.check_can_set_up(person, audit)
        if save_form(form, invite_all):
            messages.success(request, "The agencies are invited.")
            return redirect("audit_agencies", audit.reference)
    invited = choices.agencies_invited(audit)
    context = {"audit": audit, "form": form, "invited": invited, "may_edit": rules.can_set_up(person, audit)}
    return render(request, "scope/agencies.html", context)


def uninvite(request: PersonRequest, audit: Audit, uid: UUID) -> HttpResponse:
    agency = get_object_or_404(choices.agencies_invited(audit), uid=uid)
    acts.uninvite(audit, agency, by=request.user, now=timezone.now())
    messages.success(request, "The invitation is taken back.")
    return redirect("audit_agencies", audit.reference)


def strand_remove(request: PersonRequest, audit: Audit, code: str) -> HttpResponse:
    strand = get_object_or_404(audit.strands.select_related("audit"), code=code)
    acts.remove_strand(strand, by=request.user, now=timezone.now())
    messages.success(request, "The strand is taken away.")
    return redirect("audit_strands", audit.reference)


def strands(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    area = AreaForm(sent(request, "area"), instance=Area(audit=audit), act="area")
    strand = StrandForm(sent(request, "strand"), instance=Strand(audit=audit), act="strand")
    if request.method == "POST":
        rules.check_can_set_up(person, audit)
        form, act = (area, acts.add_area) if area.is_bound else (strand, acts.add_strand)
        if save_form(form, partial(act, audit, by=person, now=timezone.now())):
            messages.success(request, "Added.")
            return redirect("audit_strands", audit.reference)
    context = {
        "audit": audit,
        "area_form": area,
        "strand_form": strand,
        "areas": audit.areas.all(),
        "strands": audit.strands.select_related("area"),
        "may_edit": rules.can_set_up(person, audit),
    }
    return render(request, "scope/strands.html", context)
