"""What the administrator does with people and roles, and how a lead confirms a role."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies import journal, rules
from agencies.models import HELD_ALREADY, Agency, Membership, Person
from agencies.people.last_administrator import check_one_stays, is_administrator, lock_administrators
from agencies.people.owing import check_succeeded
from agencies.writing import write
from audit_project.refused import Refused


def add_person(*, by: Person, now: datetime, **said: Any) -> Person:
    """Add a person. They have no password until they choose one."""
    rules.check_administers(by, timezone.localdate(now))
    person = Person()
    person.set_unusable_password()
    return write(person, by=by, now=now, verb="added", **said)


def edit_person(person: Person, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    """Change a person's name or address. Raises `Stale` on a clash."""
    rules.check_can_edit_person(by, person, timezone.localdate(now))
    write(person, by=by, now=now, verb="edited", version=version, **said)


def deactivate_person(person: Person, *, by: Person, now: datetime, nobody_yet: bool = False) -> None:
    """Close a person's account; they are out at their next request. `nobody_yet`: what they alone lead has no
    successor, which somebody has said."""
    on = timezone.localdate(now)
    rules.check_can_edit_person(by, person, on)
    check_succeeded(person, on, nobody_yet)
    with transaction.atomic():
        lock_administrators(by, on)
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
    rules.check_in_use(agency)
    held = Membership.objects.filter(Q(until__isnull=True) | Q(until__gte=since))
    if held.filter(person=person, agency=agency, role=role).exists():
        raise Refused(HELD_ALREADY)
    row = Membership(person=person, given_at=now, given_by=by)
    write(row, by=by, now=now, verb="gave_role", of=person, agency=agency, role=role, since=since, until=until)
    person.forget_standing()
    return row


def end_role(membership: Membership, *, by: Person, now: datetime, nobody_yet: bool = False) -> None:
    """End a role today: at the next request it opens nothing. `nobody_yet` as with an account that is closed."""
    today = timezone.localdate(now)
    rules.check_can_end_role(by, membership, today)
    if is_last_of_its_kind(membership, today):
        check_succeeded(membership.person, today, nobody_yet)
    last = today - timedelta(days=1)
    with transaction.atomic():
        lock_administrators(by, today)
        if membership.role == "administrator":
            check_one_stays(today, but=membership)
        # A role that began today or begins later is moved back, so that no day is left on which it opens anything.
        membership.since = min(membership.since, last)
        Membership.objects.filter(pk=membership.pk).update(since=membership.since, until=last)
        journal.record(by, "ended_role", membership.person, now=now)
    membership.until = last
    membership.person.forget_standing()


def is_last_of_its_kind(membership: Membership, on: date) -> bool:
    """Whether an audit lead holds the role nowhere else on a day."""
    if membership.role != "audit_lead":
        return False
    held = Membership.objects.active(on).filter(person=membership.person, role=membership.role)
    return not held.exclude(pk=membership.pk).exists()


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
