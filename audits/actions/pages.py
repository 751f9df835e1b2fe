"""What the pages of actions show: recommendations with their actions, each person their own part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet

from agencies.models import Person
from audits.actions.models import Action, Recommendation
from audits.scope.models import Audit

ON_A_PAGE = 25


@dataclass(frozen=True)
class ActionLine:
    """One action, whether it is late, and what shows that it is done or was last reported on it."""

    action: Action
    late: bool
    latest: str


@dataclass(frozen=True)
class Planned:
    """A recommendation and the actions that answer it, as far as the person sees them."""

    recommendation: Recommendation
    lines: tuple[ActionLine, ...]


def plan_of(audit: Audit, person: Person, on: date, page: str | None) -> tuple[list[Planned], Page[Any]]:
    """A page of the audit's recommendations; four queries at any size. An owner's contact sees those their agency
    answers, and of each only its own actions."""
    mine = Action.objects.visible_to(person).filter(audit=audit)
    may = Q(pk__in=Recommendation.objects.visible_to(person).values("pk")) | Q(pk__in=mine.values("recommendation"))
    rows: QuerySet[Any] = (
        Recommendation.objects.filter(may, audit=audit)
        .select_related("theme")
        .prefetch_related(
            Prefetch("actions", mine.select_related("owner__parent").prefetch_related("progress"), to_attr="mine")
        )
        .order_by("order", "pk")
    )
    shown = Paginator(rows, ON_A_PAGE).get_page(page)
    return [Planned(row, tuple(line(action, on) for action in row.mine)) for row in shown], shown


def line(action: Action, on: date) -> ActionLine:
    reported = list(action.progress.all())  # newest first
    late = action.state == Action.State.OPEN and action.due < on
    return ActionLine(action, late, action.evidence or (reported[0].text if reported else ""))
