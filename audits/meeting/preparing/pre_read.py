"""The pre-read of a case: what those round the table read days before, without what handling marks keep back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.models import JournalEntry, Person
from agencies.queries import in_force
from audit_project.refused import Refused
from audits.meeting import rules
from audits.meeting.hold import lock_meeting
from audits.meeting.models import Meeting
from audits.meeting.pages import questions_of
from audits.meeting.preparing.models import NO_READER, PreRead
from audits.meeting.preparing.papers import Paper, PaperPart, day
from audits.meeting.preparing.side_by_side import CaseTable, DomainPart, is_in, table_of
from audits.meeting.running.independent import agency_of
from audits.meeting.running.screen import needs_words, voiced
from audits.returns.handling import is_kept_back, withhold
from audits.sample.models import Case, CaseAccess
from audits.scope.messages.models import SentMessage
from audits.scope.messages.sending import Post, send_message
from audits.scope.models import AuditTeam

BECAUSE = "pre-read"
SUBJECT = "{reference}: something to read for a meeting"
BODY = """There is a pre-read for you for a meeting of the audit {reference}.{when}

Sign in to read it, alone and where nobody can see your screen:
{address}

This message holds nothing about any case, and answering it reaches nobody.
"""


@dataclass(frozen=True)
class PreReadReader:
    """Somebody round the table: whether the pre-read was sent to them, and when they first opened it."""

    person: Person
    sent: PreRead | None
    read_at: datetime | None


def round_the_table(case: Case, on: date) -> list[Person]:
    """The people of the audit's team to whom a pre-read may be sent; the lead has everything already. One query."""
    team = AuditTeam.objects.filter(in_force(on), audit_id=case.audit_id, part__in=rules.ROUND_THE_TABLE)
    return list(Person.objects.filter(pk__in=team.values("person"), is_active=True).order_by("name", "pk"))


def readers_of(case: Case, on: date) -> list[PreReadReader]:
    """Who has it and who has opened it, by name; three queries."""
    sent = {row.person_id: row for row in PreRead.objects.filter(case=case).select_related("person")}
    people = {person.pk: person for person in (*round_the_table(case, on), *(row.person for row in sent.values()))}
    opened = JournalEntry.objects.filter(
        case_uid=case.uid, kind="pre-read", verb__in=("read", "exported"), person_id_then__in=list(people)
    )
    first = dict(opened.order_by().values_list("person_id_then").annotate(at=Min("at")))
    return [
        PreReadReader(person, sent.get(key), first.get(key) if key in sent else None)
        for key, person in sorted(people.items(), key=lambda item: (item[1].name, item[0]))
    ]


def to_send(readers: Iterable[PreReadReader], by: Person) -> list[Person]:
    """Those who do not have it yet, without the one who sends it."""
    return [one.person for one in readers if one.sent is None and one.person != by]


def issue(case: Case, *, by: Person, now: datetime, people: Iterable[Person]) -> list[PreRead]:
    """Send the pre-read to these people: the case is open to each from today until the meeting closes.

    Nobody opens a case to themselves. Each is written to, without a word about the case.
    """
    on, chosen = timezone.localdate(now), list(people)
    if not chosen:
        raise Refused(NO_READER, on="people")
    with transaction.atomic():
        held = lock_meeting(case)
        rules.check_can_prepare(by, case)
        if held.state == Meeting.State.CLOSED:
            raise Refused("The meeting is closed, so nobody is sent its pre-read any more.")
        may = {person.pk for person in round_the_table(case, on)}
        made, post = [], Post()
        for person in chosen:
            if person.pk == by.pk:
                raise Refused("Nobody opens a case to themselves. Another lead sends you the pre-read.")
            if person.pk not in may:
                raise Refused("A pre-read goes to people of the audit's team alone.")
            said = {"issued_at": now, "issued_by": by, "agency_id": agency_of(person)}
            row, new = PreRead.objects.get_or_create(case=case, person=person, defaults=said)
            CaseAccess.objects.get_or_create(
                case=case, person=person, because=BECAUSE, until__isnull=True,
                defaults={"since": on, "opened_at": now, "opened_by": by},
            )  # fmt: skip
            if new:
                journal.record(by, "sent_pre_read", row, now=now)
                write_to(row, on, now, post)
                made.append(row)
        transaction.on_commit(post.close, robust=True)
    return made


def write_to(row: PreRead, on: date, now: datetime, post: Post) -> None:
    audit = row.case.audit
    address = reverse("pre_read", args=[audit.reference, row.case.number])
    send_message(
        audit=audit,
        person=row.person,
        kind=SentMessage.Kind.PRE_READ,
        for_day=on,
        things=1,
        subject=SUBJECT.format(reference=audit.reference),
        body=BODY.format(
            reference=audit.reference,
            when=f" The meeting is on {day(audit.meeting_on)}." if audit.meeting_on else "",
            address=f"{settings.SITE_URL}{address}",
        ),
        by=row.issued_by,
        post=post,
        now=now,
    )


def pre_read_of(case: Case, meeting: Meeting, person: Person) -> Paper:
    """The pre-read as everybody reads it, the lead too: what is kept back stands in none."""
    table = table_of(case, person, meeting)
    parts = [
        PaperPart("Before you read", tuple(before(case))),
        PaperPart("The case", tuple(context(case))),
        PaperPart("Returns", tuple(returns(table))),
        *(PaperPart(part.label, tuple(domain(part))) for part in table.domains),
        PaperPart("What agencies recommend, and have done already", tuple(steps(table))),
        PaperPart(
            "Questions to agencies",
            tuple(f"{one.agency.full_name}: {one.text}" for one in questions_of(meeting, person)),
        ),
    ]
    title = f"{case.audit.reference}, case {case.number}: pre-read"
    return Paper(title, case.audit.reference, tuple(part for part in parts if part.lines))


def before(case: Case) -> Iterable[str]:
    yield "Read this alone, and do not pass it on. What agencies keep back is not in it."
    if case.audit.meeting_on:
        yield f"The meeting is planned for {day(case.audit.meeting_on)}."


def context(case: Case) -> Iterable[str]:
    found = getattr(case, "context", None)
    if found is None:
        return
    for label, text in (
        ("Why the case is known", found.why_known),
        ("Plans", found.plan_history),
        ("Household", found.household),
        ("Adults of concern", found.adults_of_concern),
    ):
        if text:
            yield f"{label}: {text}"


def returns(table: CaseTable) -> Iterable[str]:
    for row in table.returns:
        if not is_in(row):
            yield f"{row.agency.full_name}: not in yet."
            continue
        grade = getattr(row, "grade", None)
        own = (grade.band.label if grade.band else grade.state.label) if grade is not None else "no grade"
        yield f"{row.agency.full_name}: {own} (its own grade of its own practice)."
    for line in table.grades:
        if line.own:
            yield f"{line.label}, each agency's own grade: {line.own_words}"
    for row in table.nothing:
        answer = row.involvement.answer
        yield f"{row.agency.full_name}: {answer.label if answer else 'nothing to audit'}."


def domain(part: DomainPart) -> Iterable[str]:
    """What agencies differ on or said no to, then what they found; comments stay with the returns."""
    for question in part.questions:
        if needs_words(question):
            said = "; ".join(
                f"{words.lower()}: {', '.join(one.agency for one in who)}" for _, words, who in voiced(question).groups
            )
            yield f"{question.number}. {question.text} {said[:1].upper()}{said[1:]}."
    for finding in part.findings:
        if is_kept_back(finding):
            withhold(finding)
        yield f"{finding.agency.full_name}, {finding.get_kind_display().lower()}: {finding.text}"


def steps(table: CaseTable) -> Iterable[str]:
    for step in table.steps:
        if is_kept_back(step):
            withhold(step)
        day_of = f" ({day(step.done_on)})" if step.done_on else ""
        yield f"{step.agency.full_name}, {step.get_kind_display().lower()}{day_of}: {step.text}"
