"""Whom a lead has to chase: the agencies whose returns are late, audit by audit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from agencies.models import Person
from agencies.queries import in_force
from audits.desk.matrix import lateness
from audits.desk.piles import HAVE, Pile, Task
from audits.desk.reminder_words import number
from audits.returns.models import AgencyReturn
from audits.returns.narrowing import list_at, overdue_on
from audits.scope.models import AuditTeam


def agencies_to_chase(person: Person, on: date) -> Pile | None:
    """The audits in which agencies are late, longest first; each leads to the list of what is overdue. One query."""
    led = AuditTeam.objects.filter(in_force(on), person=person, part=AuditTeam.Part.LEAD).values("audit_id")
    rows = list(
        AgencyReturn.objects.visible_to(person)
        .filter(overdue_on(on), audit__in=led)
        .order_by()
        .values("audit__reference", "audit__returns_due")
        .annotate(agencies=Count("agency", distinct=True), late=Count("*"))
        .order_by("audit__returns_due", "audit__reference")
    )
    total = sum(row["agencies"] for row in rows)
    words = "agency" if total == 1 else "agencies"
    return Pile(HAVE.format(total, f"{words} to chase"), tuple(task_of(row, on) for row in rows)) if rows else None


def task_of(row: dict[str, Any], on: date) -> Task:
    who = "1 agency owes" if row["agencies"] == 1 else f"{row['agencies']} agencies owe"
    days = lateness(row["audit__returns_due"], on)
    return Task(
        f"{row['audit__reference']}: {who} {number(row['late'], 'return')}",
        list_at(row["audit__reference"], overdue="yes"),
        days[:1].upper() + days[1:],
        row["audit__returns_due"],
        overdue=True,
    )
