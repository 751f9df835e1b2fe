"""How many returns were in on each day since they opened: late ones, those sent back, those that came again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone
from django.utils.dateformat import format as date_words
from django.utils.safestring import SafeString

from agencies.models import Person
from audits.lifecycle import Move
from audits.returns.models import AgencyReturn
from audits.returns.rules import HANDED_IN, OPEN_AUDIT
from audits.rollup.pictures.days import DayBar, days_picture
from audits.sample.models import Case
from audits.scope.models import Audit

MOST_BARS = 60  # a picture of more than that shows every second, third ... day
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReturnsDay:
    """One day: how many returns were in at its end, of how many that were open by then, and what moved on it."""

    day: date
    returned: int
    expected: int
    came: int
    went_back: int
    is_due: bool = False
    is_late: bool = False


@dataclass(frozen=True)
class ReturnsProgress:
    """The days in order, and the sentence they come to."""

    days: tuple[ReturnsDay, ...]
    said: str

    @property
    def shown(self) -> tuple[ReturnsDay, ...]:
        """The days that are drawn; the last one always is."""
        step = -(-len(self.days) // MOST_BARS)
        return self.days[::-1][::step][::-1]

    @property
    def picture(self) -> SafeString:
        """A bar a day, as high as the share that was in, and the day they were due."""
        in_time = [place for place, day in enumerate(self.shown) if not day.is_late]
        was_due = any(day.is_due for day in self.days)
        return days_picture(
            [DayBar(Fraction(day.returned, day.expected or 1), day.is_late) for day in self.shown],
            date_words(self.first, "j F Y"),
            date_words(self.last, "j F Y"),
            in_time[-1] if was_due and in_time else None,
        )

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day


@dataclass(frozen=True)
class Life:
    """One return: the day it opened, and each day on which it came in (True) or was sent back (False), in order."""

    opened: date
    turns: tuple[tuple[date, bool], ...]

    @property
    def first_in(self) -> date | None:
        return next((day for day, came in self.turns if came), None)


def progress_of(audit: Audit, person: Person, on: date) -> ReturnsProgress | None:
    """The progress of those returns of the audit that the person may see; None where there is none. Two queries."""
    lives = lives_of(audit, person)
    if not lives:
        return None
    first = min(life.opened for life in lives)
    turns = [day for life in lives for day, _ in life.turns]
    last = max(first, on) if audit.state in OPEN_AUDIT else max([first, *turns])
    days = tuple(days_of(lives, first, last, audit.returns_due))
    return ReturnsProgress(days, said_of(lives, days[-1], audit.returns_due))


def lives_of(audit: Audit, person: Person) -> list[Life]:
    """Each return's life by its moves. One that was brought in from elsewhere has none: its own dates stand for them.

    A return that says that there is nothing to audit is neither expected nor in.
    """
    rows = list(
        AgencyReturn.objects.visible_to(person)
        .filter(audit=audit)
        .to_audit()
        .exclude(case__state=Case.State.EXCLUDED)
        .values_list("uid", "opened_at", "submitted_at", "state")
    )
    moves: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    turns = Move.objects.filter(audit_uid=audit.uid, kind="agencyreturn").filter(
        Q(to_state="submitted") | Q(to_state="sent_back")
    )
    for key, at, to in turns.order_by("moved_at", "pk").values_list("object_uid", "moved_at", "to_state"):
        moves[key].append((at, to == "submitted"))
    lives = []
    for uid, opened_at, submitted_at, state in rows:
        found = moves.get(str(uid)) or ([(submitted_at, True)] if submitted_at and state in HANDED_IN else [])
        lives.append(Life(timezone.localdate(opened_at), tuple((timezone.localdate(at), came) for at, came in found)))
    return lives


def days_of(lives: list[Life], first: date, last: date, due: date | None) -> Iterable[ReturnsDay]:
    """Every day from the first to the last: days of the calendar, so that a change of the clock makes none longer."""
    came, back, change, opened = Counter[date](), Counter[date](), Counter[date](), Counter[date]()
    for life in lives:
        opened[life.opened] += 1
        stood = False
        for when, arrived in life.turns:
            (came if arrived else back)[when] += 1
            change[when] += arrived - stood
            stood = arrived
    returned = expected = 0
    day = first
    while day <= last:
        returned, expected = returned + change[day], expected + opened[day]
        late = due is not None and day > due
        yield ReturnsDay(day, returned, expected, came[day], back[day], day == due, late)
        day += ONE_DAY


def said_of(lives: list[Life], last: ReturnsDay, due: date | None) -> str:
    """ "12 of 31 returns were in by 7 March 2026; 4 came after the due date." """
    words = "return was" if last.expected == 1 else "returns were"
    said = f"{last.returned} of {last.expected} {words} in by {date_words(last.day, 'j F Y')}"
    late = sum(due is not None and life.first_in is not None and life.first_in > due for life in lives)
    away = sum(bool(life.turns) and not life.turns[-1][1] for life in lives)
    if late:
        said += f"; {late} came after the due date"
    if away:
        said += f"; {away} {'was sent back and is' if away == 1 else 'were sent back and are'} not in again"
    return f"{said}."
