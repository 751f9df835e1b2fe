"""The log of what was sent about an audit: when, to whom, which kind, by the timetable or by whom; never its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Person
from agencies.queries import covered_by
from audit_project.refused import Refused
from audits.desk.chasing.timetable import BY_ITSELF
from audits.scope.messages.models import SentMessage
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import has_part, leads

# What set a message off that nobody pressed a button for.
BY_TIMETABLE = "The timetable"
SET_OFF = {SentMessage.Kind.OPENED: "The returns opening", SentMessage.Kind.INVOLVEMENT: "The questions being asked"}
TRIED_AGAIN = (
    "Not sent: the mail server refused it. It is tried again when reminders next go out. Ring them if it is urgent."
)
BY_HAND = "Not sent: the mail server refused it. Remind them again, or ring them."
ONCE = "Not sent: the mail server refused it. Ring them, or check their address with the administrator."


@dataclass(frozen=True)
class SentLine:
    """One message as the log prints it."""

    row: SentMessage
    agency: str
    by: str
    fault: str


def check_can_read_sent(person: Person, audit: Audit, on: date | None = None) -> None:
    """What was sent is for the audit's leads and its scrutineer; an agency's contact has their own list."""
    scrutinises = person.standing(on).has("scrutineer") and has_part(person, audit, AuditTeam.Part.SCRUTINEER, on=on)
    if not scrutinises and not leads(person, audit, on):
        raise Refused("Only the audit's lead and its scrutineer read what was sent.")


def sent_in(audit: Audit) -> QuerySet[SentMessage]:
    """Every message about the audit, newest first."""
    return with_names(SentMessage.objects.filter(audit=audit))


def sent_to_agencies_of(person: Person) -> QuerySet[SentMessage]:
    """The messages to the agencies whose contact the person is, and to themselves, over all audits, newest first."""
    own = covered_by(person.standing().agency_ids("agency_contact"))
    return with_names(SentMessage.objects.filter(own | Q(person=person)))


def with_names(rows: QuerySet[SentMessage]) -> QuerySet[SentMessage]:
    return rows.select_related("audit", "person", "agency__parent", "sent_by").order_by("-sent_at", "-pk")


def lines_of(rows: Iterable[SentMessage]) -> list[SentLine]:
    return [
        SentLine(
            row,
            row.agency.full_name if row.agency is not None else "",
            row.sent_by.name if row.sent_by is not None else SET_OFF.get(SentMessage.Kind(row.kind), BY_TIMETABLE),
            fault_of(row),
        )
        for row in rows
    ]


def fault_of(row: SentMessage) -> str:
    """What to do where a message was refused; empty where it went out."""
    if not row.failed:
        return ""
    if row.sent_by_id is not None:
        return BY_HAND
    return TRIED_AGAIN if row.kind in BY_ITSELF else ONCE
