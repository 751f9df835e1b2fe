"""When somebody is reminded of what they owe: the days of the timetable, each with its reason, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from audit_project.working_days import ONE_DAY, add_working_days, is_working_day, working_days_until
from audits.scope.messages.models import SentMessage

Kind = SentMessage.Kind

# Half an hour's work needs to find a place in somebody's week: three working days leave a choice of days.
BEFORE_DUE = 3
# The first working day after: most of what is late was forgotten yesterday.
FIRST_OVERDUE = 1
# Then once a week. More often is not read any more, and a lead who wants to press has the button.
EVERY_OVERDUE = 5
# A lead's own reminder: once a day to one person in one audit, however many leads and returns there are.
NUDGE_EVERY = timedelta(hours=24)
# The most pressing kind names a message that speaks of several days.
PRESSING = (Kind.OVERDUE, Kind.DUE_TODAY, Kind.BEFORE_DUE)
# What the timer sends; what the mail server refused of it is tried again when it next runs.
BY_ITSELF = (*PRESSING, Kind.TRANSFER)


@dataclass(frozen=True, order=True)
class DayOfTimetable:
    """A day on which somebody was to be reminded, and of what: soon, today, or late."""

    day: date
    kind: str


def newest_day(due: date | None, on: date) -> DayOfTimetable | None:
    """The newest day of the timetable that has come by `on`; None while the due date is far off, or none was set.

    The newest, not only today's: whoever was not reminded because the timer stood still is reminded once it runs.
    """
    if due is None:
        return None
    if due < on:
        late = -working_days_until(due, on)
        if late >= FIRST_OVERDUE:
            step = max(FIRST_OVERDUE, late // EVERY_OVERDUE * EVERY_OVERDUE)
            return DayOfTimetable(add_working_days(due, step), Kind.OVERDUE)
    if due <= on:
        return DayOfTimetable(due, Kind.DUE_TODAY)
    before = day_before(due)
    return DayOfTimetable(before, Kind.BEFORE_DUE) if before <= on else None


def day_before(due: date) -> date:
    """The working day on which somebody still has BEFORE_DUE working days."""
    day = due - ONE_DAY
    while working_days_until(due, day) < BEFORE_DUE or not is_working_day(day):
        day -= ONE_DAY
    return day
