"""A lead reminds those who owe something: once a day to one person in one audit, noted with who did it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.desk.chasing.timetable import NUDGE_EVERY, PRESSING
from audits.desk.chasing.whom_to_remind import WAITING, Owed, owed_in, who_owes
from audits.desk.chasing.words import MOST_NAMES, body_of, names, number, subject_of
from audits.returns.listing.narrowing import still_owed
from audits.returns.models import AgencyReturn
from audits.returns.rules import State
from audits.scope.messages.models import SentMessage
from audits.scope.messages.sending import Post, send_message
from audits.scope.models import Audit
from audits.scope.rules import check_leads


def check_can_remind(person: Person, audit: Audit, on: date | None = None) -> None:
    """The lead chases while the audit waits for something."""
    check_leads(person, audit, on)
    if audit.state not in WAITING:
        raise Refused("This audit waits for nobody now, so nobody is reminded.")


def check_can_remind_of(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    check_can_remind(person, agency_return.audit, on)
    if not still_owed(agency_return):
        handed_in = agency_return.state in (State.SUBMITTED, State.ACCEPTED)
        why = "This return has been handed in" if handed_in else "This case waits for no return any more"
        raise Refused(f"{why}, so nobody is reminded of it.")


can_remind = partial(allowed, check_can_remind)


@dataclass(frozen=True)
class EarlierReminder:
    """A reminder that somebody had in the last 24 hours: when, and whether a lead sent it or the timetable did."""

    name: str
    at: datetime
    by_hand: bool


@dataclass
class Reminded:
    """What came of it: the messages on their way, who had one in the last 24 hours, agencies that have nobody."""

    sent: list[SentMessage] = field(default_factory=list)
    already: list[EarlierReminder] = field(default_factory=list)
    without_anybody: list[str] = field(default_factory=list)

    @property
    def by_timetable(self) -> list[EarlierReminder]:
        """Those who may be written to all the same: no lead has yet."""
        return [one for one in self.already if not one.by_hand]


def remind(
    audit: Audit, *, by: Person, now: datetime, agency: UUID | None = None, all_the_same: bool = False
) -> Reminded:
    """Remind everybody who owes something, or those of one agency; `all_the_same` those too whom the timetable has
    reminded in the last 24 hours."""
    check_can_remind(by, audit, timezone.localdate(now))
    owed = owed_in(audit)
    return write_to_all(audit, owed.of_agency(agency) if agency else owed, by, now, audit, all_the_same)


def remind_of(agency_return: AgencyReturn, *, by: Person, now: datetime, all_the_same: bool = False) -> Reminded:
    """Remind whoever has this return, and the contacts of its agency."""
    check_can_remind_of(by, agency_return, timezone.localdate(now))
    return write_to_all(agency_return.audit, Owed([agency_return], []), by, now, agency_return, all_the_same)


def write_to_all(
    audit: Audit, owed: Owed, by: Person, now: datetime, about: Audit | AgencyReturn, all_the_same: bool
) -> Reminded:
    """One message a person, to those who had none in the last 24 hours. The audit's row is held, so that two leads who
    press at once remind nobody twice."""
    on, post = timezone.localdate(now), Post()
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        debtors = who_owes(owed, on)
        before = last_reminders(audit, now)
        done = Reminded(without_anybody=debtors.without_anybody)
        for one in debtors.people:
            last = before.get(one.person.pk)
            if last is not None and (last.by_hand or not all_the_same):
                done.already.append(last)
                continue
            note = send_message(
                audit=audit, person=one.person, agency=one.agency, kind=SentMessage.Kind.NUDGE, for_day=on,
                things=one.things, subject=subject_of(audit), body=body_of(audit, one, on, by.name), by=by,
                address=one.address, post=post, now=now,
            )  # fmt: skip
            if note is not None:
                done.sent.append(note)
        if done.sent:
            journal.record(by, "reminded", about, now=now)
            transaction.on_commit(post.close, robust=True)
    return done


def last_reminders(audit: Audit, now: datetime) -> dict[int, EarlierReminder]:
    """The reminder that each person had in the last 24 hours, a lead's before the timetable's. What the mail server
    refused does not count."""
    rows = SentMessage.objects.filter(
        audit=audit, kind__in=(SentMessage.Kind.NUDGE, *PRESSING), failed=False, sent_at__gt=now - NUDGE_EVERY
    )
    found = {}
    for row in sorted(rows.select_related("person"), key=lambda row: (row.kind == SentMessage.Kind.NUDGE, row.sent_at)):
        found[row.person_id] = EarlierReminder(row.person.name, row.sent_at, row.kind == SentMessage.Kind.NUDGE)
    return found


def in_words(done: Reminded, now: datetime) -> Iterable[str]:
    """What the lead is told, a sentence each."""
    gone = [note.person.name for note in done.sent if not note.failed]
    refused = [note.person.name for note in done.sent if note.failed]
    if gone:
        yield f"{names(gone)} {was(gone)} reminded."
    for one in done.already[:MOST_NAMES]:
        yield f"{one.name} was reminded {'' if one.by_hand else 'by the timetable '}at {time_words(one.at, now)}."
    more = len(done.already) - MOST_NAMES
    if more > 0:
        yield f"{number(more, 'other')} {'was' if more == 1 else 'were'} reminded in the last 24 hours."
    if done.already:
        yield "One reminder a person in 24 hours: nothing more was sent to them."
    if refused:
        yield f"The mail server refused the message to {names(refused)}. Try again later, or ring them."
    if done.without_anybody:
        yield f"Nobody could be written to for {names(done.without_anybody)}: no contact, and no auditor in force."
    if not (done.sent or done.already or done.without_anybody):
        yield "Nothing is owed there, so nobody was reminded."


def was(found: list[str]) -> str:
    return "was" if len(found) == 1 else "were"


def time_words(at: datetime, now: datetime) -> str:
    """ "10:42am today", "4:10pm yesterday"."""
    here = timezone.localtime(at)
    day = "today" if here.date() == timezone.localdate(now) else "yesterday"
    return f"{here:%I:%M}".lstrip("0") + f"{here:%p}".lower() + f" {day}"
