"""What the pages of actions show: recommendations with their actions, each person their own part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from agencies.models import Person
from audits.actions.models import Action, Recommendation
from audits.recognise.looking import Text, Words, look_through
from audits.returns.handling import is_kept_back
from audits.returns.steps.models import AgencyStep
from audits.returns.steps.reading import steps_in
from audits.sample.models import Case
from audits.scope.models import Audit

ON_A_PAGE = 25
MOST_LISTED = 200  # of what agencies recommend: the others stand in their returns
SALT = "audits.actions.words"


@dataclass(frozen=True)
class ActionLine:
    """One action, whether it is late, and what shows that it is done or was last reported on it."""

    action: Action
    late: bool
    latest: str


@dataclass(frozen=True)
class PlannedActions:
    """A recommendation and the actions that answer it, as far as the person sees them."""

    recommendation: Recommendation
    lines: tuple[ActionLine, ...]


def plan_of(audit: Audit, person: Person, on: date, page: str | None) -> tuple[list[PlannedActions], Page[Any]]:
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
    return [PlannedActions(row, tuple(line(action, on) for action in row.mine)) for row in shown], shown


def proposed_steps(audit: Audit, person: Person) -> tuple[AgencyStep, ...]:
    """What the agencies recommended in their returns and have done since, as far as the person may read it: the plan
    may begin with it. Of cases that left the audit none. One query."""
    rows = AgencyStep.objects.filter(audit=audit).exclude(case__state=Case.State.EXCLUDED)
    return steps_in(rows, audit, person, most=MOST_LISTED)


def taken_over(steps: Iterable[AgencyStep], uid: str) -> dict[str, str]:
    """The words with which a recommendation begins that takes an agency's over; what is kept back is not taken."""
    return next(({"text": step.text} for step in steps if str(step.uid) == uid and not is_kept_back(step)), {})


def words_of_plan(plan: Iterable[PlannedActions], audit: Audit) -> Words:
    """What may identify somebody in what agencies read of the plan and its lead can still change; one query."""
    return look_through(texts_of(plan, audit), SALT)


def texts_of(plan: Iterable[PlannedActions], audit: Audit) -> Iterator[Text]:
    for planned in plan:
        row = planned.recommendation
        page = f"Recommendation {row.order}"
        yield Text(page, f"{reverse('recommendation', args=[audit.reference, row.uid])}#id_edit-text", row.text)
        for number, one in enumerate(planned.lines, 1):
            if one.action.state == Action.State.OPEN:
                url = f"{reverse('action', args=[audit.reference, one.action.uid])}#id_edit-text"
                yield Text(f"{page}, action {number}", url, one.action.text)


def line(action: Action, on: date) -> ActionLine:
    reported = list(action.progress.all())  # newest first
    late = action.state == Action.State.OPEN and action.due < on
    return ActionLine(action, late, action.evidence or (reported[0].text if reported else ""))
