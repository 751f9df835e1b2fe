"""How a new installation gets its first agencies, people and roles, before there is anybody to give or confirm them.

`manage.py appoint` and the demo begin here; afterwards the administrator's and the leads' own acts take over.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from agencies import journal, roles
from agencies.models import Agency, Membership, Person
from audit_project.checked import check_row


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
    agency = Agency(name=name, sector_id=sector, parent=parent, is_partnership=is_partnership)
    check_row(agency)
    with transaction.atomic():
        agency.save(force_insert=True)
        journal.record(by, "added", agency, now=now)
    return agency


def found_person(*, email: str, name: str, by: Person | None, now: datetime, hashed: str = "") -> Person:
    """A person; `hashed` is their first password as it is kept, none for one who cannot sign in until it is set."""
    check_row(Person(email=email, name=name), only=("email", "name"))
    with transaction.atomic():
        person: Person = Person.objects.create_user(email, None, name=name)
        if hashed:
            person.password = hashed
            person.save(update_fields=["password"])
        journal.record(by, "added", person, now=now)
    return person


def found_role(
    person: Person, agency: Agency, role: str, *, by: Person, now: datetime, since: date, confirmed: bool = True
) -> Membership:
    """A role in force from `since`; one that opens case records is confirmed by `by`, unless it waits for a lead."""
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
