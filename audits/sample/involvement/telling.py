"""Tells agencies' contacts by e-mail that questions wait for them: how many and until when, and nothing of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone

from agencies import journal
from agencies.models import Agency, Person
from audit_project.refused import Refused
from audits.sample import rules
from audits.sample.involvement.grid import waiting
from audits.scope.choices import in_order
from audits.scope.messages.models import SentMessage
from audits.scope.messages.sending import Post, contacts_of, send_message, still_refused
from audits.scope.models import Audit

SUBJECT = "{reference}: questions for your agency"
BODY = """{partnership} asks your agency whether it knows the cases of the audit {reference}.
{questions} for your answer. {due}

Sign in to answer. One choice for each case, and one button for all of them:
{address}

This message holds nothing about any case, and answering it reaches nobody.
"""


@dataclass(frozen=True)
class Letter:
    """One contact to write to: for which agencies, how many questions, and whether they were written to today."""

    person: Person
    agencies: tuple[Agency, ...]
    questions: int
    gone: bool


@dataclass(frozen=True)
class Letters:
    """Everybody to write to, and the agencies where nobody would be reached."""

    to: tuple[Letter, ...]
    nobody_at: tuple[Agency, ...]

    @property
    def still_to_go(self) -> list[Letter]:
        return [letter for letter in self.to if not letter.gone]


def letters(audit: Audit, on: date) -> Letters:
    """The contacts of the agencies that have not answered everything; four queries at any size."""
    asked = waiting(audit)
    agencies = list(in_order(Agency.objects.filter(pk__in=asked)))
    reached = contacts_of(agencies, on)
    kept = SentMessage.objects.filter(audit=audit, kind=SentMessage.Kind.INVOLVEMENT, for_day=on, failed=False)
    gone = set(kept.values_list("person_id", flat=True))
    people: dict[Person, list[Agency]] = {}
    for agency in agencies:
        for person in reached[agency.pk]:
            people.setdefault(person, []).append(agency)
    return Letters(
        tuple(
            Letter(person, tuple(theirs), sum(asked[one.pk] for one in theirs), person.pk in gone)
            for person, theirs in people.items()
        ),
        tuple(agency for agency in agencies if not reached[agency.pk]),
    )


def tell_agencies(audit: Audit, *, by: Person, now: datetime) -> list[SentMessage]:
    """Write to every contact who was not written to today. Safe to press twice; a mail server that refuses is noted."""
    on = timezone.localdate(now)
    rules.check_can_tell(by, audit, on)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        post = Post()
        notes = [write(audit, letter, on, now, post) for letter in letters(audit, on).to]
        transaction.on_commit(post.close, robust=True)
        sent = [note for note in notes if note is not None]
        if not sent:
            raise Refused("Everybody who can be reached has been written to today.")
        journal.record(by, "told_agencies", audit, now=now)
    return sent


def tell_again(audit: Audit, *, now: datetime, post: Post) -> list[SentMessage]:
    """Write once more to the contacts whom the mail server kept this from, of the questions that still wait."""
    refused = still_refused(audit, SentMessage.Kind.INVOLVEMENT) if audit.state in rules.OPEN_TO_CASES else {}
    if not refused:
        return []
    waiting = [letter for letter in letters(audit, timezone.localdate(now)).to if letter.person.pk in refused]
    notes = [write(audit, letter, refused[letter.person.pk], now, post) for letter in waiting]
    return [note for note in notes if note is not None]


def write(audit: Audit, letter: Letter, on: date, now: datetime, post: Post) -> SentMessage | None:
    due = audit.involvement_due
    waits = "1 question waits" if letter.questions == 1 else f"{letter.questions} questions wait"
    body = BODY.format(
        partnership=settings.PARTNERSHIP_NAME,
        reference=audit.reference,
        questions=waits,
        due=f"Please answer by {formats.date_format(due, 'j F Y')}." if due else "Please answer soon.",
        address=settings.SITE_URL.rstrip("/") + reverse("involvement_grid", args=[audit.reference]),
    )
    return send_message(
        audit=audit, person=letter.person, agency=agency_of(letter.agencies), kind=SentMessage.Kind.INVOLVEMENT,
        for_day=on, things=letter.questions, subject=SUBJECT.format(reference=audit.reference), body=body, post=post,
        now=now,
    )  # fmt: skip


def agency_of(agencies: Iterable[Agency]) -> Agency | None:
    """The one agency a message is about, or the organisation of all of its services; None where there are several."""
    listed = list(agencies)
    if len(listed) == 1:
        return listed[0]
    organisations = {one.parent or one for one in listed}
    return organisations.pop() if len(organisations) == 1 else None
