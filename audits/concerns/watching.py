"""Looks after concerns that nobody has answered: who is asked next, and what the raiser is told by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone

from agencies.front_door.numbers import front_door, hours_of
from agencies.models import Person
from audit_project.working_days import WorkingHours
from audits.concerns.models import ConcernNotice, ImmediateConcern
from audits.concerns.rules import WAITS
from audits.concerns.telling import leading_on, responsible_people, safeguarding_leads, tell, unique

MOST_STEPS = 40  # a week of working hours: everybody on the list has been asked by then


@dataclass(frozen=True)
class Wait:
    """How long a concern has waited. `overdue`: nobody answered in one working hour, or by closing time."""

    hours: int
    working_hours: int
    overdue: bool
    steps: int


def wait_of(concern: ImmediateConcern, now: datetime, hours: WorkingHours | None = None) -> Wait:
    """Hours of the clock and of work since it was raised, to its first answer or to now."""
    watched = hours or hours_of(front_door())
    end = concern.answered_at or now
    steps = 0 if concern.state not in WAITS else deadlines_passed(concern.raised_at, now, watched)
    return Wait(
        whole_hours(end - concern.raised_at),
        whole_hours(watched.between(concern.raised_at, end)),
        steps > 0,
        steps,
    )


def lateness_of_concerns() -> Callable[[ImmediateConcern], bool]:
    """Whether a concern waits too long now, for many: the hours of the front door are read once, with the first."""
    hours, now = cache(lambda: hours_of(front_door())), timezone.now()
    return lambda concern: concern.state in WAITS and wait_of(concern, now, hours()).overdue


def whole_hours(length: timedelta) -> int:
    return max(0, int(length.total_seconds() // 3600))


def deadlines_passed(since: datetime, now: datetime, hours: WorkingHours) -> int:
    """How many times somebody should have answered: after each working hour, and at each closing time."""
    due, passed = hours.answer_due(since), 0
    while due <= now and passed < MOST_STEPS:
        passed += 1
        due = hours.answer_due(due)
    return passed


def ask_the_next(now: datetime) -> int:
    """Ask the next name about each concern that waits too long; safe to run twice. Returns how many were asked."""
    watched, asked = hours_of(front_door()), 0
    rows = ImmediateConcern.objects.filter(state__in=WAITS).select_related(
        "audit", "responsible__parent__deputy", "responsible__deputy"
    )
    for concern in rows:
        names = next_names(concern, now)[: wait_of(concern, now, watched).steps]
        asked += len(tell(concern, names, ConcernNotice.Because.UNANSWERED, now))
    return asked


def next_names(concern: ImmediateConcern, now: datetime) -> list[Person]:
    """Whom to ask after whom: the safeguarding leads, the audit's leads, the responsible agency's people once more."""
    agency = responsible_people(concern.responsible, now)
    return unique([*safeguarding_leads(now), *leading_on(concern.audit, now), *agency])
