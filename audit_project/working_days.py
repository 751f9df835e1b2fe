"""Working days and working hours in England: what is due when, and how long something has waited.

A working day is Monday to Friday without the bank holidays of England. Working hours are hours of the clock on the
wall, so that a change of the clock moves nothing: it falls on a Sunday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def add_working_days(day: date, number: int) -> date:
    """The day that is `number` working days after `day`; with 0 the day itself, or the next working day."""
    if number < 0:
        raise ValueError("working days are counted forwards")
    found = day if is_working_day(day) or number else next_working_day(day)
    for _ in range(number):
        found = next_working_day(found)
    return found


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    found = day + ONE_DAY
    while not is_working_day(found):
        found += ONE_DAY
    return found


def working_days_until(day: date, on: date) -> int:
    """How many working days somebody has from `on` until the end of `day`, without `on` itself.

    0 when it is due today, or when only days that nobody works lie between; below 0 by as many working days as it is
    late.
    """
    if day < on:
        return -working_days_until(on, day)
    between = (day - on).days
    weeks, rest = divmod(between, 7)
    last = on + timedelta(weeks=weeks)
    weekdays = weeks * 5 + sum((last + timedelta(days=step)).weekday() < SATURDAY for step in range(1, rest + 1))
    off = (free for year in range(on.year, day.year + 1) for free in bank_holidays(year))
    return weekdays - sum(on < free <= day and free.weekday() < SATURDAY for free in off)


@dataclass(frozen=True)
class WorkingHours:
    """The hours of each working day in which somebody answers: local time, the closing time not included."""

    opens: time
    closes: time

    def opening(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, self.opens))

    def closing(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, self.closes))

    def is_open(self, now: datetime) -> bool:
        here = timezone.localtime(now)
        return is_working_day(here.date()) and self.opens <= here.time() < self.closes

    def next_opening(self, now: datetime) -> datetime:
        """When somebody answers next: `now` itself while it is open."""
        if self.is_open(now):
            return now
        here = timezone.localtime(now)
        if is_working_day(here.date()) and here.time() < self.opens:
            return self.opening(here.date())
        return self.opening(next_working_day(here.date()))

    def answer_due(self, since: datetime, within: timedelta = timedelta(hours=1)) -> datetime:
        """When somebody should have answered what came in at `since`: a working hour later, or at closing time of
        that day, whichever comes first."""
        begins = self.next_opening(since)
        return min(begins + within, self.closing(timezone.localdate(begins)))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one moment to another; none when the end comes first."""
        if end <= start:
            return timedelta()
        first, last = timezone.localdate(start), timezone.localdate(end)
        if first == last:
            return self.on_day(first, start, end)
        whole = working_days_until(last - ONE_DAY, first)
        length = datetime.combine(first, self.closes) - datetime.combine(first, self.opens)
        return self.on_day(first, start, end) + whole * length + self.on_day(last, start, end)

    def on_day(self, day: date, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` falls into the working hours of one day."""
        if not is_working_day(day):
            return timedelta()
        return max(timedelta(), min(end, self.closing(day)) - max(start, self.opening(day)))
