"""Working days over weekends and bank holidays of England; working hours over closing time and both clock changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit_project.working_days import (
    WorkingHours,
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_until,
)

LONDON = ZoneInfo("Europe/London")
DOOR = WorkingHours(time(8, 45), time(16, 45))


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 11, 29), False),  # a Sunday
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # instead of Boxing Day, a Saturday that year
        (date(2026, 12, 29), True),
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday, a working day in Scotland
        (date(2026, 8, 31), False),  # the summer bank holiday of England
        (date(2026, 8, 3), True),  # the summer bank holiday of Scotland
        (date(2026, 3, 17), True),  # St Patrick's Day
        (date(2022, 9, 19), False),  # a bank holiday of that year alone
    ],
)
def test_working_days_of_england(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_day_is_found_over_christmas() -> None:
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 24), 3) == date(2026, 12, 31)
    assert add_working_days(date(2026, 12, 24), 4) == date(2027, 1, 4)  # New Year's Day is a Friday
    assert add_working_days(date(2026, 11, 28), 0) == date(2026, 11, 30)
    assert add_working_days(date(2026, 11, 27), 0) == date(2026, 11, 27)
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 11, 27), -1)


@pytest.mark.parametrize(
    ("due", "on", "days"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 24), date(2026, 11, 23), 1),
        (date(2026, 11, 30), date(2026, 11, 27), 1),  # Friday to Monday
        (date(2026, 11, 29), date(2026, 11, 27), 0),  # due on a Sunday
        (date(2026, 12, 29), date(2026, 12, 24), 1),
        (date(2027, 1, 4), date(2026, 12, 24), 4),
        (date(2026, 11, 20), date(2026, 11, 23), -1),  # late by one working day
        (date(2026, 11, 21), date(2026, 11, 22), 0),  # a Saturday seen on Sunday
        (date(2026, 12, 24), date(2026, 12, 30), -2),
    ],
)
def test_how_many_working_days_are_left(due: date, on: date, days: int) -> None:
    assert working_days_until(due, on) == days


def test_the_quick_count_is_the_count_day_by_day() -> None:
    start = date(2025, 12, 1)
    for span in range(0, 420, 7):
        for first in range(9):
            on = start + timedelta(days=first * 5)
            day = on + timedelta(days=span + first)
            slow = sum(is_working_day(on + timedelta(days=step)) for step in range(1, (day - on).days + 1))
            assert working_days_until(day, on) == slow, (on, day)


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        (at(2026, 11, 23, 10, 5), at(2026, 11, 23, 11, 5)),
        (at(2026, 11, 23, 15, 45), at(2026, 11, 23, 16, 45)),
        (at(2026, 11, 23, 16, 30), at(2026, 11, 23, 16, 45)),  # closing time comes first
        (at(2026, 11, 23, 16, 45), at(2026, 11, 24, 9, 45)),  # just closed: an hour of the next morning
        (at(2026, 11, 23, 23, 59), at(2026, 11, 24, 9, 45)),
        (at(2026, 11, 23, 0, 1), at(2026, 11, 23, 9, 45)),
        (at(2026, 11, 28, 14, 0), at(2026, 11, 30, 9, 45)),  # a Saturday
        (at(2026, 12, 24, 16, 50), at(2026, 12, 29, 9, 45)),  # over Christmas
    ],
)
def test_an_answer_is_due_in_a_working_hour_or_at_closing_time(raised: datetime, due: datetime) -> None:
    assert DOOR.answer_due(raised) == due


def test_the_front_door_opens_and_closes_by_the_clock_on_the_wall() -> None:
    assert DOOR.is_open(at(2026, 11, 23, 8, 45))
    assert not DOOR.is_open(at(2026, 11, 23, 8, 44))
    assert not DOOR.is_open(at(2026, 11, 23, 16, 45))
    assert not DOOR.is_open(at(2026, 11, 28, 12, 0))
    # 8:50am British Summer Time is 7:50am at Greenwich.
    assert DOOR.is_open(datetime(2026, 7, 1, 7, 50, tzinfo=ZoneInfo("UTC")))
    assert not DOOR.is_open(datetime(2026, 12, 1, 7, 50, tzinfo=ZoneInfo("UTC")))


@pytest.mark.parametrize("friday", [(2026, 3, 27), (2026, 10, 23)])  # the clocks change on the Sunday after
def test_a_weekend_on_which_the_clock_changes_is_as_long_as_any(friday: tuple[int, int, int]) -> None:
    raised = at(*friday, 16, 15)
    monday = date(*friday) + timedelta(days=3)
    assert DOOR.next_opening(at(*friday, 20, 0)) == at(monday.year, monday.month, monday.day, 8, 45)
    assert DOOR.answer_due(at(*friday, 20, 0)) == at(monday.year, monday.month, monday.day, 9, 45)
    assert DOOR.between(raised, at(monday.year, monday.month, monday.day, 9, 15)) == timedelta(hours=1)


def test_working_time_between_two_moments() -> None:
    assert DOOR.between(at(2026, 11, 23, 9), at(2026, 11, 23, 11, 30)) == timedelta(hours=2, minutes=30)
    assert DOOR.between(at(2026, 11, 23, 16), at(2026, 11, 24, 9)) == timedelta(hours=1)
    assert DOOR.between(at(2026, 11, 20, 8, 45), at(2026, 11, 24, 16, 45)) == timedelta(hours=24)
    assert DOOR.between(at(2026, 12, 24, 8), at(2026, 12, 29, 20)) == timedelta(hours=16)
    assert DOOR.between(at(2026, 11, 28, 9), at(2026, 11, 29, 18)) == timedelta()
    assert DOOR.between(at(2026, 11, 24, 9), at(2026, 11, 23, 9)) == timedelta()
