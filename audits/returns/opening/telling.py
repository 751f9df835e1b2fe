"""Tells agencies' contacts by e-mail that returns have opened: how many and until when, and nothing of a case."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import formats, timezone

from agencies.models import Agency, Person
from audits.returns.models import AgencyReturn
from audits.returns.rules import OWED
from audits.sample.involvement.telling import agency_of
from audits.scope.choices import in_order
from audits.scope.messages.models import SentMessage
from audits.scope.messages.sending import Post, contacts_of, send_message, still_refused
from audits.scope.models import Audit

SUBJECT = "{reference}: returns have opened"
BODY = """The returns of the audit {reference} have opened. {returns} to send in. {due}

Sign in to see who writes each of them, and to name somebody where nobody is named yet:
{address}

This message holds nothing about any case, and answering it reaches nobody.
"""


def tell_opened(audit: Audit, *, by: Person, now: datetime) -> list[SentMessage]:
    """Write to the contacts of agencies whose returns this act has just opened, each once a day.

    It runs inside the act that opens them. An audit recorded from paper asks nobody for anything.
    """
    if audit.origin == Audit.Origin.RECORDED:
        return []
    post, on = Post(), timezone.localdate(now)
    told = to_tell(AgencyReturn.objects.filter(audit=audit, opened_at=now), on)
    notes = [write(audit, person, theirs, on, now, post) for person, theirs in told.items()]
    transaction.on_commit(post.close, robust=True)
    return [note for note in notes if note is not None]


def tell_opened_again(audit: Audit, *, now: datetime, post: Post) -> list[SentMessage]:
    """Write once more to the contacts whom the mail server kept this from, of what they still have to send in."""
    refused = still_refused(audit, SentMessage.Kind.OPENED) if audit.state == Audit.State.RETURNS else {}
    if not refused:
        return []
    told = to_tell(AgencyReturn.objects.filter(audit=audit, state__in=OWED), timezone.localdate(now))
    waiting = {person: theirs for person, theirs in told.items() if person.pk in refused}
    notes = [write(audit, person, theirs, refused[person.pk], now, post) for person, theirs in waiting.items()]
    return [note for note in notes if note is not None]


def to_tell(rows: QuerySet[AgencyReturn], on: date) -> dict[Person, dict[Agency, int]]:
    """The contacts of the agencies that have these returns, with how many of them each agency has."""
    returns = dict(rows.order_by().values_list("agency").annotate(n=Count("pk")))
    agencies = list(in_order(Agency.objects.filter(pk__in=returns)))
    people: dict[Person, dict[Agency, int]] = {}
    reached = contacts_of(agencies, on)
    for agency in agencies:
        for person in reached[agency.pk]:
            people.setdefault(person, {})[agency] = returns[agency.pk]
    return people


def write(
    audit: Audit, person: Person, returns: dict[Agency, int], day: date, now: datetime, post: Post
) -> SentMessage | None:
    count, due = sum(returns.values()), audit.returns_due
    body = BODY.format(
        reference=audit.reference,
        returns=f"Your agency has {'1 return' if count == 1 else f'{count} returns'}",
        due=f"They are due by {formats.date_format(due, 'j F Y')}." if due else "",
        address=settings.SITE_URL.rstrip("/") + reverse("agency_desk"),
    )
    return send_message(
        audit=audit, person=person, agency=agency_of(returns), kind=SentMessage.Kind.OPENED, for_day=day,
        things=count, subject=SUBJECT.format(reference=audit.reference), body=body, post=post, now=now,
    )  # fmt: skip
