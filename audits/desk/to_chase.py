"""Whom a lead has to chase: each agency with returns that are late, in every audit of theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from agencies.models import Person
from agencies.queries import in_force
from audits.desk.matrix import lateness
from audits.desk.piles import Pile, Task, pile
from audits.desk.reminder_words import number
from audits.returns.models import AgencyReturn
from audits.returns.narrowing import list_at, overdue_on
from audits.scope.models import AuditTeam


def agencies_to_chase(person: Person, on: date) -> Pile | None:
    """Agencies whose returns are late, the longest first; each leads to the list of them. One query."""
    led = AuditTeam.objects.filter(in_force(on), person=person, part=AuditTeam.Part.LEAD).values("audit_id")
    rows = (
        AgencyReturn.objects.visible_to(person)
        .filter(overdue_on(on), audit__in=led)
        .order_by()
        .values("audit__reference", "audit__returns_due", "agency__uid", "agency__name", "agency__parent__name")
        .annotate(late=Count("pk"))
        .order_by("audit__returns_due", "audit__reference", "agency__name", "agency__uid")
    )

    def task(row: dict[str, Any]) -> Task:
        parent, name = row["agency__parent__name"], row["agency__name"]
        owes = f"{parent}: {name}" if parent else name
        words = f"{row['audit__reference']}: {owes} owes {number(row['late'], 'return')}"
        url = list_at(row["audit__reference"], agency=row["agency__uid"], overdue="yes")
        days = lateness(row["audit__returns_due"], on)
        return Task(words, url, days[:1].upper() + days[1:], row["audit__returns_due"], overdue=True)

    return pile(rows, task, "agency to chase", "agencies to chase")
