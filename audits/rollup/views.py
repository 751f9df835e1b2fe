"""An audit's findings and analysis, in the tier it is read in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies import journal
from agencies.models import Person
from audits.rollup.counts import roll_up
from audits.rollup.facts import INSIDE, TIERS, facts_of, in_five
from audits.rollup.sections import sections_of
from audits.rollup.writing import figures_of
from audits.scope.models import Audit


def roll_up_page(request: HttpRequest, audit: Audit) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    tier = request.GET.get("tier", INSIDE)
    tier = tier if tier in TIERS else INSIDE
    counted = roll_up(audit, reader=person)
    journal.record(person, "read", audit, kind="roll-up")
    context = {
        "audit": audit,
        "rollup": counted,
        "open_cases": counted.open_cases,
        "tier": tier,
        "is_inside": tier == INSIDE,
        "first": in_five(facts_of(counted, audit, tier)),
        "sections": sections_of(counted, audit, tier),
        "figures": figures_of(counted, audit) if tier == INSIDE else [],
    }
    return render(request, "rollup/roll_up.html", context)
