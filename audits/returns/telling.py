"""Tells agencies' contacts by e-mail that returns have opened: how many and until when, and nothing of a case."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import formats, timezone

from agencies.models import Agency, Person
from audits.returns.models import AgencyReturn
from audits.sample.telling import agency_of
from audits.scope.choices import in_order
from audits.scope.message_models import SentMessage
from audits.scope.messages import Post, contacts_of, send_message
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
    opened = AgencyReturn.objects.filter(audit=audit, opened_at=now).order_by()
    returns = dict(opened.values_list("agency").annotate(n=Count("pk")))
    agencies = list(in_order(Agency.objects.filter(pk__in=returns)))
    reached = contacts_of(agencies, timezone.localdate(now))
    people: dict[Person, list[Agency]] = {}
    for agency in agencies:
        for person in reached[agency.pk]:
            people.setdefault(person, []).append(agency)
    post = Post()
    notes = [write(audit, one, theirs, returns, now, post) for one, theirs in people.items()]
    transaction.on_commit(post.close, robust=True)
    return [note for note in notes if note is not None]


def write(
    audit: Audit, person: Person, agencies: list[Agency], returns: dict[int, int], now: datetime, post: Post
) -> SentMessage | None:
    count = sum(returns[one.pk] for one in agencies)
    due = audit.returns_due
    body = BODY.format(
        reference=audit.reference,
        returns=f"Your agency has {'1 return' if count == 1 else f'{count} returns'}",
        due=f"They are due by {formats.date_format(due, 'j F Y')}." if due else "",
        address=settings.SITE_URL.rstrip("/") + reverse("agency_desk"),
    )
    return send_message(
        audit=audit, person=person, agency=agency_of(agencies), kind=SentMessage.Kind.OPENED,
        for_day=timezone.localdate(now), things=count, subject=SUBJECT.format(reference=audit.reference), body=body,
        post=post, now=now,
    )  # fmt: skip
