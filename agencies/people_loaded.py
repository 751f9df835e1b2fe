"""Does what a file of people says: all of it in one transaction, or nothing. Who is new is invited by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.mail import get_connection
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agencies import acts, invitations, journal, rules
from agencies.list_loaded import Changed
from agencies.list_read import ADD, CHANGE, FAULT
from agencies.models import Person, PersonInvitation
from agencies.people_read import Line, Reading, read_people
from audit_project.refused import Refused
from audit_project.tables import Table

CHANGED = "The list of people has changed since this preview was shown. Look at it again before you import."
ONE_AT_A_TIME = 7_004_001  # PostgreSQL's advisory lock of this import


@dataclass(frozen=True)
class Loaded:
    """What an import did, and whom its e-mails did not reach."""

    reading: Reading
    not_sent: frozenset[str]


def load_people(table: Table, *, by: Person, now: datetime, mark: str) -> Loaded:
    """Invite and change what the file says. Raises `Changed` when it would do other things than the preview of `mark`.

    The e-mails go once everything is written. Where the mail server does not take one, that invitation is revoked, so
    that the same file invites the person again.
    """
    on = timezone.localdate(now)
    rules.check_administers(by, on)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:  # two imports at once wait for each other
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            reading = read_people(table, by=by, now=now)
            if reading.mark != mark:
                raise Changed(CHANGED)
            if reading.counts[FAULT]:
                raise Refused("Mend the rows that are wrong and choose the file again. Nothing was imported.")
            made = [invited(line, by=by, now=now) for line in reading.of(ADD)]
            for line in reading.of(CHANGE):
                change(line, by=by, now=now)
            journal.record(by, "loaded", kind="people", now=now)
    except IntegrityError as clash:
        raise Changed(CHANGED) from clash  # somebody else gave the same role in this moment
    return Loaded(reading, send(made, by=by, now=now))


def invited(line: Line, *, by: Person, now: datetime) -> tuple[PersonInvitation, str]:
    if line.agency is None:
        raise Refused(CHANGED)
    one, token = invitations.new_invitation(
        by=by, now=now, name=line.name, email=line.email, agency=line.agency, role=line.role
    )
    one.save(force_insert=True)
    journal.record(by, "invited", one, now=now)
    return one, token


def change(line: Line, *, by: Person, now: datetime) -> None:
    """A name, a role, or both, by the same acts as on the pages."""
    if line.person is None or line.agency is None:
        raise Refused(CHANGED)
    if line.renames:
        person = Person.objects.get(pk=line.person.pk)  # an earlier row of the file may have named them already
        if person.name != line.name:
            acts.edit_person(person, by=by, now=now, version=person.version, email=person.email, name=line.name)
    if line.gives:
        acts.give_role(line.person, by=by, now=now, agency=line.agency, role=line.role, since=timezone.localdate(now))


def send(made: list[tuple[PersonInvitation, str]], *, by: Person, now: datetime) -> frozenset[str]:
    """Send the invitations over one connection; returns the addresses whose message was not taken."""
    failed = []
    over = get_connection()
    for one, token in made:
        try:
            invitations.send_mail_of(one, token, over)
        except Refused:
            failed.append(one.email)
            invitations.revoke(one, by=by, now=now)
    return frozenset(failed)
