"""An audit's findings and analysis, in the tier it is read in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies import journal
from agencies.models import Person
from audits.rollup.counts import roll_up
from audits.rollup.facts import INSIDE, TIERS, facts_of, in_five
from audits.rollup.sections import sections_of
from audits.rollup.tables import tables_of
from audits.rollup.writing import figures_of
from audits.scope.models import Audit
from audits.scope.rules import has_part


def roll_up_page(request: HttpRequest, audit: Audit) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    tier = request.GET.get("tier", INSIDE)
    tier = tier if tier in TIERS else INSIDE
    counted = roll_up(audit)
    facts = facts_of(counted, audit, tier)
    journal.record(person, "read", audit, kind="roll-up")
    context = {
        "audit": audit,
        "rollup": counted,
        "tier": tier,
        "is_inside": tier == INSIDE,
        "facts": facts,
        "first": in_five(facts),
        "sections": sections_of(tables_of(counted, audit, tier), counted),
        "may_open_cases": has_part(person, audit, "lead", "scrutineer"),
        "figures": figures_of(counted, audit) if tier == INSIDE else [],
    }
    return render(request, "rollup/roll_up.html", context)
