"""Which conditions of a question are recorded of a case: plans, an unborn baby, court proceedings, an investigation.

A condition is met by what is recorded, and by nothing else: a case whose context is empty meets none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audits.codes.models import Condition
from audits.sample.models import CaseContext, CaseMember

# What a condition's `fact` and `value` are compared with: pairs of where it is recorded and what stands there.
Fact = tuple[str, str]
FLAGS = ("live_investigation", "court_proceedings", "under_review")


def conditions_met(cases: Iterable[int]) -> dict[int, frozenset[str]]:
    """The codes of the conditions that each of these cases (by pk) meets; five queries, whatever their number."""
    keys = list(cases)
    facts = facts_of(keys)
    conditions = list(Condition.objects.values_list("code", "fact", "value"))
    return {key: frozenset(code for code, fact, value in conditions if (fact, value) in facts[key]) for key in keys}


def facts_of(cases: list[int]) -> dict[int, set[Fact]]:
    """What is recorded of each case's members and of the case itself, as far as a condition may ask for it."""
    found: dict[int, set[Fact]] = defaultdict(set)
    members = CaseMember.objects.filter(case__in=cases).order_by()
    for case, kind in members.values_list("case_id", "kind"):
        found[case].add(("member_kind", kind))
    for case, plan in members.filter(plans_at_date__isnull=False).values_list("case_id", "plans_at_date"):
        found[case].add(("plan_at_date", plan))
    for case, plan in members.filter(plans_in_period__isnull=False).values_list("case_id", "plans_in_period"):
        found[case].add(("plan_in_period", plan))
    for row in CaseContext.objects.filter(case__in=cases).values("case_id", *FLAGS):
        found[row["case_id"]] |= {("flag", name) for name in FLAGS if row[name]}
    return found
