"""Whom a lead has to chase, audit by audit: agencies whose returns are late, and those that have not answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse

from agencies.models import Person
from audits.desk.chasing.whom_to_remind import ASKING
from audits.desk.chasing.words import number
from audits.desk.matrix import lateness
from audits.desk.piles import HAVE, Pile, Task
from audits.returns.listing.narrowing import PAST_CASES, list_at, overdue_on
from audits.returns.models import AgencyReturn
from audits.sample.models import Involvement
from audits.scope.queries import led_by


def agencies_to_chase(person: Person, on: date) -> Pile | None:
    """The audits in which agencies are late, longest first; each leads to the list of what is overdue. One query."""
    rows = list(
        AgencyReturn.objects.visible_to(person)
        .filter(overdue_on(on), audit__in=led_by(person, on))
        .order_by()
        .values("audit__reference", "audit__returns_due")
        .annotate(agencies=Count("agency", distinct=True), late=Count("*"))
        .order_by("audit__returns_due", "audit__reference")
    )
    total = sum(row["agencies"] for row in rows)
    words = "agency" if total == 1 else "agencies"
    return Pile(HAVE.format(total, f"{words} to chase"), tuple(task_of(row, on) for row in rows)) if rows else None


def agencies_silent(person: Person, on: date) -> Pile | None:
    """The audits in which agencies have not said in time whom they know; each leads to the involvement check."""
    rows = list(
        Involvement.objects.visible_to(person)
        .filter(case__audit__in=led_by(person, on), case__audit__state__in=ASKING, case__audit__involvement_due__lt=on)
        .filter(answer__isnull=True)
        .exclude(case__state__in=PAST_CASES)
        .order_by()
        .values("case__audit__reference", "case__audit__involvement_due")
        .annotate(agencies=Count("agency", distinct=True), open=Count("*"))
        .order_by("case__audit__involvement_due", "case__audit__reference")
    )

    def task(row: Mapping[str, Any]) -> Task:
        reference, due = row["case__audit__reference"], row["case__audit__involvement_due"]
        who = "1 agency has" if row["agencies"] == 1 else f"{row['agencies']} agencies have"
        words = f"{reference}: {who} {number(row['open'], 'question')} open"
        return Task(words, reverse("involvement_grid", args=[reference]), capital(lateness(due, on)), due, overdue=True)

    total = sum(row["agencies"] for row in rows)
    words = "agency that has not answered yet" if total == 1 else "agencies that have not answered yet"
    heading = HAVE.format(total, words)
    return Pile(heading, tuple(task(row) for row in rows)) if rows else None


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def task_of(row: Mapping[str, Any], on: date) -> Task:
    who = "1 agency owes" if row["agencies"] == 1 else f"{row['agencies']} agencies owe"
    return Task(
        f"{row['audit__reference']}: {who} {number(row['late'], 'return')}",
        list_at(row["audit__reference"], overdue="yes"),
        capital(lateness(row["audit__returns_due"], on)),
        row["audit__returns_due"],
        overdue=True,
    )
