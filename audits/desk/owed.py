"""What an agency still owes across all audits, for the administrator who is about to take it out of use.

The administrator's role opens no case: each sentence says how many and in which audits, and nothing of any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from agencies.models import Agency
from agencies.queries import covered_by
from audits.actions.models import Action
from audits.concerns.models import ImmediateConcern
from audits.meeting.running.models import CaseAction
from audits.returns.mine.listed import TO_FINISH
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.sample.models import Case, Involvement
from audits.sample.transfers.models import Transfer

NAMED = 5  # audits named in one sentence; the rest are counted


def returns_owed(agency: Agency, on: date) -> list[str]:
    rows = AgencyReturn.objects.filter(covered_by([agency.pk]), TO_FINISH)
    return said(rows, "audit__reference", "return not handed in", "returns not handed in")


def questions_owed(agency: Agency, on: date) -> list[str]:
    rows = Involvement.objects.filter(
        covered_by([agency.pk]), answer__isnull=True, case__audit__state__in=("sample", "returns")
    ).exclude(case__state=Case.State.EXCLUDED)
    return said(
        rows, "case__audit__reference", "question whether it knows a child", "questions whether it knows a child"
    )


def actions_owed(agency: Agency, on: date) -> list[str]:
    rows = Action.objects.filter(covered_by([agency.pk], "owner"), state=Action.State.OPEN)
    return said(rows, "audit__reference", "open action", "open actions")


def case_actions_owed(agency: Agency, on: date) -> list[str]:
    rows = CaseAction.objects.filter(covered_by([agency.pk], "agency"), state=CaseAction.State.OPEN)
    return said(rows, "audit__reference", "open action for a child", "open actions for children")


def concerns_owed(agency: Agency, on: date) -> list[str]:
    rows = ImmediateConcern.objects.filter(covered_by([agency.pk], "responsible")).exclude(
        state=ImmediateConcern.State.CONFIRMED
    )
    return said(rows, "audit__reference", "immediate concern to see to", "immediate concerns to see to")


def names_held(agency: Agency, on: date) -> list[str]:
    """Names that were sent to it, and nobody has said that they are destroyed."""
    rows = Transfer.objects.counted().filter(covered_by([agency.pk]), destroyed_at__isnull=True)
    one, many = "sending of who the children are not destroyed", "sendings of who the children are not destroyed"
    return said(rows, "audit__reference", one, many)


def links_out(agency: Agency, on: date) -> list[str]:
    rows = ReturnLink.objects.filter(
        covered_by([agency.pk], "agency_return__agency"), revoked_at__isnull=True, until__gte=on
    )
    return said(rows, "agency_return__audit__reference", "link to a return in force", "links to returns in force")


def said(rows: QuerySet[Any], audit: str, one: str, many: str) -> list[str]:
    """“3 returns not handed in: A-2026-01 (2), A-2026-02 (1).”; nothing where there are none."""
    found = list(rows.order_by().values_list(audit).annotate(n=Count("pk")).order_by(audit))
    total = sum(n for _, n in found)
    return [f"{total} {one if total == 1 else many}: {in_audits(found)}."] if total else []


def in_audits(found: Iterable[tuple[str, int]]) -> str:
    rows = list(found)
    words = [f"{reference} ({n})" for reference, n in rows[:NAMED]]
    more = sum(n for _, n in rows[NAMED:])
    return ", ".join(words) + (f" and {more} in {len(rows) - NAMED} more audits" if more else "")
