"""How a new installation gets its first agencies, people and roles, before there is anybody to give or confirm them.

`manage.py appoint` and the demo begin here; afterwards the administrator's and the leads' own acts take over.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from agencies import journal, roles
from agencies.models import Agency, Membership, Person
from agencies.writing import write
from audit_project.refused import Refused

# Two leads can confirm each other's and everybody else's roles; from then on nobody needs the server's command.
LEADS_NEEDED = 2


def found_agency(
    *,
    name: str,
    sector: str,
    by: Person | None,
    now: datetime,
    parent: Agency | None = None,
    is_partnership: bool = False,
) -> Agency:
    """An agency, or with `parent` a service of one. Raises `Refused` when its name is taken."""
    row = Agency(parent=parent, is_partnership=is_partnership)
    return write(row, by=by, now=now, verb="added", name=name, sector_id=sector)


def found_person(*, email: str, name: str, by: Person | None, now: datetime, hashed: str = "") -> Person:
    """A person; `hashed` is their first password as it is kept, none for one who cannot sign in until it is set."""
    person = Person(password=hashed or make_password(None))
    return write(person, by=by, now=now, verb="added", email=email, name=name)


def found_role(
    person: Person, agency: Agency, role: str, *, by: Person | None, now: datetime, since: date, confirmed: bool = True
) -> Membership:
    """A role in force from `since`; one that opens case records is confirmed by `by`, unless it waits for a lead.

    `by` is None where whoever runs the server gives it: nobody of the installation did.
    """
    opens_cases = role in roles.READS_CASES
    with transaction.atomic():
        membership = Membership.objects.create(
            person=person,
            agency=agency,
            role=role,
            since=since,
            given_at=now,
            given_by=by,
            confirmed_at=now if opens_cases and confirmed else None,
            confirmed_by=by if opens_cases and confirmed else None,
        )
        journal.record(by, "gave_role", person, now=now)
    person.forget_standing()
    return membership


def appoint(
    *, email: str, role: str, now: datetime, on: date, name: str = "", agency: str = ""
) -> tuple[Membership, str]:
    """The first administrator and the first leads of a new installation, named by whoever runs the server.

    Returns the role and the person's first password, empty for somebody who was here before. Raises `Refused` for
    any other role, and as soon as the installation has people who can give and confirm the role themselves.
    """
    with transaction.atomic():
        check_still_needed(role, on)
        where = partnership(now) if not agency else Agency.objects.filter(name__iexact=agency, is_active=True).first()
        if where is None:
            raise Refused(f"There is no agency called {agency} here.")
        person = Person.objects.filter(email__iexact=email).first()
        first = ""
        if person is None:
            if not name.strip():
                raise Refused("Nobody has this e-mail address yet: give their name as well, with --name.")
            first = secrets.token_urlsafe(12)
            person = found_person(email=email, name=name.strip(), by=None, now=now, hashed=make_password(first))
        if not person.is_active:
            raise Refused("The account with this e-mail address is closed.")
        if Membership.objects.filter(person=person, role=role, until__isnull=True).exists():
            raise Refused(f"{person.name} is {roles.BY_CODE[role].name.lower()} already.")
        return found_role(person, where, role, by=None, now=now, since=on), first


def check_still_needed(role: str, on: date) -> None:
    """The command gives the roles that nobody can give yet, and no others."""
    if role not in ("administrator", *roles.LEADS):
        raise Refused("Only an administrator, an audit lead or a safeguarding lead is appointed here.")
    held = Membership.objects.active(on).filter(person__is_active=True)
    if role == "administrator" and held.filter(role=role).exists():
        raise Refused("This installation has an administrator: roles are given on its page of people.")
    if role in roles.LEADS and held.filter(role__in=roles.LEADS).values("person").distinct().count() >= LEADS_NEEDED:
        raise Refused("This installation has two leads: the administrator gives others and a lead confirms them.")


def partnership(now: datetime) -> Agency:
    """The partnership itself, made when it is not there yet."""
    found: Agency | None = Agency.objects.filter(is_partnership=True).first()
    return found or found_agency(name=settings.PARTNERSHIP_NAME, sector="OTH", is_partnership=True, by=None, now=now)
