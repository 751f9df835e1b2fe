"""The page of what is sealed for an agency: the same for its contact and for the auditor who holds the return."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import posted, save_form, status_of
from audits.sample.key.sealing import can_seal
from audits.sample.models import Involvement
from audits.sample.own_reference import acts
from audits.sample.own_reference.forms import OwnReferenceForm
from audits.sample.own_reference.queries import lines_of, openings_of, own_reference_of


@dataclass(frozen=True)
class Addresses:
    """Where the page stands for this reader, where it is written and taken away, and the way back."""

    page: str
    keep: str
    remove: str
    back: str


def shown(request: PersonRequest, involvement: Involvement, at: Addresses) -> HttpResponse:
    """The page asks first; what it opens stands in its answer alone, and the opening is written down."""
    opened: dict[str, str] = {}
    if request.method == "POST":
        of_lines = request.POST.get("act") == "lines"
        act = acts.open_lines if of_lines else acts.open_own_reference
        try:
            opened["lines" if of_lines else "reference"] = act(involvement, by=request.user, now=timezone.now())
        except Refused as refusal:
            opened["refused"] = refusal.sentence
    else:
        journal.record(request.user, "read", involvement.case)
    context = (
        of_page(involvement, at)
        | opened
        | {
            "kept": own_reference_of(involvement),
            "sent": lines_of(involvement),
            "openings": openings_of(involvement),
            "can_seal": can_seal(),
        }
    )
    return render(request, "sample/own_reference/own_reference.html", context)


def of_page(involvement: Involvement, at: Addresses) -> dict[str, Any]:
    return {"audit": involvement.case.audit, "case": involvement.case, "involvement": involvement, "at": at}


def kept(request: PersonRequest, involvement: Involvement, at: Addresses) -> HttpResponse:
    """Write the agency's own reference, or another in its place."""
    row = own_reference_of(involvement)
    form = OwnReferenceForm(
        posted(request), initial={"version": row.version if row else 0}, back=(at.page, "Back without saving")
    )
    act = partial(acts.keep_own_reference, involvement, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, f"Your reference of case {involvement.case.number} is kept here, sealed.")
        return redirect(at.page)
    context = of_page(involvement, at) | {"form": form, "kept": row, "can_seal": can_seal()}
    return render(request, "sample/own_reference/keep.html", context, status=status_of(form))


def removed(request: PersonRequest, involvement: Involvement, at: Addresses) -> HttpResponse:
    try:
        acts.take_away_own_reference(involvement, by=request.user, now=timezone.now())
        messages.success(request, f"Your reference of case {involvement.case.number} is taken away.")
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect(at.page)
