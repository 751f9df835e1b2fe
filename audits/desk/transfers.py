"""What an agency has still to say of the names it was sent: that they arrived, that they are destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Person
from agencies.queries import covered_by
from audits.desk.chasing.timetable import newest_day
from audits.desk.chasing.words import BODY, SIGN_IN, number, subject_of
from audits.desk.piles import HAVE, Pile, due_by
from audits.sample.key.acts import WORK_DONE
from audits.sample.transfers.due import due_of, meetings_ended
from audits.sample.transfers.models import Transfer
from audits.scope.messages.models import SentMessage
from audits.scope.messages.sending import Post, contacts_of, send_by_itself
from audits.scope.models import Audit

KIND = SentMessage.Kind.TRANSFER
WHOM = " about who the children are"


def transfers_to_confirm(person: Person, on: date) -> Pile | None:
    """Names that were sent to this contact's agency: those that nobody has said arrived, then those to be destroyed."""
    contact_of = person.standing(on).agency_ids("agency_contact")
    rows = [
        row
        for row in open_transfers().filter(covered_by(contact_of)).order_by("sent_on", "pk")
        if row.received_at is None or row.audit.state in WORK_DONE
    ]
    if not rows:
        return None
    ended = meetings_ended(row.audit for row in rows)
    tasks = (
        due_by(said_of(row), reverse("transfer", args=[row.uid]), "Not said", due_of(row, ended), on) for row in rows
    )
    return Pile(HAVE.format(len(rows), "thing to say" if len(rows) == 1 else "things to say") + WHOM, tuple(tasks))


def said_of(row: Transfer) -> str:
    what = "received" if row.received_at is None else "destroyed"
    return f"{row.audit.reference}: say that {row.agency.full_name} {what} who the children are"


def open_transfers() -> QuerySet[Any]:
    rows = Transfer.objects.counted().filter(destroyed_at__isnull=True)
    found: QuerySet[Any] = rows.filter(audit__origin=Audit.Origin.WORKED).select_related("audit", "agency__parent")
    return found


@dataclass
class Late:
    """Somebody to write to about one audit, of which agency, for which day, and what is late."""

    person: Person
    agency: Agency
    day: date
    rows: list[Transfer] = field(default_factory=list)


def remind_of_transfers(now: datetime, post: Post) -> list[SentMessage]:
    """Write to the contacts of agencies that have not said in time what they owe; each person once for an audit and a
    day of the timetable, after it is late. Safe to run again."""
    on = timezone.localdate(now)
    rows = list(open_transfers().order_by("audit_id", "pk"))
    return [write_to(one, now, post) for one in late_ones(rows, on) if told(one) < one.day]


def late_ones(rows: Iterable[Transfer], on: date) -> list[Late]:
    rows = list(rows)
    ended = meetings_ended({row.audit for row in rows})
    contacts = contacts_of({row.agency_id: row.agency for row in rows}.values(), on)
    found: dict[tuple[int, int], Late] = {}
    for row in rows:
        day = newest_day(due_of(row, ended), on)
        if day is None or day.kind != SentMessage.Kind.OVERDUE:
            continue
        for person in contacts[row.agency_id]:
            late = found.setdefault((row.audit_id, person.pk), Late(person, row.agency, day.day))
            late.day = max(late.day, day.day)
            late.rows.append(row)
    return list(found.values())


def told(one: Late) -> date:
    """For which day this person was last written to about the names of this audit."""
    kept = SentMessage.objects.filter(audit=one.rows[0].audit, person=one.person, kind=KIND, failed=False)
    last: date | None = kept.aggregate(day=Max("for_day"))["day"]
    return last or date.min


def write_to(one: Late, now: datetime, post: Post) -> SentMessage:
    audit = one.rows[0].audit
    body = BODY.format(
        name=one.person.name, why="This is a reminder about", reference=audit.reference,
        partnership=settings.PARTNERSHIP_NAME, lines="\n".join(f"- {line}" for line in lines_of(one.rows)),
        where=SIGN_IN.format(address=settings.SITE_URL + reverse("agency_desk")),
    )  # fmt: skip
    return send_by_itself(
        audit=audit, person=one.person, agency=one.agency, kind=KIND, for_day=one.day, things=len(one.rows),
        address=one.person.email, subject=subject_of(audit), body=body, post=post, now=now,
    )  # fmt: skip


def lines_of(rows: list[Transfer]) -> Iterable[str]:
    coming = sum(row.received_at is None for row in rows)
    if coming:
        was = "was" if coming == 1 else "were"
        yield f"{number(coming, 'message')} on whom your agency is asked about {was} sent to it. Say whether it came."
    if len(rows) > coming:
        yield f"Your agency still holds {number(len(rows) - coming, 'message')} of that kind. Say when it is destroyed."
