"""An audit's findings and analysis, whole or in part, and what each of its numbers stands on."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audits.rollup.counting.counts import count
from audits.rollup.counting.gather import gather
from audits.rollup.counting.gathered import Gathered
from audits.rollup.counting.parts import TOGETHER, Part, asked_for, choices_of, narrowed, said_of
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.evidence import behind, listed_behind
from audits.rollup.facts import INSIDE, TIERS, facts_of, in_five
from audits.rollup.forms import PartOfAuditForm
from audits.rollup.rules import can_choose_wording
from audits.rollup.sections import sections_of
from audits.rollup.writing import figures_of
from audits.scope.models import Audit

ROWS_ON_A_PAGE = 50


def roll_up_page(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Five sentences, then each section with its tables. Only those who read exact counts look at a part."""
    person = request.user
    tier = request.GET.get("tier", INSIDE)
    tier = tier if tier in TIERS else INSIDE
    rows = gather(audit, person)
    choices = choices_of(rows)
    part = asked_for(request.GET.dict(), choices) if tier == INSIDE else Part()
    counted = of_part(rows, part)
    journal.record(person, "read", audit, now=timezone.now(), kind="roll-up")
    context = {
        "audit": audit,
        "rollup": counted,
        "together": part.strand == TOGETHER,
        "open_cases": counted.sample.open_cases,
        "tier": tier,
        "is_inside": tier == INSIDE,
        "part": part,
        "part_said": said_of(part, choices),
        "whole": len(rows.cases),
        "query": urlencode(part.query()),
        "may_choose": can_choose_wording(person, audit),
        "evidence_at": reverse("roll_up_evidence", args=[audit.reference]),  # once: some 300 cells lead there
        "form": PartOfAuditForm(choices, part) if tier == INSIDE else None,
        "first": in_five(facts_of(counted, audit, tier)),
        "sections": sections_of(counted, audit, tier),
        "figures": figures_of(counted, audit) if tier == INSIDE and part.is_whole else [],
    }
    return render(request, "rollup/roll_up.html", context)


def of_part(rows: Gathered, part: Part) -> RollUp:
    return count(narrowed(rows, part), pooled=part.is_pooled)


def evidence(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The cases behind one number, and the findings, returns or answers that this person may see of them."""
    person = request.user
    rows = gather(audit, person)
    choices = choices_of(rows)
    part = asked_for(request.GET.dict(), choices)
    counted = of_part(rows, part)
    found = behind(counted, audit, request.GET.get("of", ""))
    if found is None:
        raise Http404
    listed = listed_behind(found, audit, part, person)
    page = Paginator(listed[1], ROWS_ON_A_PAGE).get_page(request.GET.get("page")) if listed else None
    journal.record(person, "read", audit, now=timezone.now(), kind="evidence")
    context = {
        "audit": audit,
        "found": found,
        "part_said": said_of(part, choices),
        "open_cases": counted.sample.open_cases,
        "closed": sum(1 for number in found.cases if number not in counted.sample.open_cases),
        "kind": listed[0] if listed else "",
        "page": page,
        "query": urlencode({"of": found.key, **part.query()}) + "&",
        "back": urlencode(part.query()),
        "crumbs": [{"label": "Findings and analysis", "url": reverse("roll_up", args=[audit.reference])}],
    }
    return render(request, "rollup/evidence.html", context)
