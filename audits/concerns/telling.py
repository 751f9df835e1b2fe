"""Who is told of a concern, and how: by e-mail without a word of the case, noted so that nobody is told twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Membership, Person
from audits.concerns.models import ConcernNotice, ImmediateConcern
from audits.scope.models import Audit
from audits.scope.queries import leads_on

LOG = logging.getLogger(__name__)
SUBJECT = "An immediate concern waits for you"
BECAUSE = {
    ConcernNotice.Because.RAISED: "Somebody has raised an immediate concern that your agency or audit must answer.",
    ConcernNotice.Because.UNANSWERED: "Nobody has answered an immediate concern in time. You are asked next.",
    ConcernNotice.Because.ESCALATED: "Whoever raised an immediate concern has escalated it.",
    ConcernNotice.Because.CLOSED: "A concern that you raised or follow up was closed. Confirm that, or escalate it.",
    ConcernNotice.Because.NAMED: "You are asked to see that an immediate concern is dealt with, in somebody's place.",
}
BODY = """{because}

Sign in to read and answer it:
{address}

This message holds nothing about the case, and answering it reaches nobody.
"""


def responsible_people(agency: Agency, now: datetime) -> list[Person]:
    """The agency's contacts and those of its organisation, then the deputy."""
    contacts = people_with("agency_contact", now, [agency.pk, agency.parent_id])
    deputies = [one.deputy for one in (agency, agency.parent) if one is not None and one.deputy is not None]
    return unique([*contacts, *(one for one in deputies if one.is_active)])


def leading_on(audit: Audit, now: datetime) -> list[Person]:
    """Who leads the audit now; where nobody does, the safeguarding leads, so that somebody is told at once."""
    return leads_on(audit, timezone.localdate(now)) or safeguarding_leads(now)


def safeguarding_leads(now: datetime) -> list[Person]:
    """Who is asked next when nobody answers, in one order."""
    return unique(people_with("safeguarding_lead", now))


def people_with(role: str, now: datetime, agencies: Iterable[int | None] | None = None) -> list[Person]:
    """People with a role who are there today, in one of the agencies where these are given; by name."""
    held = Membership.objects.at_work(timezone.localdate(now)).filter(role=role).select_related("person")
    if agencies is not None:
        held = held.filter(agency_id__in=[one for one in agencies if one is not None])
    return [row.person for row in held.order_by(Lower("person__name"), "person_id")]


def unique(people: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())


def tell(concern: ImmediateConcern, people: Iterable[Person], because: str, now: datetime) -> list[ConcernNotice]:
    """Note whom to tell, each once for each reason, and send the e-mails once the note is safe."""
    notices = []
    for person in people:
        notice, new = ConcernNotice.objects.get_or_create(
            concern=concern, person=person, because=because, defaults={"told_at": now}
        )
        if new:
            notices.append(notice)
    transaction.on_commit(lambda: send(notices))
    return notices


def send(notices: list[ConcernNotice]) -> None:
    """Where the mail server fails nothing is lost: the notice says so, and the page says whom to ring."""
    for notice in notices:
        address = settings.SITE_URL + reverse("concern", args=[notice.concern.uid])
        because = BECAUSE[ConcernNotice.Because(notice.because)]
        try:
            send_mail(SUBJECT, BODY.format(because=because, address=address), None, [notice.person.email])
        except (SMTPException, OSError):
            LOG.warning("An e-mail about an immediate concern could not be sent.")
            ConcernNotice.objects.filter(pk=notice.pk).update(delivered=False)
