"""The page on which a lead says the number of a theme or a question another way: look first, then keep it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import save_form
from audits.rollup.chosen import acts
from audits.rollup.chosen.choices import (
    AnsweredQuestions,
    asked_in,
    counted_as,
    kept_of,
    parts_of,
    phrases_of,
    reading_of,
    things_of,
    wording_of,
)
from audits.rollup.chosen.forms import ThingForm, WayForm
from audits.rollup.counting.counts import count
from audits.rollup.counting.gather import gather
from audits.rollup.counting.gathered import Gathered
from audits.scope.models import Audit


def wordings(request: PersonRequest, audit: Audit) -> HttpResponse:
    """What is kept, and one more: choose of what, choose how, read it in both tiers, keep it."""
    person = request.user
    act = request.POST.get("act", "")
    if act == "remove":
        return remove(request, audit)
    rows, asked = gather(audit, person), asked_in(audit)
    rollup = count(rows)
    things = things_of(rollup, asked)
    sent = request.POST if act == "keep" else request.GET
    thing = ThingForm(sent if "of" in sent else None, things=things)
    way = way_form(sent, rows, asked) if thing.is_bound and thing.is_valid() else None
    shown = None
    if act == "keep" and way is not None:
        if save_form(way, lambda **said: acts.choose_wording(audit, by=person, now=timezone.now(), **said)):
            messages.success(request, "It is kept. Draft the briefing again to take it in.")
            return redirect("roll_up_wordings", audit.reference)
    elif way is not None and way.is_bound and way.is_valid():
        shown = reading_of(*counted_as(rows, acts.draft_of(audit, **way.cleaned_data)))
    journal.record(person, "read", audit, now=timezone.now(), kind="roll-up")
    context = {
        "audit": audit,
        "kept": kept_of(audit, rollup),
        "open_cases": rollup.sample.open_cases,
        "things": things,
        "thing": thing,
        "way": way,
        "chosen": dict(pair for _, pairs in things for pair in pairs).get(sent.get("of", "")) if way else "",
        "shown": shown,
        "forms": [form for form in (thing, way) if form is not None],
        "crumbs": [{"label": "Findings and analysis", "url": reverse("roll_up", args=[audit.reference])}],
    }
    return render(request, "rollup/wordings.html", context)


def way_form(sent: Any, rows: Gathered, asked: AnsweredQuestions) -> WayForm:
    """How the theme or question that was chosen can be said now; bound once a way was sent."""
    of = sent["of"]
    standard = next((one for one in asked.standards if of == f"question:{one.pk}"), None)
    return WayForm(
        sent if {"way", "part", "phrase"} & set(sent) else None,
        initial={"of": of},
        parts=parts_of(rows, asked),
        phrases=phrases_of(rows, rows.audit, of),
        may_be_partly=acts.takes_partly(standard),
    )


def remove(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Take away one sentence of this audit."""
    row = wording_of(audit, request.POST.get("row", ""), request.user)
    if row is None:
        raise Http404
    try:
        acts.remove_wording(row, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "It is taken away. Draft the briefing again to take it out.")
    return redirect("roll_up_wordings", audit.reference)
