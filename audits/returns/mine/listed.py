"""The returns that one auditor has, over all audits: what to finish first, then what was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choose
from django.db.models import Count, F, Q, QuerySet, Value, When

from agencies.models import Person
from audits.codes.models import UNANSWERED
from audits.returns.due import Due, due_in_words
from audits.returns.filling_in.siblings import in_groups
from audits.returns.models import AgencyReturn, Answer
from audits.returns.reading import NOT_EXPECTED
from audits.returns.rules import OPEN_AUDIT, OWED
from audits.sample.models import Case
from audits.sample.queries import still_in

TO_FINISH = Q(state__in=OWED, audit__state__in=OPEN_AUDIT) & still_in()
# What the address may ask for, with its words and its rows.
STATES: dict[str, tuple[str, Q]] = {
    "to-finish": ("To finish", TO_FINISH),
    "submitted": ("Submitted", Q(state="submitted")),
    "accepted": ("Accepted", Q(state="accepted")),
}


@dataclass(frozen=True)
class MyReturn:
    """One return on a list: how far it has come, and when it is due while it is still to be finished."""

    row: AgencyReturn
    answered: int
    expected: int
    due: Due | None
    to_finish: bool
    side_by_side: bool = False


def with_rank(rows: QuerySet[AgencyReturn]) -> QuerySet[AgencyReturn]:
    """To finish first by due date, then submitted, then accepted, then those whose audit closed before they came."""
    rank = Choose(When(TO_FINISH, then=0), When(state="submitted", then=1), When(state="accepted", then=2), default=3)
    return (
        rows.annotate(rank=rank)
        .select_related("audit", "case", "agency__parent", "involvement__auditor", "involvement__answer")
        .order_by("rank", F("audit__returns_due").asc(nulls_last=True), "audit_id", "case__number", "agency_id", "id")
    )


def my_returns(person: Person, state: str = "") -> QuerySet[AgencyReturn]:
    """Every return this person audits; `state` is one of STATES, anything else shows all."""
    rows = AgencyReturn.objects.visible_to(person).filter(involvement__auditor=person)
    if state in STATES:
        rows = rows.filter(STATES[state][1])
    return with_rank(rows)


def lines_of(rows: Iterable[AgencyReturn], person: Person, on: date) -> list[MyReturn]:
    """The rows of one page with their progress, and whether brothers and sisters can be answered beside them; two
    queries at most."""
    found = list(rows)
    beside = in_groups(found, person)
    asked = ~Q(state__in=NOT_EXPECTED)
    counted = (
        Answer.objects.filter(agency_return__in=[row.pk for row in found])
        .order_by()
        .values("agency_return")
        .annotate(expected=Count("pk", filter=asked), here=Count("pk", filter=asked & ~Q(state=Value(UNANSWERED))))
    )
    progress = {one["agency_return"]: (one["here"], one["expected"]) for one in counted}
    lines = []
    for row in found:
        answered, expected = progress.get(row.pk, (0, 0))
        open_still = row.state in OWED and row.audit.state in OPEN_AUDIT and row.case.state != Case.State.EXCLUDED
        due = due_in_words(row.audit.returns_due, on) if open_still else None
        lines.append(MyReturn(row, answered, expected, due, open_still, open_still and row.pk in beside))
    return lines
