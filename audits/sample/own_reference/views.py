"""The pages of an agency's own reference for its contact, and of the lines that the lead seals for it."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form, status_of
from audits.sample.key.sealing import can_seal
from audits.sample.models import Involvement
from audits.sample.own_reference import acts, pages
from audits.sample.own_reference.forms import LinesForm
from audits.sample.own_reference.queries import lines_of
from audits.sample.views import back_to


def addresses_of(involvement: Involvement) -> pages.Addresses:
    args = [involvement.case.audit.reference, involvement.case.number, involvement.uid]
    own, back = "own_reference", back_to(involvement.case)[0]
    return pages.Addresses(
        reverse(own, args=args), reverse(f"{own}_keep", args=args), reverse(f"{own}_remove", args=args), back
    )


def own_reference(request: PersonRequest, involvement: Involvement) -> HttpResponse:
    return pages.shown(request, involvement, addresses_of(involvement))


def own_reference_keep(request: PersonRequest, involvement: Involvement) -> HttpResponse:
    return pages.kept(request, involvement, addresses_of(involvement))


def own_reference_remove(request: PersonRequest, involvement: Involvement) -> HttpResponse:
    return pages.removed(request, involvement, addresses_of(involvement))


def identifying_lines(request: PersonRequest, involvement: Involvement) -> HttpResponse:
    """Seal who the case is for one agency. What stands there already is not shown: it is the agency's to open."""
    case, row = involvement.case, lines_of(involvement)
    form = LinesForm(posted(request), initial={"version": row.version if row else 0}, back=back_to(case))
    act = partial(acts.seal_lines, involvement, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, f"The lines of case {case.number} are sealed for {involvement.agency.full_name}.")
        return redirect("case", case.audit.reference, case.number)
    context = {"audit": case.audit, "case": case, "involvement": involvement, "form": form, "sent": row}
    context["can_seal"] = can_seal()
    return render(request, "sample/own_reference/lines.html", context, status=status_of(form))


def identifying_lines_remove(request: PersonRequest, involvement: Involvement) -> HttpResponse:
    acts.take_away_lines(involvement, by=request.user, now=timezone.now())
    messages.success(request, f"The lines of case {involvement.case.number} are taken away.")
    return redirect("case", involvement.case.audit.reference, involvement.case.number)
