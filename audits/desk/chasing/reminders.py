"""Reminders by themselves: a message a person and audit, before the due day, on it and after it; safe to run again.

A message is noted as not sent, sent, then noted as sent, one after the other. A run that dies in the middle leaves
those it had not come to, and the one in hand, to the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from audit_project.working_days import is_working_day
from audits.desk.chasing.timetable import BY_ITSELF, NUDGE_EVERY, PRESSING, DayOfTimetable, newest_day
from audits.desk.chasing.whom_to_remind import WAITING, Debtor, Owed, owed_in, who_owes
from audits.desk.chasing.words import body_of, names, number, subject_of
from audits.desk.transfers import remind_of_transfers
from audits.returns.models import AgencyReturn
from audits.returns.opening.telling import tell_opened_again
from audits.sample.involvement.telling import tell_again
from audits.scope.messages.models import SentMessage
from audits.scope.messages.sending import Post, send_by_itself
from audits.scope.models import Audit

LOCK = 7_301_842_610  # any number of our own: one run at a time
QUIET = "Nobody is reminded at weekends and on bank holidays."
BUSY = "Another run is sending reminders now, so this one sent nothing."
NOBODY = "Nobody had to be reminded."


@dataclass
class Run:
    """What one run did, for whoever reads the timer's output."""

    sent: list[SentMessage] = field(default_factory=list)
    again: list[SentMessage] = field(default_factory=list)  # refused before by the mail server
    without_anybody: list[str] = field(default_factory=list)
    audits: set[str] = field(default_factory=set)
    said: str = ""

    def lines(self) -> Iterator[str]:
        """The run in sentences; no name of a person, no word of a case."""
        if self.said:
            yield self.said
            return
        gone = [note for note in self.sent if not note.failed]
        kinds = [(SentMessage.Kind(kind).label.lower(), sum(n.kind == kind for n in gone)) for kind in BY_ITSELF]
        if gone:
            parts = ", ".join(f"{count} {words}" for words, count in kinds if count)
            people = f"{len(gone)} {'person was' if len(gone) == 1 else 'people were'}"
            yield f"{people} reminded in {number(len(self.audits), 'audit')}: {parts}."
        late = sum(not note.failed for note in self.again)
        if late:
            went = "has gone out" if late == 1 else "have gone out"
            yield f"{number(late, 'message')} that the mail server had refused {went}."
        refused = len(self.sent) + len(self.again) - len(gone) - late
        if refused:
            yield f"The mail server refused {number(refused, 'message')}: the next run tries again."
        if self.without_anybody:
            yield f"Nobody to write to for {'; '.join(self.without_anybody)}."
        if not self.sent and not self.again:
            yield NOBODY


def send_reminders(now: datetime) -> Run:
    """Remind everybody whose day of the timetable has come, in every audit that waits for something."""
    on = timezone.localdate(now)
    if not is_working_day(on):
        return Run(said=QUIET)
    with alone() as free:
        if not free:
            return Run(said=BUSY)
        run, post = Run(), Post()
        for audit in Audit.objects.filter(state__in=WAITING, origin=Audit.Origin.WORKED).order_by("pk"):
            run.again += [*tell_again(audit, now=now, post=post), *tell_opened_again(audit, now=now, post=post)]
            remind_in(audit, now, on, run, post)
        for note in remind_of_transfers(now, post):
            run.sent.append(note)
            run.audits.add(note.audit.reference)
        post.close()
        return run


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other run is under way; the database keeps the lock, and lets go of it when a run dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def remind_in(audit: Audit, now: datetime, on: date, run: Run, post: Post) -> None:
    """Each person once, of everything whose day has come: their own returns, and as a contact what nobody may audit,
    what is late and which questions are open."""
    returns_day, answers_day = newest_day(audit.returns_due, on), newest_day(audit.involvement_due, on)
    if returns_day is None and answers_day is None:
        return
    owed = owed_in(audit)
    timely = Owed(owed.returns if returns_day else [], owed.questions if answers_day else [])
    late = returns_day is not None and returns_day.kind == SentMessage.Kind.OVERDUE

    def tells_contacts(row: AgencyReturn) -> bool:
        return late

    debtors = who_owes(timely, on, tells_contacts)
    told_of_returns = last_written(audit, SentMessage.Kind.OPENED)
    told_of_questions = last_written(audit, SentMessage.Kind.INVOLVEMENT)
    for one in debtors.people:
        days = [
            *(new_day(returns_day, told_of_returns, one) if one.own or one.agencys else ()),
            *(new_day(answers_day, told_of_questions, one) if one.questions else ()),
        ]
        if days and not told_by_hand(audit, one, newest(days).day, now):
            run.sent.append(write_to(audit, one, newest(days), now, post))
            run.audits.add(audit.reference)
    if debtors.without_anybody:
        run.without_anybody.append(f"{audit.reference}, {names(debtors.without_anybody)}")


def new_day(day: DayOfTimetable | None, told: dict[int, date], one: Debtor) -> Iterator[DayOfTimetable]:
    """The day, where this person was not written to for it or since."""
    if day is not None and told.get(one.person.pk, date.min) < day.day:
        yield day


def newest(days: list[DayOfTimetable]) -> DayOfTimetable:
    """The newest day; of two kinds on one day the more pressing."""
    return max(days, key=lambda day: (day.day, -PRESSING.index(SentMessage.Kind(day.kind))))


def last_written(audit: Audit, opening: str) -> dict[int, date]:
    """For which day each person was last written to by itself: reminded, or told that something opened. What was
    refused does not count."""
    rows = SentMessage.objects.filter(
        audit=audit, kind__in=(*PRESSING, opening), sent_by__isnull=True, failed=False
    ).order_by()
    return {row["person"]: row["day"] for row in rows.values("person").annotate(day=Max("for_day"))}


def told_by_hand(audit: Audit, one: Debtor, day: date, now: datetime) -> bool:
    """Whether a lead's own reminder stands for that of the timetable: one on its day or since, of as much as is owed;
    of less, or before it, for 24 hours. Asked just before writing: a lead may press while a run is under way."""
    nudges = SentMessage.objects.filter(audit=audit, person=one.person, kind=SentMessage.Kind.NUDGE, failed=False)
    return nudges.filter(Q(for_day__gte=day, things__gte=one.things) | Q(sent_at__gt=now - NUDGE_EVERY)).exists()


def write_to(audit: Audit, one: Debtor, day: DayOfTimetable, now: datetime, post: Post) -> SentMessage:
    return send_by_itself(
        audit=audit, person=one.person, agency=one.agency, kind=day.kind, for_day=day.day, things=one.things,
        address=one.address, subject=subject_of(audit), body=body_of(audit, one, timezone.localdate(now)), post=post,
        now=now,
    )  # fmt: skip
