"""What the administrator does with people and roles, and how a lead confirms a role."""

from __future__ import annotations

import secrets
from copy import copy
from datetime import date, datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from agencies import journal, roles, rules
from agencies.last_administrator import check_one_stays, hold_administrators, is_administrator
from agencies.models import Agency, Membership, Person
from audit_project.checked import check_row
from audit_project.refused import Refused
from audit_project.versions import write_version


def add_person(*, by: Person, now: datetime, email: str, name: str) -> tuple[Person, str]:
    """Add a person; returns them and the first password, which is shown once and never kept."""
    rules.check_administers(by, timezone.localdate(now))
    check_row(Person(email=email, name=name), only=("email", "name"))
    if Person.objects.filter(email__iexact=email).exists():
        raise Refused("Somebody already has this e-mail address.")
    first = "-".join(secrets.token_hex(3) for _ in range(3))
    with transaction.atomic():
        person: Person = Person.objects.create_user(email, first, name=name)
        journal.record(by, "added", person, now=now)
    return person, first


def edit_person(person: Person, *, by: Person, now: datetime, version: int, email: str, name: str) -> None:
    """Change a person's name or address. Raises `Stale` on a clash."""
    rules.check_can_edit_person(by, person, timezone.localdate(now))
    proposed = copy(person)
    proposed.email, proposed.name = email, name
    check_row(proposed, only=("email", "name"))
    if Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Refused("Somebody already has this e-mail address.")
    with transaction.atomic():
        write_version(person, version, email=email, name=name)
        journal.record(by, "edited", person, now=now)


def deactivate_person(person: Person, *, by: Person, now: datetime) -> None:
    """Close a person's account; they are out at their next request."""
    on = timezone.localdate(now)
    rules.check_can_edit_person(by, person, on)
    with transaction.atomic():
        hold_administrators(by, on)
        if is_administrator(person, on):
            check_one_stays(on, without=person)
        Person.objects.filter(pk=person.pk).update(is_active=False)
        end_sessions(person, now)
        journal.record(by, "deactivated", person, now=now)
    person.is_active = False


def end_sessions(person: Person, now: datetime) -> None:
    """Sign somebody out everywhere: an account that is opened again begins at the sign-in."""
    for session in Session.objects.filter(expire_date__gt=now).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def reactivate_person(person: Person, *, by: Person, now: datetime) -> None:
    rules.check_can_edit_person(by, person, timezone.localdate(now))
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=True)
        journal.record(by, "reactivated", person, now=now)
    person.is_active = True


def give_role(
    person: Person, *, by: Person, now: datetime, agency: Agency, role: str, since: date, until: date | None = None
) -> Membership:
    """Give a role; one that opens case records waits for a lead's confirmation."""
    rules.check_can_give_role(by, person, timezone.localdate(now))
    if role not in roles.BY_CODE:
        raise Refused("Choose one of the roles.")
    if not agency.is_active:
        raise Refused("This agency is no longer in use.")
    if until is not None and until < since:
        raise Refused("The last day must not be before the first.")
    open_already = Membership.objects.filter(person=person, agency=agency, role=role)
    if any(held.until is None or held.until >= since for held in open_already):
        raise Refused("This person already has this role in this agency.")
    with transaction.atomic():
        membership = Membership.objects.create(
            person=person, agency=agency, role=role, since=since, until=until, given_at=now, given_by=by
        )
        journal.record(by, "gave_role", person, now=now)
    person.forget_standing()
    return membership


def end_role(membership: Membership, *, by: Person, now: datetime) -> None:
    """End a role today: at the next request it opens nothing."""
    today = timezone.localdate(now)
    rules.check_can_end_role(by, membership, today)
    last = today - timedelta(days=1)
    with transaction.atomic():
        hold_administrators(by, today)
        if membership.role == "administrator":
            check_one_stays(today, but=membership)
        # A role that began today or begins later is moved back, so that no day is left on which it opens anything.
        membership.since = min(membership.since, last)
        Membership.objects.filter(pk=membership.pk).update(since=membership.since, until=last)
        journal.record(by, "ended_role", membership.person, now=now)
    membership.until = last
    membership.person.forget_standing()


def confirm_role(membership: Membership, *, by: Person, now: datetime) -> None:
    """A lead confirms a role that opens case records: it begins."""
    rules.check_can_confirm(by, membership, timezone.localdate(now))
    with transaction.atomic():
        written = Membership.objects.filter(pk=membership.pk, confirmed_at__isnull=True).update(
            confirmed_at=now, confirmed_by=by
        )
        if written != 1:
            raise Refused("Somebody else has just confirmed this role.")
        journal.record(by, "confirmed_role", membership.person, now=now)
    membership.confirmed_at, membership.confirmed_by = now, by
    membership.person.forget_standing()
