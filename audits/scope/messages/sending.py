"""Who is written to about an audit, and how: noted first, sent once the note is safe, never twice by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from smtplib import SMTPException

from django.core.mail import get_connection, send_mail
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from agencies.models import Agency, Membership, Person
from audits.scope.messages.models import SentMessage
from audits.scope.models import Audit

LOG = logging.getLogger(__name__)


def contacts_of(agencies: Iterable[Agency], on: date) -> dict[int, list[Person]]:
    """The contacts of each agency who are there on a day, by name; an organisation's answer for its services too.
    One query."""
    asked = list(agencies)
    places = {key for one in asked for key in (one.pk, one.parent_id) if key is not None}
    rows = Membership.objects.at_work(on).filter(role="agency_contact", agency_id__in=places, person__is_guest=False)
    held: dict[int, list[Person]] = {}
    for row in rows.select_related("person").order_by(Lower("person__name"), "person_id"):
        held.setdefault(row.agency_id, []).append(row.person)
    found = {}
    for one in asked:
        people = [*held.get(one.pk, []), *(held.get(one.parent_id, []) if one.parent_id else [])]
        found[one.pk] = list({person.pk: person for person in people}.values())
    return found


def send_message(
    *,
    audit: Audit,
    person: Person,
    agency: Agency | None = None,
    kind: str,
    for_day: date,
    things: int,
    subject: str,
    body: str,
    by: Person | None = None,
    address: str = "",
    post: Post | None = None,
    now: datetime,
) -> SentMessage | None:
    """Note one e-mail and send it once the note is safe; None where the same one has gone out by itself already.

    `by` is whoever sent it by hand: such a message may be sent again. `address` is for somebody without an account: the
    one their link was sent to. `post` is for whoever sends many at once. One that the mail server refused is marked as
    failed, and the next call for the same person, kind and day tries that one again. Subject and body carry no theme,
    no number and no fact of a case.
    """
    with transaction.atomic():
        note = again(audit, person, kind, for_day, things, now) if by is None else None
        note = note or noted(
            SentMessage(
                audit=audit, agency=agency, person=person, kind=kind, for_day=for_day, things=things, sent_at=now,
                sent_by=by,
            )
        )  # fmt: skip
        if note is not None:
            transaction.on_commit(partial(send, note, address or person.email, subject, body, post), robust=True)
    return note


def send_by_itself(
    *,
    audit: Audit,
    person: Person,
    agency: Agency,
    kind: str,
    for_day: date,
    things: int,
    address: str,
    subject: str,
    body: str,
    post: Post,
    now: datetime,
) -> SentMessage:
    """Note a reminder of the timetable as not sent, take up the one that failed before where there is one, and send
    it."""
    note, _ = SentMessage.objects.update_or_create(
        audit=audit, person=person, kind=kind, for_day=for_day, sent_by=None, failed=True,
        defaults={"agency": agency, "things": things, "sent_at": now},
    )  # fmt: skip
    send(note, address, subject, body, post)
    return note


def still_refused(audit: Audit, kind: str) -> dict[int, date]:
    """Whom a message of this kind never reached, by their key, with the day it was for: the server refused it, and
    nothing of the kind went out to them since. One query."""
    found: dict[int, date] = {}
    rows = SentMessage.objects.filter(audit=audit, kind=kind, sent_by__isnull=True).order_by("sent_at", "pk")
    for person, day, failed in rows.values_list("person_id", "for_day", "failed"):
        if failed:
            found[person] = day
        else:
            found.pop(person, None)
    return found


def again(audit: Audit, person: Person, kind: str, for_day: date, things: int, now: datetime) -> SentMessage | None:
    """The message that failed before, taken up by this run alone."""
    same = SentMessage.objects.filter(audit=audit, person=person, kind=kind, for_day=for_day, sent_by=None)
    failed = same.filter(failed=True).first()
    if failed is None or same.filter(failed=False).exists():
        return None
    taken = same.filter(pk=failed.pk, failed=True).update(failed=False, sent_at=now, things=things)
    failed.failed, failed.sent_at, failed.things = False, now, things
    return failed if taken else None


def noted(note: SentMessage) -> SentMessage | None:
    """The note in the log; None where the database has one like it already, however two runs meet."""
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError as fault:
        if "reminder_sent_once" not in str(fault):
            raise
        return None
    return note


class Post:
    """One connection to the mail server for many messages. Where it cannot be reached the rest are not tried: each
    would wait as long as the first."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.unreachable = False

    def deliver(self, address: str, subject: str, body: str) -> int:
        if self.unreachable:
            return 0
        try:
            self.connection.open()
        except (SMTPException, OSError):
            self.unreachable = True
            raise
        try:
            return send_mail(subject, body, None, [address], connection=self.connection)
        except (SMTPException, OSError):
            self.close()  # the next message begins with a connection that works
            raise

    def close(self) -> None:
        self.connection.close()


def send(note: SentMessage, address: str, subject: str, body: str, post: Post | None = None) -> None:
    """A mail server that refuses undoes nothing: the log says so, and the message is tried again.

    What stops the program in the middle is noted too, so that no message passes for sent that was not.
    """
    taken = 0
    try:
        taken = post.deliver(address, subject, body) if post else send_mail(subject, body, None, [address])
    except (SMTPException, OSError, ValueError):  # the last: an address that no message can be addressed to
        LOG.warning("An e-mail about an audit could not be sent.")
    finally:
        if note.failed == bool(taken):
            note.failed = not taken
            SentMessage.objects.filter(pk=note.pk).update(failed=note.failed)
